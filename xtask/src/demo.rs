//! The main job, on the embedded backend, and the page.
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use crate::command::{node, root, run, succeeds};
use crate::{build, pack, setup};

/// Sets everything up and runs the demo through the packed package.
pub(crate) fn demo(options: &[String]) -> Result<ExitCode> {
    setup::setup()?;
    let tarball = pack::pack()?;
    let passed = succeeds(node("examples/demo/main.mjs").arg(tarball).args(options))?;
    Ok(if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes the page as static files, which any server can publish.
pub(crate) fn site() -> Result<PathBuf> {
    setup::setup()?;
    let package = build::build()?;
    let folder = root().join("target/site");
    page(&package, &folder)?;
    Ok(folder)
}

/// Makes the page in a folder, with the package beside it.
pub(crate) fn page(package: &Path, folder: &Path) -> Result<()> {
    run(node("xtask/site.mjs").arg(package).arg(folder))
}
