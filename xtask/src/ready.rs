//! Everything that must hold before a change is handed in.
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{cargo, say, succeeds, tool};
use crate::{build, docs, setup, test};

const LOOK: &str = "mend what is printed above";

/// Runs every test and every check.
pub(crate) fn ready(options: &[String]) -> Result<ExitCode> {
    let tests = test::test(options)?;
    let checks = check()?;
    Ok(if tests == ExitCode::SUCCESS { checks } else { tests })
}

/// Checks formatting, lints and types. Each check says how to mend what it finds.
pub(crate) fn check() -> Result<ExitCode> {
    setup::setup()?;
    build::build()?;
    let mut failed = Vec::new();
    let mut check = |name: &str, cure: &str, command: &mut Command| -> Result<()> {
        say(&format!("checking {name}"));
        if !succeeds(command)? {
            failed.push(format!("{name}: {cure}"));
        }
        Ok(())
    };
    check("the format of Rust files", "run `cargo fmt --all`", cargo().args(["fmt", "--all", "--check"]))?;
    let prettier = ["--check", "--log-level=warn", "."];
    check("the format of other files", "run `npx prettier --write .`", tool("prettier").args(prettier))?;
    let deny = ["--", "-D", "warnings"];
    let native = ["clippy", "--quiet", "--workspace", "--all-targets"];
    check("lints, natively", LOOK, cargo().args(native).args(deny))?;
    let wasm = ["clippy", "--quiet", "--lib", "--target", "wasm32-unknown-unknown"];
    check("lints, for wasm", LOOK, cargo().args(wasm).args(deny))?;
    check("the documentation of the crate", LOOK, &mut docs::modules())?;
    check("the reference of the API", LOOK, &mut docs::reference())?;
    for project in ["pkg-template", "backend", "backend/convex", "tests", "bench", "www"] {
        check(&format!("types in {project}"), LOOK, tool("tsc").args(["--noEmit", "--project", project]))?;
    }
    for failure in &failed {
        eprintln!("xtask: failed: {failure}");
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
