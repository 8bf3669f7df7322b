//! The npm tarball.
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::build::{build, build_in};
use crate::command::{program, read, root, say};

/// Makes pkg/ and packs it into `pkg/convex-http-client-<version>.tgz`.
pub(crate) fn pack() -> Result<PathBuf> {
    pack_folder(&build()?)
}

/// Tells whether building and packing once more gives the same bytes: with the compiled crate as it is, or compiled
/// again in another folder.
pub(crate) fn is_reproducible(tarball: &Path, compile: bool) -> Result<bool> {
    let first = fs::read(tarball).context("reading the tarball")?;
    let again = root().join("target/again");
    let package = if compile {
        if again.exists() {
            fs::remove_dir_all(&again).context("emptying target/again")?;
        }
        build_in(&again)?
    } else {
        build()?
    };
    let same = first == fs::read(pack_folder(&package)?).context("reading the second tarball")?;
    if !same {
        say("two builds gave two different tarballs");
    }
    Ok(same)
}

fn pack_folder(package: &Path) -> Result<PathBuf> {
    say("packing the npm tarball");
    let printed = read(program("npm").current_dir(package).args([
        "pack",
        "--ignore-scripts",
        "--loglevel=error",
        "--pack-destination",
        ".",
    ]))?;
    let name = printed.lines().last().context("npm pack printed no file name")?;
    Ok(package.join(name))
}
