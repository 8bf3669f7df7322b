//! Calls, how they are made, and what must be true of how they ended.
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use convex_http_client_core::Cause;
use serde_json::{Value as Json, json};

use super::identity::{Fetchers, Identity};
use super::random::Random;
use crate::js::{self as world, Task};
use crate::{BatchQuery, Call, Client, Error, ErrorKind, Outcome, Retry, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Query,
    Mutation,
    Action,
    Batch,
}

impl Method {
    pub(super) fn is_write(self) -> bool {
        matches!(self, Self::Mutation | Self::Action)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Action => "action",
            Self::Batch => "batch",
        }
    }
}

/// How often calls are sent again.
#[derive(Clone, Copy)]
pub(super) struct Repeating {
    limit: u32,
    backoff: u64,
    max_retry_after: Option<u64>,
    below: Option<u32>,
}

impl Repeating {
    pub(super) fn draw(random: &mut Random) -> Self {
        Self {
            limit: u32::try_from(random.below(4)).unwrap(),
            backoff: random.pick(&[34, 98]),
            max_retry_after: random.one_in(3).then_some(1500),
            below: random.one_in(3).then_some(2),
        }
    }

    pub(super) fn to_retry(self) -> Retry {
        let mut retry = Retry::new(self.limit).backoff(Duration::from_millis(self.backoff));
        if let Some(longest) = self.max_retry_after {
            retry = retry.max_retry_after(Duration::from_millis(longest));
        }
        match self.below {
            Some(below) => retry.should_retry(move |_, attempt| attempt < below),
            None => retry,
        }
    }

    pub(super) fn to_json(self) -> Json {
        let mut json = json!({ "limit": self.limit, "backoff": self.backoff });
        if let Some(longest) = self.max_retry_after {
            json["maxRetryAfter"] = longest.into();
        }
        if let Some(below) = self.below {
            json["below"] = below.into();
        }
        json
    }

    /// Tells whether a `Retry-After` is too long to be waited for.
    pub(super) fn is_too_long(self, milliseconds: u64) -> bool {
        milliseconds > self.max_retry_after.unwrap_or(60_000)
    }
}

/// A call, and what became of it.
pub(super) struct Caller {
    pub(super) method: Method,
    pub(super) is_queued: bool,
    pub(super) repeating: Option<Repeating>,
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
    /// What could not be read: a reply, or what a function returned.
    pub(super) garbled: Option<Cause>,
    /// The header that was refused last.
    pub(super) refused_header: Option<String>,
}

/// What all calls of a schedule have in common.
pub(super) struct Defaults {
    pub(super) timeout: Option<u64>,
    pub(super) repeating: Option<Repeating>,
    /// Whether calls may do what only futures can.
    pub(super) is_alone: bool,
}

impl Caller {
    /// Makes call `id`, and returns the options that it was made with.
    pub(super) fn make(
        client: &Client,
        fetchers: &Rc<RefCell<Fetchers>>,
        id: usize,
        defaults: &Defaults,
        random: &mut Random,
    ) -> (Self, Json) {
        let method = random.pick(&[Method::Query, Method::Mutation, Method::Mutation, Method::Action, Method::Batch]);
        let method = if random.one_in(3) { Method::Mutation } else { method };
        let mut options = json!({});
        let is_skipping = random.one_in(4) && (method == Method::Mutation || defaults.is_alone);
        if is_skipping {
            options["skipQueue"] = true.into();
        }
        let mut timeout = None;
        if random.one_in(4) {
            let zero = defaults.is_alone && random.one_in(4);
            let drawn = if zero { 0 } else { random.pick(&[20, 150, 900, 40_000]) + 7 * id as u64 };
            options["timeout"] = drawn.into();
            timeout = Some(drawn);
        }
        let mut repeating = None;
        if random.one_in(5) {
            let drawn = Repeating::draw(random);
            options["retry"] = drawn.to_json();
            repeating = Some(drawn);
        }
        let identity = random.one_in(6).then(|| match random.below(3) {
            0 => Identity::Token(format!("own{id}")),
            _ => Identity::Fetcher(format!("own{id}")),
        });
        if let Some(identity) = &identity {
            options["auth"] = identity.to_json();
        }
        let configured = Configured {
            is_skipping,
            timeout: timeout.map(Duration::from_millis),
            retry: repeating.map(Repeating::to_retry),
            auth: identity.as_ref().map(|identity| Fetchers::auth(fetchers, identity)),
        };
        let timeout = timeout.or(defaults.timeout);
        #[expect(clippy::cast_precision_loss, reason = "timeouts are short")]
        let deadline = timeout.map(|timeout| world::now() - world::BEGINNING + timeout as f64);
        let caller = Self {
            method,
            is_queued: method == Method::Mutation && !is_skipping && timeout != Some(0),
            repeating: repeating.or(defaults.repeating),
            deadline,
            task: start(client, method, id, configured),
            is_held: false,
            result: None,
            identity,
            sent: 0,
            refused: 0,
            earliest: 0.0,
            applied: 0,
            garbled: None,
            refused_header: None,
        };
        (caller, json!({ "make": id, "method": method.name(), "options": options }))
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
        assert!(!info.retryable || info.outcome == Outcome::NotCommitted, "{id} {error:?}");
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
                assert!(is_unknown != info.retryable, "{id} {error:?}");
            }
            // Nobody is refused before a new token was tried.
            ErrorKind::Http(http) if http.status == 401 && matches!(self.identity, Some(Identity::Fetcher(_))) => {
                assert!(self.refused > 1, "{id} {error:?}");
            }
            _ => {}
        }
    }
}

struct Configured {
    is_skipping: bool,
    timeout: Option<Duration>,
    retry: Option<Retry>,
    auth: Option<crate::Auth>,
}

fn start(client: &Client, method: Method, id: usize, configured: Configured) -> Task<Result<(), Error>> {
    let args = Value::from([("id", id.to_string().into())]);
    match method {
        Method::Query => task(client.query("f", &args), configured),
        Method::Mutation => task(client.mutation("f", &args), configured),
        Method::Action => task(client.action("f", &args), configured),
        Method::Batch => {
            let batch = configured.apply(client.batch([BatchQuery::new("f", &args)]));
            Task::new(async { batch.await.map(drop) })
        }
    }
}

fn task(call: Call<Value>, configured: Configured) -> Task<Result<(), Error>> {
    let call = configured.apply(call);
    Task::new(async { call.await.map(drop) })
}

impl Configured {
    fn apply<T>(self, mut call: Call<T>) -> Call<T> {
        if self.is_skipping {
            call = call.skip_queue();
        }
        if let Some(timeout) = self.timeout {
            call = call.timeout(timeout);
        }
        if let Some(retry) = self.retry {
            call = call.retry(retry);
        }
        match self.auth {
            Some(auth) => call.auth(auth),
            None => call,
        }
    }
}

/// Returns the name that the npm package gives to the kind of an error.
fn kind(error: &Error) -> &'static str {
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
