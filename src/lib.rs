//! An unofficial Convex HTTP client for WebAssembly: for Rust apps in a page or a Worker, and for JavaScript.
#![cfg_attr(feature = "rust-api", doc = include_str!("../docs/rust.md"))]
//!
//! # How it is made
//!
//! One crate has two faces. With the feature `rust-api`, it is a library for Rust apps (`Client`, module `api`).
//! Without, it is the module of the npm package, with an allocator and a panic handler of its own: it keeps
//! nothing between calls, as JavaScript's garbage collector must be able to see all that belongs to a client
//! (`pkg-template/client.js`), and the engine visits its own values (`encode.js` and `decode.js` beside it). Both share
//! what knows nothing of JavaScript, which `cargo test` runs natively:
//!
//! - `address`: the rules of a deployment URL
//! - `engine`: what becomes of a call: both drive it
//! - `function`: what kinds of functions there are
//! - `log`: the functions' log lines
//! - `queue`: which mutations wait for which
//! - `retry`: what may be sent again, and when
//! - `token`: when a token is to be replaced
//! - `value::field`, `value::scalar`: the names of fields, and what JSON cannot hold
//!
//! The npm package's module has besides:
//!
//! - `client`: starting calls
//! - `exports`: the functions beside it
//! - `call`: what a call is (its body)
//! - `options`: the constructor's options, read once
//! - `reference`: function references and their names
//! - `transport`: the only `fetch`
//! - `reply`: the response envelope
//! - `value`: Convex values and their JSON
//! - `error`: everything that can go wrong, and its JavaScript object
//! - `js`: every JavaScript function it calls
#![cfg_attr(all(target_arch = "wasm32", not(feature = "rust-api")), no_std)]

extern crate alloc;

mod address;
mod engine;
mod function;
mod log;
mod retry;
mod token;
mod value;

#[cfg(feature = "rust-api")]
mod api;
#[cfg(feature = "rust-api")]
mod queue;
#[cfg(feature = "rust-api")]
pub use api::*;

#[cfg(not(feature = "rust-api"))]
mod call;
#[cfg(not(feature = "rust-api"))]
pub mod client;
#[cfg(not(feature = "rust-api"))]
mod error;
#[cfg(not(feature = "rust-api"))]
pub mod exports;
#[cfg(not(feature = "rust-api"))]
mod js;
#[cfg(not(feature = "rust-api"))]
mod options;
#[cfg(not(feature = "rust-api"))]
mod reference;
#[cfg(not(feature = "rust-api"))]
mod reply;
#[cfg(not(feature = "rust-api"))]
mod transport;

/// The allocator. The standard library's comes with the standard library, which costs 8 kB compressed.
#[cfg(all(target_arch = "wasm32", not(feature = "rust-api")))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Stops the instance. Nothing in this crate panics; running out of memory ends here.
#[cfg(all(target_arch = "wasm32", not(feature = "rust-api")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
