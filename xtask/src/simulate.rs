//! Longer simulations than the tests run: the core alone, and the whole Rust face.
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, run, say};

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
    Ok(ExitCode::SUCCESS)
}
