//! The rules of an unofficial Convex HTTP client: what becomes of a call, and what its parts must look like.
//!
//! Nothing here reads a clock, draws a number, does I/O, allocates or knows JavaScript. Two faces do what these rules
//! say: the npm package and the crate `convex-http-client`. A rule stands here and nowhere else, so that they cannot
//! disagree.
//!
//! Start with [`call`]: the life of a call from its turn in the queue to its end. It asks
//!
//! - [`retry`] what a failure means: whether the call may be sent again, when, and whether it may have run,
//! - [`kind`] what kinds of calls there are, which endpoint serves each and whether it has effects.
//!
//! Around it stand
//!
//! - [`token`]: when a token fetcher is asked, and whether for a new token,
//! - [`queue`]: which mutation may be sent,
//! - [`page`]: which page of a query comes next,
//! - [`batch`]: how large a batch may be,
//! - [`header`]: what a header may say,
//! - [`reply`]: which replies have an envelope,
//! - [`address`]: what a deployment's URL looks like,
//! - [`log_line`]: how a function's log line is read,
//! - [`value`]: field names, and the scalars that JSON cannot hold.
//!
//! # After a 503
//!
//! A mutation's reply fails: `call.fail(Cause::Http, 503, code, limit)`. Where `code` is one of the seven that prove that
//! it did not commit (see [`retry::judge`]) and it has been repeated fewer times than `limit`, its next step is
//! [`call::Step::Ask`] and then, if nobody objects, [`call::Step::Wait`] and a new attempt. Otherwise it is over, and the
//! outcome is unknown: it may have committed, so nobody may send it again.
#![no_std]

#[cfg(test)]
extern crate std;

mod numbered;

pub mod address;
pub mod batch;
pub mod call;
pub mod header;
pub mod kind;
pub mod log_line;
pub mod page;
pub mod queue;
pub mod reply;
pub mod retry;
pub mod token;
pub mod value;

pub use call::{Call, Cause, Outcome, Step};
pub use kind::{Endpoint, Kind};
