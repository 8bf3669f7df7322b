//! The reference of the package's API, and the documentation of the crate.
use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, node, root, run, say};
use crate::{build, setup};

/// Sets everything up, makes both and prints where they are.
pub(crate) fn docs() -> Result<()> {
    setup::setup()?;
    build::build()?;
    say("documenting the package's API");
    run(&mut reference())?;
    say("documenting the crate");
    run(&mut modules())?;
    for page in ["target/docs/api/index.html", "target/doc/convex_http_client/index.html"] {
        println!("{}", root().join(page).display());
    }
    Ok(())
}

/// Prepares the reference of the API, from the types of pkg/. It fails on a warning.
pub(crate) fn reference() -> Command {
    let mut command = node("xtask/docs/main.mjs");
    command.args(["pkg", "target/docs/api"]);
    command
}

/// Prepares the documentation of the crate's modules. It fails on a warning.
pub(crate) fn modules() -> Command {
    let mut command = cargo();
    command.args(["doc", "--quiet", "--no-deps", "--document-private-items", "--package", "convex-http-client"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}
