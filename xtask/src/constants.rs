//! What JavaScript needs of the rules as numbers and names: made from `convex-http-client-core`, so that nothing is
//! written twice.
use std::fmt::Write as _;

use convex_http_client_core::page::{Next, Split};
use convex_http_client_core::token::{self, Need};
use convex_http_client_core::{
    Call, Cause, Endpoint, Kind, Outcome, Refusal, Step, batch, header, idempotency, reply, retry,
};

/// Returns the TypeScript module with the rules' numbers. Bundlers put a `const enum`'s numbers where they are used.
pub(crate) fn to_typescript() -> String {
    let mut text = "// Made by `cargo xtask build` from the crate in core/, which says what each is.\n".to_owned();
    macro_rules! enums {
        ($($name:ident),*) => {
            $(write_enum(&mut text, stringify!($name), $name::ALL.iter().map(|it| (it.variant(), *it as u32)));)*
        };
    }
    enums!(Kind, Endpoint, Step, Cause, Outcome, Need, Next, Split, Refusal);
    let bits = [
        ("StepMask", Call::STEP_MASK),
        ("KindShift", Call::KIND_SHIFT),
        ("Renewable", Call::RENEWABLE),
        ("Refused", Call::REFUSED),
        ("Renewed", Call::RENEWED),
        ("Retryable", Call::RETRYABLE),
        ("OutcomeShift", Call::OUTCOME_SHIFT),
        ("Idempotent", Call::IDEMPOTENT),
        ("AttemptsShift", Call::ATTEMPTS_SHIFT),
    ];
    write_enum(&mut text, "CallBits", bits.into_iter());
    let kinds = || Kind::ALL.iter();
    write_names(&mut text, "KIND_NAMES", kinds().map(|kind| kind.name()));
    write_names(&mut text, "TIMEOUT_CLASSES", kinds().map(|kind| kind.timeout_class().name()));
    write_names(&mut text, "LOG_LETTERS", kinds().map(|kind| kind.log_letter()));
    write_names(&mut text, "ENDPOINT_PATHS", Endpoint::ALL.iter().map(|endpoint| endpoint.path()));
    write_names(&mut text, "CAUSE_NAMES", Cause::ALL.iter().map(|cause| cause.name()));
    write_names(&mut text, "OUTCOME_NAMES", Outcome::ALL.iter().map(|outcome| outcome.name()));
    let _ = writeln!(text, "export const CODES: readonly unknown[] = {:?};", retry::CODES);
    let proofs = retry::PROOFS.iter().fold(String::new(), |mut text, (status, codes)| {
        let _ = write!(text, "{status}: {codes:?}, ");
        text
    });
    let _ = writeln!(text, "export const PROOFS = {{ {proofs}}} as const;");
    let _ = writeln!(text, "export const RESERVED_HEADERS: readonly string[] = {:?};", header::RESERVED);
    let _ = writeln!(text, "export const REQUEST_ID = {:?};", header::REQUEST_ID);
    let _ = writeln!(text, "export const CLIENT = {:?};", header::CLIENT);
    let (prefix, most) = (idempotency::PREFIX, idempotency::MAX_KEY);
    let _ = writeln!(text, "export const KEY_PREFIX = {prefix:?};");
    // Neither control characters nor halves of characters. An id that was made of a key is one itself.
    let _ = writeln!(text, "export const KEY = /^[^\\p{{Cc}}\\p{{Cs}}]{{1,{most}}}$/u;");
    let _ = writeln!(text, "export const KEY_ID = /^{prefix}[!-~]{{1,{}}}$/;", idempotency::MAX_ESCAPED);
    let numbers = [
        ("FUNCTION_FAILED", f64::from(reply::FUNCTION_FAILED)),
        ("MAX_RETRY_AFTER", retry::MAX_RETRY_AFTER),
        ("PATIENCE", token::PATIENCE),
        ("ENDURANCE", token::ENDURANCE),
        ("MAX_BODY", f64::from(u32::try_from(batch::MAX_BODY).unwrap_or(u32::MAX))),
    ];
    for (name, number) in numbers {
        let _ = writeln!(text, "export const {name} = {number};");
    }
    text
}

fn write_enum<'a>(text: &mut String, name: &str, members: impl Iterator<Item = (&'a str, u32)>) {
    let _ = writeln!(text, "export const enum {name} {{");
    for (member, number) in members {
        let _ = writeln!(text, "  {member} = {number},");
    }
    text.push_str("}\n");
}

fn write_names<'a>(text: &mut String, name: &str, names: impl Iterator<Item = &'a str>) {
    let _ = writeln!(text, "export const {name} = {:?} as const;", names.collect::<Vec<_>>());
}
