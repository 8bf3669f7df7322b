//! An unofficial Convex HTTP client for Rust apps that run in a page or a Worker.
#![doc = include_str!("../README.md")]
//!
//! # How it is made
//!
//! Calls go from `client` to `call`, `drive`, `runtime`; arguments and results through `value`, replies through `reply`.
//! `drive` does what the core says; it waits for its place in `turns` and for a token in `tokens`. `runtime` is a leaf, and
//! its `js` is the only module that calls JavaScript: in native tests `world` stands in for it, in which `simulation` plays
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
mod hooks;
mod idempotency;
mod local;
mod logging;
mod options;
mod paginate;
mod reply;
mod running;
mod runtime;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod simulation;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod task;
#[cfg(feature = "testing")]
pub mod testing;
mod timestamp;
mod tokens;
pub mod transport;
mod turns;
mod value;

pub use convex_http_client_core::{Kind, Outcome};

pub use auth::{Auth, TokenRequest};
pub use batch::BatchQuery;
pub use builder::ClientBuilder;
pub use call::{Call, Spawned};
pub use client::{Client, Idle};
pub use error::{CallInfo, ConvexError, Error, ErrorKind, FunctionError, FunctionResult, HttpError, TransportError};
pub use hooks::{RequestEvent, ResponseEvent, RetryEvent};
pub use idempotency::Idempotency;
pub use logging::LogLine;
pub use options::Retry;
pub use paginate::{Page, Pages, Paginated};
pub use transport::Transport;
pub use value::{Value, ValueError, from_value, number, to_value};
