//! What stays behind of clients and calls that are over.
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{node, succeeds};
use crate::{pack, setup};

/// Sets everything up and proves in full that nothing stays behind. `options` go to tests/memory/main.mjs.
pub(crate) fn memory(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let passed = succeeds(&mut proof(&pack::pack()?, options))?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prepares the proof for a tarball.
pub(crate) fn proof(tarball: &Path, options: &[String]) -> Command {
    let mut command = node("tests/memory/main.mjs");
    command.arg(tarball).args(options);
    command
}
