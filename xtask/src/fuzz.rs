//! Random texts and values, for as long as one likes.
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, node, run, say, succeeds};
use crate::{pack, setup};

/// Gives the rules random texts, beside other crates, for half of the `--minutes`; and in the other half the packed client
/// random values, replies and schedules, beside the official one, in Node.
pub(crate) fn fuzz(options: &[String]) -> Result<ExitCode> {
    let minutes: u64 = match options {
        [] => 10,
        [name, value] if name == "--minutes" => value.parse().context("--minutes needs a whole number")?,
        _ => bail!("there is one option, --minutes"),
    };
    let half = Duration::from_secs(minutes * 30);
    let mut seed = SystemTime::now().duration_since(UNIX_EPOCH).context("reading the clock")?.as_secs();
    say(&format!("trying random texts from seed {}", seed * 1_000_000));
    let mut command = cargo();
    command.args(["test", "--quiet", "--release", "--package", "convex-http-client-core", "--test", "fuzz"]);
    command.args(["--", "--nocapture"]).env("SEED", (seed * 1_000_000).to_string());
    run(command.env("FUZZ_MILLIS", half.as_millis().to_string()))?;
    setup::setup()?;
    let tarball = pack::pack()?;
    let start = Instant::now();
    while start.elapsed() < half {
        let mut command = node("tests/run.mjs");
        command.arg(&tarball).args(["--runtime", "node", "--filter", "generated: ", "--runs", "1000"]);
        // A failure shrinks its input and tells it; it becomes a case in tests/contract/cases.
        if !succeeds(command.args(["--seed", &(seed % (1 << 31)).to_string()]))? {
            return Ok(ExitCode::FAILURE);
        }
        seed += 1;
    }
    Ok(ExitCode::SUCCESS)
}
