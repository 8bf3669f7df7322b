//! Random schedules of a whole client's life, and what must hold of all of them.
//!
//! A client, its callers, token fetchers that fail and hang, a network that loses and invents replies, a clock: each step
//! is one random event, after which whoever has asked to be polled is polled, and nobody else. A ledger says what the
//! server has really done. `core` has a simulation of the call alone, which is faster and looks at more of its states.
//!
//! ```sh
//! cargo xtask simulate --schedules 10000000 --seed 1   # this one and that of the core, for longer
//! SEED=7 SCHEDULES=1 cargo test -p convex-http-client simulation   # one schedule again
//! ```
mod caller;
mod identity;
mod life;
mod options;
mod random;
mod server;
mod trace;

use std::io::Write as _;
use std::thread;
use std::time::Instant;

pub(crate) use self::caller::kind;
use self::life::Life;
use self::random::Random;
use crate::runtime as world;

/// How many schedules a plain run plays.
const SCHEDULES: u64 = 200_000;

/// Plays the schedule of a seed, and returns how many events it has, and its trace if it is to be kept.
fn play(seed: u64, is_traced: bool) -> (u64, Option<String>) {
    world::reset();
    let mut random = Random::new(seed);
    let is_alone = random.one_in(4);
    let (mut life, options) = Life::begin(random, is_alone, is_traced && !is_alone);
    let mut steps = 0;
    while life.step() {
        steps += 1;
        assert!(steps < 5000, "it does not end");
        life.settle();
    }
    life.end();
    (steps, life.trace.into_line(seed, &options))
}

#[test]
fn holds_in_random_schedules() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (count, first): (u64, u64) = (number("SCHEDULES", SCHEDULES), number("SEED", 1));
    let file = trace::create();
    let start = Instant::now();
    // Lines are written in the order of the seeds.
    let most = if file.is_some() { 1 } else { 64 };
    let threads = thread::available_parallelism().map_or(1, |count| count.get() as u64).min(most);
    let play_one = |seed| {
        let played = std::panic::catch_unwind(|| play(seed, file.is_some()));
        let (steps, line) = played.unwrap_or_else(|_| panic!("SEED={seed} SCHEDULES=1 repeats it"));
        if let (Some(file), Some(line)) = (&file, line) {
            writeln!(file.lock().unwrap(), "{line}").expect("the file of TRACE is written");
        }
        steps
    };
    let play_some = |thread| (first..first + count).filter(|seed| seed % threads == thread).map(play_one).sum::<u64>();
    let steps: u64 = thread::scope(|scope| {
        let playing: Vec<_> = (0..threads).map(|thread| scope.spawn(move || play_some(thread))).collect();
        playing.into_iter().map(|playing| playing.join().expect("every schedule holds")).sum()
    });
    println!("{count} schedules from seed {first}: {steps} events in {:.1} s", start.elapsed().as_secs_f64());
}
