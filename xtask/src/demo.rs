//! The main job, on the embedded backend.
use std::process::ExitCode;

use anyhow::Result;

use crate::command::{node, succeeds};
use crate::{pack, setup};

/// Sets everything up and runs the demo through the packed package.
pub(crate) fn demo(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let tarball = pack::pack()?;
    let passed = succeeds(node("examples/demo/main.mjs").arg(tarball).args(options))?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
