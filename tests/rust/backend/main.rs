//! The Rust API where it runs: in Node, in a page and in workers, on the embedded backend.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may say what they expect and die of it; Clippy sees the attribute of native ones alone"
)]
mod auth;
mod calls;
mod cancelling;
mod errors;
mod js;
mod memory;
mod options;
mod pages;
mod queue;
mod repeating;
mod setup;
