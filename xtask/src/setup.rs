//! What a fresh machine with rustup and Node lacks.
use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::command::{program, read, root, run, say};

const TARGET: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 20;

/// Adds the wasm target and installs the npm packages, where they are missing or out of date.
pub(crate) fn setup() -> Result<()> {
    add_target()?;
    check_node()?;
    install_packages()
}

fn add_target() -> Result<()> {
    let installed = read(program("rustup").args(["target", "list", "--installed"]))?;
    if !installed.lines().any(|line| line == TARGET) {
        say(&format!("adding the Rust target {TARGET}"));
        run(program("rustup").args(["target", "add", TARGET]))?;
    }
    Ok(())
}

fn check_node() -> Result<()> {
    let version = read(program("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next();
    match major.and_then(|major| major.parse::<u32>().ok()) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("Node is {}: install Node.js {OLDEST_NODE} or newer (https://nodejs.org)", version.trim()),
    }
}

fn install_packages() -> Result<()> {
    let lock = root().join("package-lock.json");
    let wanted = fs::read(&lock).context("reading package-lock.json")?;
    // A copy of the lock file says what is installed, so that nothing is done when nothing changed.
    let stamp = root().join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say("installing the npm packages of package-lock.json");
    run(program("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    fs::write(&stamp, wanted).context("writing node_modules/.installed-lock.json")
}
