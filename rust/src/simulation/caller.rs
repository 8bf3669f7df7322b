//! Calls, and what must be true of how they ended.
use std::cell::RefCell;
use std::rc::Rc;

use convex_http_client_core::Cause;
use serde_json::{Value as Json, json};

use super::identity::{Fetchers, Identity};
use super::options::{Defaults, Method, Options, Repeating};
use crate::runtime as world;
use crate::task::Task;
use crate::{Client, Error, ErrorKind, Outcome};

/// A call, and what became of it.
pub(super) struct Caller {
    pub(super) method: Method,
    pub(super) is_queued: bool,
    pub(super) repeating: Option<Repeating>,
    /// Whether running it twice is said to be the same as once.
    pub(super) is_idempotent: bool,
    /// When it ends at the latest, in milliseconds since the beginning.
    pub(super) deadline: Option<f64>,
    pub(super) task: Task<Result<(), Error>>,
    /// Whether nobody polls it any more.
    pub(super) is_held: bool,
    pub(super) result: Option<Result<(), Error>>,
    /// Who makes it, once that is decided.
    pub(super) identity: Option<Identity>,
    /// How often it was sent, and how often a token of it was refused.
    pub(super) sent: u32,
    pub(super) refused: u32,
    /// The time before which it is not sent again, in milliseconds since the beginning; infinite where nobody waits that
    /// long, and it ends at once.
    pub(super) earliest: f64,
    /// What the server did for it.
    pub(super) applied: usize,
    /// How many of its requests have failed and may still arrive.
    pub(super) ghosts: usize,
    /// What could not be read: a reply, or what a function returned.
    pub(super) garbled: Option<Cause>,
    /// The header that was refused last.
    pub(super) refused_header: Option<String>,
}

impl Caller {
    /// Makes call `id`.
    pub(super) fn new(
        client: &Client,
        fetchers: &Rc<RefCell<Fetchers>>,
        id: usize,
        options: Options,
        defaults: &Defaults,
    ) -> Self {
        let timeout = options.timeout.or(defaults.timeout);
        #[expect(clippy::cast_precision_loss, reason = "timeouts are short")]
        let deadline = timeout.map(|timeout| world::now() - world::BEGINNING + timeout as f64);
        Self {
            method: options.method,
            is_queued: options.method == Method::Mutation && !options.is_skipping && timeout != Some(0),
            repeating: options.repeating.or(defaults.repeating),
            is_idempotent: options.is_idempotent(defaults),
            deadline,
            task: options.start(client, fetchers, id),
            is_held: false,
            result: None,
            identity: options.identity,
            sent: 0,
            refused: 0,
            earliest: 0.0,
            applied: 0,
            ghosts: 0,
            garbled: None,
            refused_header: None,
        }
    }

    /// Notes that the server has done what a request asks for. An idempotent mutation is known by its id; whatever an
    /// idempotent action does, it does once.
    pub(super) fn apply(&mut self, is_done: bool) {
        self.applied += usize::from(is_done && !(self.is_idempotent && self.applied > 0));
    }

    /// Tells whether the server has the result of an earlier attempt.
    pub(super) fn is_known(&self) -> bool {
        self.is_idempotent && self.method == Method::Mutation && self.applied > 0
    }

    /// Returns what is seen of a call that has settled.
    pub(super) fn settled(&self, id: usize) -> Option<Json> {
        let error = match self.result.as_ref()? {
            Ok(()) => return Some(json!([id, "ok"])),
            Err(error) => error,
        };
        let (outcome, attempts) = (error.outcome().name(), error.call().unwrap().attempts);
        Some(json!([id, kind(error), error.status(), error.code(), outcome, error.is_retryable(), attempts]))
    }

    /// Checks a call against the ledger.
    pub(super) fn judge(&self, id: usize) {
        let is_write = usize::from(self.method.is_write());
        let error = match &self.result {
            // It was stopped.
            None => return assert!(self.applied <= is_write, "{id} was done {} times", self.applied),
            Some(Ok(())) => return assert_eq!(self.applied, is_write, "{id} {:?}", self.method),
            Some(Err(error)) => error,
        };
        match error.outcome() {
            Outcome::NotCommitted => assert_eq!(self.applied, 0, "{id} {error:?}"),
            Outcome::Committed => assert_eq!(self.applied, 1, "{id} {error:?}"),
            Outcome::Unknown => assert!(self.applied <= 1, "{id} was done {} times: {error:?}", self.applied),
        }
        let info = error.call().unwrap();
        assert_eq!(info.attempts, self.sent, "{id} {error:?}");
        assert!(!info.retryable || info.outcome == Outcome::NotCommitted || self.is_idempotent, "{id} {error:?}");
        match error.kind() {
            ErrorKind::Args(_) | ErrorKind::Client(_) | ErrorKind::Result(_) | ErrorKind::Aborted(_) => {
                panic!("{id} {error:?}")
            }
            ErrorKind::Protocol(_) => {
                let is_returned = self.garbled == Some(Cause::Value) && self.method.is_write();
                assert!(self.garbled.is_some(), "{id} {error:?}");
                assert_eq!(info.outcome == Outcome::Committed, is_returned, "{id} {error:?}");
            }
            ErrorKind::Timeout(_) => {
                assert!(self.deadline.is_some_and(|deadline| deadline <= world::now()), "{id} {error:?}");
                let is_unknown = info.outcome == Outcome::Unknown;
                assert_eq!(info.retryable, self.is_idempotent || !is_unknown, "{id} {error:?}");
            }
            // Nobody is refused before a new token was tried.
            ErrorKind::Http(http) if http.status == 401 && matches!(self.identity, Some(Identity::Fetcher(_))) => {
                assert!(self.refused > 1, "{id} {error:?}");
            }
            _ => {}
        }
    }
}

/// Returns the name that the npm package gives to the kind of an error.
pub(crate) fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Convex(_) | ErrorKind::Function(_) => "function",
        ErrorKind::Http(_) => "http",
        ErrorKind::Network(_) => "network",
        ErrorKind::Timeout(_) => "timeout",
        ErrorKind::Aborted(_) => "aborted",
        ErrorKind::Protocol(_) | ErrorKind::Result(_) => "protocol",
        ErrorKind::Auth(_) | ErrorKind::Args(_) | ErrorKind::Client(_) => "args",
    }
}
