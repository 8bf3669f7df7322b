//! Everything that must hold before a change is handed in.
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{cargo, root, say, succeeds, tool};
use crate::{build, docs, rust_api, setup, test};

const LOOK: &str = "mend what is printed above";

/// What is linted, and how.
const LINTS: [(&str, &str); 3] = [
    (
        "lints, natively",
        "--package convex-http-client-core --package convex-http-client --package xtask --package rust-api-tests \
         --package wasm-test-runner --all-targets",
    ),
    (
        "lints, for wasm",
        "--package convex-http-client-core --package convex-http-client --package rust-api-tests \
         --package rust-size --package example-yew --package example-workers-rs --all-targets \
         --target wasm32-unknown-unknown",
    ),
    ("lints of the npm module", "--package convex-http-client-module --target wasm32-unknown-unknown"),
];

/// What is documented.
const DOCS: [(&str, &str); 3] = [
    (
        "the documentation, as docs.rs makes it",
        "--package convex-http-client-core --package convex-http-client --target wasm32-unknown-unknown",
    ),
    (
        "the documentation with the private parts",
        "--package convex-http-client-core --package convex-http-client --document-private-items",
    ),
    (
        "the documentation of the npm module",
        "--package convex-http-client-module --document-private-items --target wasm32-unknown-unknown",
    ),
];

/// Returns what switches on every feature of the crate, where it is among what is checked.
fn all_features(args: &str) -> impl Iterator<Item = &'static str> {
    let has_crate = args.split_whitespace().any(|word| word == "convex-http-client");
    ["--features", rust_api::ALL_FEATURES].into_iter().filter(move |_| has_crate)
}

/// Runs every test and every check.
pub(crate) fn ready(options: &[String]) -> Result<ExitCode> {
    let tests = test::test(options)?;
    let checks = check()?;
    Ok(if tests == ExitCode::SUCCESS { checks } else { tests })
}

/// Checks formatting, lints and types. Each check says how to mend what it finds.
pub(crate) fn check() -> Result<ExitCode> {
    setup::setup()?;
    rust_api::check_oldest_rust()?;
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
    let oxlint = ["--deny-warnings", "--report-unused-disable-directives"];
    let cure = "run `npx oxlint --fix`, and mend what is left by hand; .oxlintrc.json has the rules";
    check("JavaScript and TypeScript by oxlint", cure, tool("oxlint").args(oxlint))?;
    for (name, args) in LINTS {
        let mut clippy = cargo();
        clippy.args(["clippy", "--quiet"]).args(args.split_whitespace()).args(all_features(args));
        check(name, LOOK, clippy.args(["--", "-D", "warnings"]))?;
    }
    for (name, args) in DOCS {
        let doc = ["doc", "--quiet", "--no-deps"];
        let args = args.split_whitespace().chain(all_features(args));
        check(name, LOOK, cargo().args(doc).args(args).env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    let doc = ["doc", "--quiet", "--no-deps", "--package", "convex-http-client-core", "--document-private-items"];
    check("the documentation of the rules", LOOK, cargo().args(doc).env("RUSTDOCFLAGS", "-D warnings"))?;
    check("the guide and the reference of the API", LOOK, &mut docs::reference(&root().join("target/reference")))?;
    check("licenses and sources of dependencies", LOOK, &mut rust_api::deny()?)?;
    check("what would be published to crates.io", LOOK, &mut rust_api::publish_dry())?;
    for project in ["pkg-template", "backend", "backend/convex", "tests", "bench", "www"] {
        check(&format!("types in {project}"), LOOK, tool("tsc").args(["--noEmit", "--project", project]))?;
    }
    say("checking the combinations of the crate's features");
    if !rust_api::check_features()? {
        failed.push(format!("the combinations of the crate's features: {LOOK}"));
    }
    for failure in &failed {
        eprintln!("xtask: failed: {failure}");
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
