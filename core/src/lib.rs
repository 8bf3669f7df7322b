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
//! - [`idempotency`]: what an idempotent call is known by,
//! - [`reply`]: which replies have an envelope,
//! - [`address`]: what a deployment's URL looks like,
//! - [`log_line`]: how a function's log line is read,
//! - [`refusal`]: why something cannot be sent or read,
//! - [`value`]: field names, and the scalars that JSON cannot hold.
//!
//! # What happens to a mutation after a 503
//!
//! Its driver has sent it and is at [`Step::Reply`]. It tells the call: `call.fail(Cause::Http, 503, code, limit)`, with
//! the `code` of the reply's body. That decides:
//!
//! | `code` | repetitions so far | next step | outcome | retryable |
//! |---|---|---|---|---|
//! | one of the seven that [`retry`] lists: it did not commit | fewer than `limit` | [`Step::Ask`] | | |
//! | one of these seven | `limit` | [`Step::Over`] | not committed | yes |
//! | any other, or none | | [`Step::Over`] | unknown: it may have committed | never |
//!
//! At `Ask`, the caller's `shouldRetry` and hooks have their say, and [`retry::wait`] compares the reply's `Retry-After`
//! with the longest wait. If one of them ends it, the driver says [`Call::give_up`]: over, not committed, retryable.
//! Otherwise it waits ([`Step::Wait`]), gets the token once more and sends the same request again. A mutation of the queue
//! keeps its turn all the while.
//!
//! A mutation whose caller says that it is [idempotent](idempotency) is sent again after any 503, as a query is: the server
//! knows it by its id. Its outcome stays unknown until a reply says that it ran.
//!
//! ```
//! use convex_http_client_core::{Call, Cause, Kind, Outcome, Step};
//!
//! let sent = Call::new(Kind::Mutation).done().done().done();
//! assert_eq!(sent.step(), Step::Reply);
//!
//! let refused = sent.fail(Cause::Http, 503, "ExpiredInQueue", 1.0);
//! assert_eq!(refused.step(), Step::Ask);
//!
//! let lost = sent.fail(Cause::Http, 503, "", 1.0);
//! assert_eq!((lost.step(), lost.outcome()), (Step::Over, Outcome::Unknown));
//! assert!(!lost.is_retryable());
//! ```
#![no_std]

#[cfg(test)]
extern crate std;

mod numbered;

pub mod address;
pub mod batch;
pub mod call;
pub mod header;
pub mod idempotency;
pub mod kind;
pub mod log_line;
pub mod page;
pub mod queue;
pub mod refusal;
pub mod reply;
pub mod retry;
pub mod token;
pub mod value;

pub use call::{Call, Cause, Outcome, Step};
pub use kind::{Endpoint, Kind};
pub use refusal::Refusal;
