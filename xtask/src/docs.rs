//! The documentation: a site with the guide, the reference of the API, the page and the documentation of the crate.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{cargo, node, root, run, say};
use crate::{build, demo, setup};

/// Makes the site as static files, which any server can publish, and returns its folder.
pub(crate) fn docs() -> Result<PathBuf> {
    setup::setup()?;
    let package = build::build()?;
    let site = root().join("target/docs");
    say("making the guide and the reference of the API");
    run(&mut reference(&site))?;
    say("documenting the crate");
    // It may have other crates from other commands.
    let made = root().join("target/doc");
    if made.exists() {
        fs::remove_dir_all(&made).context("emptying target/doc")?;
    }
    run(&mut crates())?;
    copy(&made, &site.join("rust"))?;
    say("making the page");
    demo::page(&package, &site.join("page"))?;
    Ok(site)
}

/// Prepares the guide and the reference of the API, from the documents and the types of pkg/. It fails on a warning.
pub(crate) fn reference(site: &Path) -> Command {
    let mut command = node("xtask/docs/main.mjs");
    command.arg("pkg").arg(site);
    command
}

/// Prepares the documentation of what is published on crates.io. It fails on a warning.
fn crates() -> Command {
    let mut command = cargo();
    command.args([
        "doc",
        "--quiet",
        "--no-deps",
        "--package",
        "convex-http-client-core",
        "--package",
        "convex-http-client",
    ]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("copying {}", entry.path().display()))?;
        }
    }
    Ok(())
}
