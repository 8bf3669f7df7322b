//! What a fresh machine with rustup and Node lacks.
use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::command::{program, read, root, run, say};

const TARGET: &str = "wasm32-unknown-unknown";
/// The oldest that the backend and the tests run on: major and minor.
const OLDEST_NODE: (u32, u32) = (20, 12);

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
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|number| number.parse().ok());
    match (numbers.next(), numbers.next()) {
        (Some(major), Some(minor)) if (major, minor) >= OLDEST_NODE => Ok(()),
        _ => {
            let (major, minor) = OLDEST_NODE;
            bail!("Node is {}: install Node.js {major}.{minor} or newer (https://nodejs.org)", version.trim())
        }
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
