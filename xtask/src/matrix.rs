//! The package in every runtime and bundler, and in the examples.
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{node, say, succeeds};
use crate::{pack, rust_api, setup, test};

/// Where the table of results goes.
const DOCUMENT: &str = "docs/runtimes.md";

/// Prepares the run of a part of the matrix.
pub(crate) fn packaging<I: AsRef<OsStr>>(tarball: &Path, options: impl IntoIterator<Item = I>) -> Command {
    let mut command = node("tests/packaging/run.mjs");
    command.arg(tarball).args(options);
    command
}

/// Runs all of the matrix and writes its table, or a part of it where options choose one.
pub(crate) fn matrix(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let tarball = pack::pack()?;
    let is_whole = options.is_empty();
    let mut passed = true;
    if is_whole {
        say("building again from nothing, which must give the same bytes");
        passed = pack::is_reproducible(&tarball, true)?;
    }
    let mut command = packaging(&tarball, ["--tier", "full"]);
    command.args(options);
    if is_whole {
        command.args(["--write", DOCUMENT]);
    }
    passed &= succeeds(&mut command)?;
    if is_whole {
        say("running the examples that take long to install");
        passed &= succeeds(&mut test::examples(&tarball, ".full.mjs")?)?;
        passed &= succeeds(&mut rust_api::test_of_leptos()?)?;
    }
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
