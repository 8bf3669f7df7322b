//! Idempotent mutations, which run once.
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{node, succeeds};
use crate::{pack, setup};

/// Sets everything up and has mutations sent through faults. `options` go to tests/once/main.mjs.
pub(crate) fn once(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let passed = succeeds(&mut proof(&pack::pack()?, options))?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prepares the proof for a tarball.
pub(crate) fn proof(tarball: &Path, options: &[String]) -> Command {
    let mut command = node("tests/once/main.mjs");
    command.arg(tarball).args(options);
    command
}
