//! The npm tarball.
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::build::build;
use crate::command::{program, read, say};

/// Makes pkg/ and packs it into `pkg/convex-http-client-<version>.tgz`.
pub(crate) fn pack() -> Result<PathBuf> {
    let package = build()?;
    say("packing the npm tarball");
    let printed = read(program("npm").current_dir(&package).args([
        "pack",
        "--ignore-scripts",
        "--loglevel=error",
        "--pack-destination",
        ".",
    ]))?;
    let name = printed.lines().last().context("npm pack printed no file name")?;
    Ok(package.join(name))
}
