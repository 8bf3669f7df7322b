//! What a client, or one call, can be told.
use std::fmt::{self, Formatter};
use std::rc::Rc;
use std::time::Duration;

use super::auth::Auth;
use super::builder::Config;
use super::error::Error;
use super::headers::Header;
use super::idempotency::Idempotency;
use super::local::Local;
use convex_http_client_core::Kind;
use convex_http_client_core::retry;

/// How often, and when, a call is sent again.
///
/// Only what is safe is sent again: a query, and whatever is said to be [idempotent](crate::Call::idempotent), after a
/// failure that may pass; a mutation after a reply that proves that it did not commit; an action never. Before that, a
/// random part of `backoff` is waited, which doubles each time, and longer where a `Retry-After` header asks for it.
#[derive(Clone)]
pub struct Retry {
    limit: u32,
    backoff: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    filter: Option<Local<Rc<Filter>>>,
}

type Filter = dyn Fn(&Error, u32) -> bool;

impl Retry {
    /// Sends a call again up to `limit` times.
    #[must_use]
    pub fn new(limit: u32) -> Self {
        let max_retry_after = duration(retry::MAX_RETRY_AFTER);
        Self { limit, backoff: BACKOFF, max_delay: MAX_DELAY, max_retry_after, filter: None }
    }

    /// Sets the longest delay before the first repetition: 300 ms, if not set.
    #[must_use]
    pub fn backoff(self, backoff: Duration) -> Self {
        Self { backoff, ..self }
    }

    /// Sets the longest delay before any: 10 s, if not set.
    #[must_use]
    pub fn max_delay(self, max_delay: Duration) -> Self {
        Self { max_delay, ..self }
    }

    /// Sets the longest `Retry-After` that is waited for: 60 s, if not set. A longer one ends the call at once, with an
    /// error that is retryable.
    #[must_use]
    pub fn max_retry_after(self, max_retry_after: Duration) -> Self {
        Self { max_retry_after, ..self }
    }

    /// Asks before a call is sent again for the n-th time. It can only say no.
    #[must_use]
    pub fn should_retry(self, should_retry: impl Fn(&Error, u32) -> bool + 'static) -> Self {
        Self { filter: Some(Local::new(Rc::new(should_retry))), ..self }
    }

    pub(crate) fn limit(&self) -> f64 {
        self.limit.into()
    }

    /// Tells whether nobody minds that a call is sent again for the `attempt`th time.
    pub(crate) fn allows(&self, error: &Error, attempt: u32) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter(error, attempt))
    }

    /// Returns how long to wait before the `attempt`th repetition, where the reply `asked` to wait so many milliseconds;
    /// none where that is too long.
    pub(crate) fn wait(&self, asked: Option<f64>, attempt: u32, random: f64) -> Option<Duration> {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
        let delay = retry::delay(milliseconds(self.backoff), milliseconds(self.max_delay), attempt, random);
        retry::wait(asked, delay, milliseconds(self.max_retry_after)).map(duration)
    }
}

/// Returns as much time as so many milliseconds.
fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or(Duration::MAX)
}

const BACKOFF: Duration = Duration::from_millis(300);
const MAX_DELAY: Duration = Duration::from_secs(10);

impl fmt::Debug for Retry {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self { limit, backoff, max_delay, max_retry_after, .. } = self;
        formatter
            .debug_struct("Retry")
            .field("limit", limit)
            .field("backoff", backoff)
            .field("max_delay", max_delay)
            .field("max_retry_after", max_retry_after)
            .finish_non_exhaustive()
    }
}

/// How long calls may take, by kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Timeouts {
    pub(crate) query: Option<Duration>,
    pub(crate) mutation: Option<Duration>,
    pub(crate) action: Option<Duration>,
}

impl Timeouts {
    pub(crate) fn of(self, kind: Kind) -> Option<Duration> {
        match kind.timeout_class() {
            Kind::Query => self.query,
            Kind::Mutation => self.mutation,
            _ => self.action,
        }
    }
}

/// What one call was told, and its client where the call was not.
#[derive(Clone, Debug)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    /// None for the client's when the call is sent.
    pub(crate) auth: Option<Auth>,
    /// Those besides the client's.
    pub(crate) headers: Vec<Header>,
    /// Those besides the client's.
    pub(crate) fetch_options: Option<web_sys::RequestInit>,
    pub(crate) skip_queue: bool,
    pub(crate) idempotency: Idempotency,
}

impl CallOptions {
    pub(crate) fn new(config: &Config, kind: Kind) -> Self {
        let (timeout, retry) = (config.timeouts.of(kind), config.retry.clone());
        // A client's word is about its mutations. An action may do more than its deployment can undo.
        let idempotency = if kind == Kind::Mutation { config.idempotency.clone() } else { Idempotency::default() };
        Self { timeout, retry, auth: None, headers: Vec::new(), fetch_options: None, skip_queue: false, idempotency }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Error, Retry};

    #[test]
    fn repeats_as_long_as_it_is_allowed() {
        let error = Error::client(String::new());
        let retry = Retry::new(2).should_retry(|_, attempt| attempt < 2);
        assert_eq!([1, 2].map(|attempt| retry.allows(&error, attempt)), [true, false]);
    }

    #[test]
    fn draws_delays_from_the_backoff() {
        let retry = Retry::new(9).backoff(Duration::from_millis(100)).max_delay(Duration::from_millis(250));
        let longest = [1, 2, 3].map(|attempt| retry.wait(None, attempt, 1.0).unwrap().as_millis());
        assert_eq!(longest, [100, 200, 250]);
        assert_eq!(Retry::new(1).max_delay(Duration::MAX).wait(None, 1, 0.5), Some(Duration::from_millis(150)));
    }

    #[test]
    fn waits_as_long_as_a_reply_asks_to_up_to_a_limit() {
        let retry = Retry::new(9).backoff(Duration::from_millis(100));
        let wait = |retry: &Retry, asked| retry.wait(Some(asked), 1, 1.0).map(|wait| wait.as_millis());
        assert_eq!([0.0, 60_000.0, 60_001.0].map(|asked| wait(&retry, asked)), [Some(100), Some(60_000), None]);
        let patient = retry.max_retry_after(Duration::MAX);
        assert_eq!(wait(&patient, 3_600_000.0), Some(3_600_000));
    }
}
