//! What can break the module, and does not break the package.
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{node, succeeds};
use crate::{pack, setup};

/// Sets everything up and breaks the module in every way there is. `options` go to tests/crash/main.mjs.
pub(crate) fn crash(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let passed = succeeds(&mut proof(&pack::pack()?, options))?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prepares the proof for a tarball.
pub(crate) fn proof(tarball: &Path, options: &[String]) -> Command {
    let mut command = node("tests/crash/main.mjs");
    command.arg(tarball).args(options);
    command
}
