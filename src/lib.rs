//! An unofficial Convex HTTP client, compiled to WebAssembly for every JavaScript runtime.
//!
//! The published npm package wraps the class exported here ([`client`]) in a subclass that owns what JavaScript's
//! garbage collector must be able to see (`pkg-template/client.js`), and lets the engine visit its own values
//! (`encode.js` and `decode.js` beside it). Everything else is decided in Rust:
//!
//! - [`client`]: the exported class; every method ends in one `start`
//! - [`exports`]: the functions beside it
//! - `call`: what a call is (its kind, endpoint and body)
//! - `options`: the constructor's options, read once
//! - `address`: the rules of a deployment URL
//! - `reference`: function references and their names
//! - `queue`: which mutations wait for which
//! - `retry`: what may be sent again, and when
//! - `token`: when a token is to be replaced
//! - `reply`: the response envelope
//! - `value`: Convex values and their JSON
//! - `error`: everything that can go wrong, and its JavaScript object
//! - `log`: the functions' log lines
//! - `js`: every JavaScript function this crate calls
//!
//! `address`, `auth`'s header, `call`'s endpoints, `log`'s parser, `queue`, `reference`'s rules, `retry`, `token`,
//! `value::field` and `value::scalar` know nothing of JavaScript, so `cargo test` runs them natively.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod address;
mod call;
pub mod client;
mod error;
pub mod exports;
mod js;
mod log;
mod options;
mod queue;
mod reference;
mod reply;
mod retry;
mod token;
mod value;

/// The allocator. The standard library's comes with the standard library, which costs 8 kB compressed.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Stops the instance. Nothing in this crate panics; running out of memory ends here.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
