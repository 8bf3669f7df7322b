//! An unofficial Convex HTTP client for Rust apps that run in a page or a Worker.
#![doc = include_str!("../README.md")]
//!
//! # How it is made
//!
//! Calls go from `client` to `call`, `drive`, `js`; arguments and results through `value`, replies through `reply`.
//! `drive` does what the core says; it waits for its place in `turns` and for a token in `tokens`. `js` is a leaf, and the
//! only module that names a JavaScript function: in native tests `world` stands in for it, in which `simulation` plays
//! random schedules and `decisions` one case after another. Every rule stands in `convex-http-client-core`, which the npm
//! package of the same name follows as well.
mod auth;
mod batch;
mod builder;
mod call;
mod client;
#[cfg(all(feature = "convex", not(target_arch = "wasm32")))]
mod convex;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod decisions;
mod drive;
mod error;
mod headers;
mod idempotency;
#[cfg(any(not(test), target_arch = "wasm32"))]
mod js;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "world.rs"]
mod js;
mod logging;
mod options;
mod paginate;
mod reply;
mod running;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod simulation;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod task;
mod tokens;
mod turns;
mod value;

pub use convex_http_client_core::Outcome;

pub use auth::{Auth, TokenRequest};
pub use batch::BatchQuery;
pub use builder::ClientBuilder;
pub use call::Call;
pub use client::Client;
pub use error::{CallInfo, ConvexError, Error, ErrorKind, FunctionError, FunctionResult, HttpError};
pub use idempotency::Idempotency;
pub use logging::LogLine;
pub use options::Retry;
pub use paginate::{Page, Pages, Paginated};
pub use value::{Value, ValueError, from_value, to_value};
