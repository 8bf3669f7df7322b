//! Whether the rules' tests see each of them: every rule is changed, one at a time, and a test has to fail.
//!
//! What is changed, and what is not and why, says .cargo/mutants.toml.
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::{Result, bail};

use crate::command::{installed, program, say, succeeds};

/// The version of cargo-mutants, which is installed into target/tools.
const MUTANTS: &str = "27.1.0";

/// Where the results are.
const RESULTS: &str = "target/mutants";

/// Changes every rule of core/, which takes some minutes; `options` of cargo-mutants choose a part, as
/// `--file core/src/retry.rs` does.
pub(crate) fn mutants(options: &[String]) -> Result<ExitCode> {
    let tool = installed("cargo-mutants", MUTANTS)?;
    say("changing the rules, one at a time");
    let mut command = program(&tool.to_string_lossy());
    command.args(["mutants", "--package", "convex-http-client-core", "--output", RESULTS]);
    command.args(["--jobs", &available_parallelism().map_or(1, usize::from).to_string()]);
    // A change is caught by what a test says, not by how the panic looks.
    command.args(options).env("RUST_BACKTRACE", "0");
    if !succeeds(&mut command)? {
        bail!("a change that no test sees is in {RESULTS}/mutants.out/missed.txt: write a test that states the fact");
    }
    Ok(ExitCode::SUCCESS)
}
