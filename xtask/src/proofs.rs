//! Suites of the packed package that commands of their own run too, and longer than the tests do.
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command::{node, succeeds};
use crate::{pack, setup};

/// Sets everything up and runs a suite, by the name of its folder in tests/. `options` go to its main.mjs.
pub(crate) fn prove(suite: &str, options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let passed = succeeds(proof(suite, &pack::pack()?).args(options))?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prepares a suite for a tarball.
pub(crate) fn proof(suite: &str, tarball: &Path) -> Command {
    let mut command = node(&format!("tests/{suite}/main.mjs"));
    command.arg(tarball);
    command
}
