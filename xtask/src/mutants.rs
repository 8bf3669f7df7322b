//! Whether the rules' tests see each of them: every rule is changed, one at a time, and a test has to fail.
//!
//! cargo-mutants changes functions, operators and arms; .cargo/mutants.toml says what it leaves out, and why. Numbers and
//! texts, which it does not know, are changed here.
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::{Result, bail};

mod literals;
mod tokens;

use crate::command::{installed, program, say, succeeds};

/// The version of cargo-mutants, which is installed into target/tools.
const MUTANTS: &str = "27.1.0";

/// Where the results are.
const RESULTS: &str = "target/mutants";

const CURE: &str = "write a test that states the fact";

/// Changes every rule of core/, which takes some five minutes on two cores; `options` of cargo-mutants choose a part, as
/// `--file core/src/retry.rs` does, and leave numbers and texts as they are.
pub(crate) fn mutants(options: &[String]) -> Result<ExitCode> {
    let tool = installed("cargo-mutants", MUTANTS)?;
    say("changing the rules, one at a time");
    let mut command = program(&tool.to_string_lossy());
    command.args(["mutants", "--package", "convex-http-client-core", "--output", RESULTS]);
    command.args(["--jobs", &available_parallelism().map_or(1, usize::from).to_string()]);
    // A change is caught by what a test says, not by how the panic looks.
    command.args(options).env("RUST_BACKTRACE", "0");
    if !succeeds(&mut command)? {
        bail!("a change that no test sees is in {RESULTS}/mutants.out/missed.txt: {CURE}");
    }
    if options.is_empty() {
        let missed = literals::change_all()?;
        if !missed.is_empty() {
            bail!("no test sees that\n  {}\n{CURE}", missed.join("\n  "));
        }
    }
    Ok(ExitCode::SUCCESS)
}
