//! Random calls over a network where everything goes wrong.
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{node, succeeds};
use crate::{pack, setup};

/// Sets everything up and compares what clients say with what ran. `options` go to tests/chaos/main.mjs.
pub(crate) fn chaos(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let passed = succeeds(&mut proof(&pack::pack()?, options))?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prepares the proof for a tarball.
pub(crate) fn proof(tarball: &Path, options: &[String]) -> Command {
    let mut command = node("tests/chaos/main.mjs");
    command.arg(tarball).args(options);
    command
}
