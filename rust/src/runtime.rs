//! What the crate needs of where it runs: a clock, timers, chance, tasks, a network.
//!
//! JavaScript has all of it. Natively there is no network, and tasks go on only where they are polled: that is for the
//! tests of apps, with a [`Transport`](crate::Transport) of theirs. In this crate's own native tests, time stands still and
//! the network does what a test says.
#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(not(target_arch = "wasm32"))]
#[cfg_attr(test, expect(dead_code, reason = "the world of tests stands for most of it"))]
mod native;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod world;

#[cfg(target_arch = "wasm32")]
pub(crate) use js::*;
#[cfg(all(not(test), not(target_arch = "wasm32")))]
pub(crate) use native::*;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) use world::*;
