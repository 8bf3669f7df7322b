//! The Rust API where it runs: in Node, in a page and in workers, on the embedded backend.
#![cfg(target_arch = "wasm32")]
mod auth;
mod calls;
mod cancelling;
mod errors;
mod options;
mod pages;
mod queue;
mod repeating;
mod setup;
