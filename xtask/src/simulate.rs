//! Random schedules: of the core, of the whole Rust face, and the same ones again with the npm package.
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, node, root, run, say, succeeds};
use crate::{pack, setup};

/// How many schedules the tests replay. A quarter of them only futures can follow, and are left out.
const REPLAYED: u64 = 27_000;

/// The most that are written to a file: a gigabyte.
const MOST_REPLAYED: u64 = 800_000;

/// Plays as many random schedules as `--schedules` says, from the seed of `--seed` on. A failure names the seed that
/// repeats it.
pub(crate) fn simulate(options: &[String]) -> Result<ExitCode> {
    let (mut schedules, mut seed) = (10_000_000_u64, 1_u64);
    for option in options.chunks(2) {
        let [name, value] = option else { bail!("{} needs a number", option.concat()) };
        let number = value.parse().with_context(|| format!("{name} needs a number, not {value:?}"))?;
        match name.as_str() {
            "--schedules" => schedules = number,
            "--seed" => seed = number,
            _ => bail!("there is no option {name}: use --schedules and --seed"),
        }
    }
    say(&format!("playing {schedules} schedules from seed {seed} with the core and with the Rust face"));
    let mut command = cargo();
    command.args(["test", "--quiet", "--release", "--tests", "--package", "convex-http-client-core"]);
    command.args(["--package", "convex-http-client", "holds_in_random_schedules", "--", "--nocapture"]);
    command.env("SCHEDULES", schedules.to_string()).env("SEED", seed.to_string());
    run(&mut command)?;
    setup::setup()?;
    let succeeded = succeeds(&mut replay_some(&pack::pack()?, schedules.min(MOST_REPLAYED), seed)?)?;
    Ok(if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prepares the replay of as many schedules as the tests play.
pub(crate) fn replay(tarball: &Path) -> Result<Command> {
    replay_some(tarball, REPLAYED, 1)
}

/// Plays schedules with the Rust face, and prepares playing them with the npm package.
fn replay_some(tarball: &Path, schedules: u64, seed: u64) -> Result<Command> {
    let folder = root().join("target/replay");
    fs::create_dir_all(&folder).context("creating target/replay")?;
    let trace = folder.join("schedules.jsonl");
    let mut command = cargo();
    command.args(["test", "--quiet", "--release", "--lib", "--package", "convex-http-client"]);
    command.arg("holds_in_random_schedules").env("TRACE", &trace);
    command.env("SCHEDULES", schedules.to_string()).env("SEED", seed.to_string());
    run(&mut command)?;
    let mut command = node("tests/replay/main.mjs");
    command.arg(tarball).arg(&trace);
    Ok(command)
}
