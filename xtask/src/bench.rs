//! The client's speed beside the official one's.
use std::process::ExitCode;

use anyhow::Result;

use crate::command::{node, succeeds};
use crate::{pack, setup};

/// Sets everything up and measures the packed package. `options` go to bench/main.mjs.
pub(crate) fn bench(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let tarball = pack::pack()?;
    let measured = succeeds(node("bench/main.mjs").arg(tarball).args(options))?;
    Ok(if measured { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
