//! The rules, played through: every state that a call can reach, then random lives of a whole client.
//!
//! What is expected stands in `facts` and in the server's ledger. Nothing of it is read from the rules.
#![allow(clippy::indexing_slicing, clippy::panic, reason = "a test may say what it expects and die of it")]

mod caller;
mod facts;
mod network;
mod random;
mod server;
mod states;
mod tokens;
mod world;

use std::env;
use std::panic::catch_unwind;
use std::time::Instant;

/// How many schedules are played where `SCHEDULES` does not say: as many as take a second or two.
const SCHEDULES: u64 = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };

#[test]
fn holds_in_every_state_that_can_be_reached() {
    let states = states::visit_all();
    println!("simulation: {states} states");
}

/// Plays `SCHEDULES` schedules from the one that `SEED` makes, a number from 1.
#[test]
fn holds_in_random_schedules() {
    let number = |name: &str, default| env::var(name).map_or(default, |text| text.parse().expect("a whole number"));
    let (count, first) = (number("SCHEDULES", SCHEDULES), number("SEED", 1));
    let start = Instant::now();
    let mut steps = 0;
    for seed in first..first.saturating_add(count) {
        let Ok(taken) = catch_unwind(|| world::play(seed)) else {
            panic!(
                "schedule {seed} fails: SEED={seed} SCHEDULES=1 cargo test -p convex-http-client-core --test simulation \
                 random repeats it"
            );
        };
        steps += u64::from(taken);
    }
    println!("simulation: {count} schedules, {steps} steps in {:.2?}", start.elapsed());
}
