//! The API for Rust apps: its tests where it runs, and its examples.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{cargo, installed, node, program, read, root, run, say, succeeds};

/// Every feature of the crate, as a package of the workspace names it.
pub(crate) const ALL_FEATURES: &str =
    "convex-http-client/convex,convex-http-client/js,convex-http-client/send,convex-http-client/testing";

/// The features that do something where the crate is used, in all combinations that differ: for wasm they compile as what
/// each of them adds, and natively there is one more.
const COMBINATIONS: [(&str, &str); 11] = [
    (WASM, ""),
    (WASM, "js"),
    (WASM, "send"),
    (WASM, "testing"),
    (WASM, "js,send"),
    (WASM, "js,testing"),
    (WASM, "send,testing"),
    (WASM, "js,send,testing,convex"),
    ("", ""),
    ("", "convex"),
    ("", "send"),
];
const WASM: &str = "wasm32-unknown-unknown";

const TARGET: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// Prepares the tests that run natively, with every feature.
pub(crate) fn native_tests() -> Command {
    let mut command = cargo();
    command.args(["test", "--quiet", "--package", "convex-http-client"]);
    command.args(["--package", "rust-api-tests", "--package", "xtask", "--features", ALL_FEATURES]);
    command
}

/// Prepares the tests of values once more, with what another crate may switch on in `serde_json`.
pub(crate) fn tests_of_values(feature: &str) -> Command {
    let mut command = cargo();
    command.args(["test", "--quiet", "--package", "rust-api-tests", "--features", feature]);
    command
}

/// Prepares the tests of the rules, which play a million random lives of a client in a second or two: optimized.
pub(crate) fn tests_of_the_rules() -> Command {
    let mut command = cargo();
    command.args(["test", "--quiet", "--release", "--package", "convex-http-client-core"]);
    command
}

/// Builds the tests that run in Node and in Chromium, and what runs them there, and prepares their run.
pub(crate) fn tests() -> Result<Command> {
    say("building the Rust API's tests");
    let runner = executable(cargo().args(["build", "--quiet", "--package", "wasm-test-runner"]))?;
    let test = ["test", "--quiet", "--package", "rust-api-tests", "--test", "backend", "--no-run"];
    let test = executable(cargo().args(test).args(TARGET))?;
    let mut command = node("tests/rust/run.mjs");
    command.arg(runner).arg(test);
    Ok(command)
}

/// Builds something and returns the path of its program.
fn executable(build: &mut Command) -> Result<PathBuf> {
    let messages = read(build.arg("--message-format=json-render-diagnostics"))?;
    let mut paths = messages.lines().rev().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message.get("executable")?.as_str()?))
    });
    paths.next().context("cargo named no program")
}

/// Builds the examples in Rust and returns the folder that has one folder of each.
pub(crate) fn build_examples() -> Result<PathBuf> {
    say("building the examples in Rust");
    let mut command = cargo();
    command.args(["build", "--quiet", "--profile", "example", "--package", "example-yew"]);
    run(command.args(["--package", "example-workers-rs"]).args(TARGET))?;
    let folder = root().join("target/examples-in-rust");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("emptying target/examples-in-rust")?;
    }
    let built = root().join("target/wasm32-unknown-unknown/example");
    bind_page("yew", &folder)?;
    let worker = folder.join("workers-rs");
    // A Worker imports its module.
    bind(&built.join("example_workers_rs.wasm"), "example_workers_rs", &worker, true)?;
    fs::copy(root().join("examples/workers-rs/worker.js"), worker.join("worker.js")).context("copying worker.js")?;
    Ok(folder)
}

/// Builds the page in Leptos, which takes a minute, and prepares its tests.
pub(crate) fn test_of_leptos() -> Result<Command> {
    say("building the page in Leptos");
    let mut command = cargo();
    command.args(["build", "--quiet", "--profile", "example", "--package", "example-leptos"]);
    run(command.args(TARGET))?;
    let folder = root().join("target/examples-in-rust");
    bind_page("leptos", &folder)?;
    let mut test = program("node");
    test.args(["--test", "--test-reporter=spec", "tests/rust/leptos.full.mjs"]).env("EXAMPLES", folder);
    Ok(test)
}

/// Puts a page that was built into its folder.
fn bind_page(name: &str, folder: &Path) -> Result<()> {
    let built = root().join(format!("target/wasm32-unknown-unknown/example/example-{name}.wasm"));
    bind(&built, &format!("example_{name}"), &folder.join(name), false)?;
    let page = root().join("examples").join(name).join("index.html");
    fs::copy(page, folder.join(name).join("index.html")).context("copying index.html")?;
    Ok(())
}

/// The version of cargo-deny, which is installed into target/tools.
const DENY: &str = "0.20.2";

/// Prepares the check of all dependencies' licenses and sources, by deny.toml: of those for other systems as well, which
/// no build has fetched.
pub(crate) fn deny() -> Result<Command> {
    run(cargo().args(["fetch", "--quiet", "--locked"]))?;
    let mut command = program(&installed("cargo-deny", DENY)?.to_string_lossy());
    command.args(["--offline", "--log-level=error", "check", "licenses", "bans", "sources"]);
    Ok(command)
}

/// Prepares the look-up of known flaws of the dependencies, which needs the network.
pub(crate) fn advisories() -> Result<Command> {
    let mut command = program(&installed("cargo-deny", DENY)?.to_string_lossy());
    command.args(["check", "advisories"]);
    Ok(command)
}

/// Prepares everything of `cargo publish` but the upload, of both crates together: one needs the other.
pub(crate) fn publish_dry() -> Command {
    let mut command = cargo();
    // With changes that are not committed yet; not in the folder where the npm package is made.
    command.args(["publish", "--quiet", "--dry-run", "--allow-dirty", "--package", "convex-http-client-core"]);
    command.args(["--package", "convex-http-client", "--target-dir", "target/crate"]);
    command
}

/// Checks the crate with each combination of its features.
pub(crate) fn check_features() -> Result<bool> {
    for (target, features) in COMBINATIONS {
        let mut command = cargo();
        command.args(["clippy", "--quiet", "--package", "convex-http-client", "--features", features]);
        if !target.is_empty() {
            command.args(["--target", target]);
        }
        if !succeeds(command.args(["--", "-D", "warnings"]))? {
            eprintln!("xtask: with the features {features:?} {target}");
            return Ok(false);
        }
    }
    Ok(true)
}

/// Checks that the workspace is built with the oldest Rust that it says it needs, and that the guide promises what the
/// crates do. What they need is less than that: the workflow `test` compiles them with it.
pub(crate) fn check_oldest_rust() -> Result<()> {
    let quoted = |file: &str, key: &str| -> Result<String> {
        let text = fs::read_to_string(root().join(file)).with_context(|| format!("reading {file}"))?;
        let value = text.lines().find_map(|line| line.strip_prefix(key)?.split('"').nth(1));
        value.map(str::to_owned).with_context(|| format!("{file} has no `{key}`"))
    };
    let (oldest, used) = (quoted("Cargo.toml", "rust-version = ")?, quoted("rust-toolchain.toml", "channel = ")?);
    ensure!(used == format!("{oldest}.0"), "rust-toolchain.toml has {used}, and Cargo.toml promises {oldest}");
    let promised = quoted("rust/Cargo.toml", "rust-version = ")?;
    ensure!(promised == quoted("core/Cargo.toml", "rust-version = ")?, "the crates need different versions of Rust");
    for (file, words) in [
        ("docs/rust.md", format!("is {promised}.\n")),
        (".github/workflows/test.yml", format!("rustup toolchain install {promised} ")),
    ] {
        let text = fs::read_to_string(root().join(file)).with_context(|| format!("reading {file}"))?;
        ensure!(text.contains(&words), "{file} does not say `{}`", words.trim());
    }
    Ok(())
}

fn bind(wasm: &Path, name: &str, folder: &Path, omit_default_path: bool) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(omit_default_path)
        .generate(folder)
        .with_context(|| format!("running wasm-bindgen on {name}"))
}
