//! Many calls at once, of which some fail on their way.
use std::process::ExitCode;

use anyhow::Result;

use crate::command::{node, succeeds};
use crate::{pack, setup};

/// Sets everything up and measures. `options` go to tests/load/main.mjs.
pub(crate) fn load(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let passed = succeeds(node("tests/load/main.mjs").arg(pack::pack()?).args(options))?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
