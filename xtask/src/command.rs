//! Running other programs.
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, bail};

/// Returns the folder of the repository.
pub(crate) fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map(Path::to_path_buf).unwrap_or(xtask)
}

/// Returns the version in Cargo.toml, which is the package's as well.
pub(crate) fn version() -> Result<String> {
    let manifest = root().join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).with_context(|| format!("reading {}", manifest.display()))?;
    text.lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .context("Cargo.toml has no `version` under [workspace.package]")
}

/// Prints what is about to be done.
pub(crate) fn say(step: &str) {
    eprintln!("xtask: {step}");
}

/// Prepares a program to run in the repository's folder.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Prepares the cargo that runs this program.
pub(crate) fn cargo() -> Command {
    program(&env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// Prepares node with a script of the repository.
pub(crate) fn node(script: &str) -> Command {
    let mut command = program("node");
    command.arg(script);
    command
}

/// Prepares a tool that package.json installs.
pub(crate) fn tool(name: &str) -> Command {
    program(&root().join("node_modules/.bin").join(name).to_string_lossy())
}

/// Runs a program to its end, with its output passed on.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| missing(command))?;
    if !status.success() {
        bail!("{} failed ({status})", print(command));
    }
    Ok(())
}

/// Runs a program to its end and tells whether it succeeded; its output is passed on.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool> {
    Ok(command.status().with_context(|| missing(command))?.success())
}

/// Runs a program and returns what it printed; its complaints are passed on.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let Output { status, stdout, .. } = command.stderr(Stdio::inherit()).output().with_context(|| missing(command))?;
    if !status.success() {
        bail!("{} failed ({status}): {}", print(command), String::from_utf8_lossy(&stdout));
    }
    Ok(String::from_utf8_lossy(&stdout).into_owned())
}

/// Returns the path of a tool of crates.io, of this very version, which is installed into target/tools.
pub(crate) fn installed(name: &str, version: &str) -> Result<PathBuf> {
    let tools = root().join("target/tools");
    let list = read(cargo().args(["install", "--list", "--root"]).arg(&tools))?;
    if !list.contains(&format!("{name} v{version}:")) {
        say(&format!("installing {name} into target/tools"));
        let mut command = cargo();
        command.args(["install", "--quiet", "--locked", name, "--version", version, "--root"]);
        run(command.arg(&tools))?;
    }
    Ok(tools.join("bin").join(name))
}

fn print(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(std::ffi::OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn missing(command: &Command) -> String {
    let name = command.get_program().to_string_lossy();
    let cure = match name.as_ref() {
        "node" | "npm" => "install Node.js 20 or newer (https://nodejs.org)",
        "rustup" => "install rustup (https://rustup.rs)",
        _ => "run `cargo xtask setup`",
    };
    format!("`{name}` could not be started: {cure}")
}
