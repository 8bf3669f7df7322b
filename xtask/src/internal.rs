//! Short names for members that only objects of the client's own have: bundlers do not dare to shorten any.
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::command::root;

/// The members. Nobody outside of `pkg-template/src` may ever see one, and no text may name it.
const MEMBERS: [&str; 63] = [
    "aborter",
    "ahead",
    "answer",
    "apiBase",
    "authHeader",
    "authScheme",
    "awaited",
    "callOff",
    "cleanups",
    "customFetch",
    "cutAt",
    "endsAt",
    "expire",
    "functionRef",
    "giveUp",
    "giveUpLate",
    "goOn",
    "halt",
    "halted",
    "hasLeft",
    "hears",
    "identify",
    "interrupt",
    "isCallable",
    "isConsistent",
    "isDriven",
    "isOpen",
    "isOver",
    "isPolluted",
    "isSettled",
    "isTimed",
    "isValid",
    "joinIn",
    "keep",
    "last",
    "lastPlace",
    "lastToken",
    "later",
    "leaving",
    "names",
    "noteFault",
    "onClose",
    "ownAuth",
    "owner",
    "presets",
    "prints",
    "purpose",
    "queued",
    "readRetryAfter",
    "secret",
    "sent",
    "setId",
    "sharedTs",
    "signIn",
    "sleep",
    "sorted",
    "stage",
    "soonest",
    "stopWith",
    "tokenSource",
    "upTo",
    "urlOf",
    "whole",
];

/// Where the members of JavaScript, of the web and of the public types are declared.
const PUBLIC: [&str; 2] = ["node_modules/typescript-6.0/lib", "pkg-template/types"];

/// Returns the pattern of the members, none of which is declared by anybody else.
pub(crate) fn pattern() -> Result<String> {
    for folder in PUBLIC {
        for file in fs::read_dir(root().join(folder)).with_context(|| format!("reading {folder}"))? {
            let path = file?.path();
            if path.to_str().is_some_and(|path| path.ends_with(".d.ts")) {
                check(&path)?;
            }
        }
    }
    Ok(format!("^({})$", MEMBERS.join("|")))
}

fn check(path: &Path) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '$';
    let declared = |line: &str, member: &str| {
        line.match_indices(member).any(|(start, _)| {
            let (before, rest) = line.split_at(start);
            let after = rest.trim_start_matches(member).trim_start_matches('?');
            !before.ends_with(is_name) && after.starts_with([':', '(', '<'])
        })
    };
    for line in text.lines() {
        for member in MEMBERS {
            ensure!(!declared(line, member), "{} declares {member}, which is not ours alone", path.display());
        }
    }
    Ok(())
}
