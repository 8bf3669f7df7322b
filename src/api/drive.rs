//! What happens to a call: its turn in the queue, its token, its attempts, its deadline.
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::auth::Auth;
use super::client::Inner;
use super::error::{CallInfo, Error, ErrorKind, Outcome};
use super::options::CallOptions;
use super::{js, reply};
use crate::function::Kind;
use crate::retry::{self, Verdict};

/// The name that this client gives to the server.
const CLIENT: &str = concat!("convex-http-client-", env!("CARGO_PKG_VERSION"));

/// A call that is to be made.
pub(crate) struct Call {
    pub(crate) client: Rc<Inner>,
    pub(crate) kind: Kind,
    /// Those of a batch, with commas between them.
    pub(crate) path: String,
    pub(crate) body: Result<String, ErrorKind>,
    pub(crate) options: CallOptions,
}

/// How far a call has come.
#[derive(Debug)]
struct Progress {
    request_id: String,
    attempts: Cell<u32>,
    /// Whether a request has been sent that the server has not answered.
    in_flight: Cell<bool>,
}

impl Call {
    /// Makes the call and reads its reply. Where the future is dropped, the call is given up: it leaves the queue, its
    /// request is aborted, its timers are cleared.
    pub(crate) async fn run<T>(mut self, read: impl FnOnce(&Self, &[u8]) -> Result<T, ErrorKind>) -> Result<T, Error> {
        let progress = Progress { request_id: make_request_id(), attempts: Cell::new(0), in_flight: Cell::new(false) };
        let body = match std::mem::replace(&mut self.body, Ok(String::new())) {
            Ok(body) => body,
            Err(kind) => return Err(self.fail(&progress, kind, REFUSED)),
        };
        let reply = match self.options.timeout {
            None => self.attempt_all(&progress, &body).await?,
            Some(timeout) => {
                let attempts = pin!(self.attempt_all(&progress, &body));
                match select(attempts, pin!(js::sleep(timeout))).await {
                    Either::Left((reply, _)) => reply?,
                    Either::Right(_) => return Err(self.time_out(&progress, timeout)),
                }
            }
        };
        read(&self, &reply).map_err(|kind| {
            let verdict = self.judge_reply(&kind);
            self.fail(&progress, kind, verdict)
        })
    }

    /// Sends the request, again where that is safe, and returns the body of the reply.
    async fn attempt_all(&self, progress: &Progress, body: &str) -> Result<Vec<u8>, Error> {
        let is_queued = self.kind == Kind::Mutation && !self.options.skip_queue;
        let _turn = if is_queued { Some(Rc::clone(&self.client.turns).join().await) } else { None };
        // Whoever is signed in when the call is sent makes it, not when it was queued.
        let auth = self.options.auth.clone().unwrap_or_else(|| self.client.auth.borrow().clone());
        let mut header = self.header(&auth, progress, None).await?;
        let mut is_refreshed = false;
        let mut repetition = 0;
        loop {
            progress.attempts.set(progress.attempts.get().saturating_add(1));
            progress.in_flight.set(true);
            let response = self.send(progress, header.as_deref(), body).await;
            progress.in_flight.set(false);
            let (kind, verdict, retry_after) = match response {
                Ok(response) if reply::has_envelope(response.status) => return Ok(response.body),
                Ok(response) => {
                    let failure = reply::read_failure(response.status, &response.body);
                    let code = failure.code.as_deref().unwrap_or_default();
                    let verdict = retry::judge(self.kind, failure.status, code);
                    (ErrorKind::Http(failure), verdict, response.retry_after)
                }
                Err(thrown) => (ErrorKind::Network(thrown), retry::judge(self.kind, 0, ""), None),
            };
            let is_refused = matches!(&kind, ErrorKind::Http(failure) if failure.status == 401);
            if is_refused && !is_refreshed && auth.can_refresh() {
                is_refreshed = true;
                header = self.header(&auth, progress, header.as_deref().or(Some(""))).await?;
                continue;
            }
            repetition += 1;
            let error = self.fail(progress, kind, verdict);
            let Some(delay) = self.delay(&error, repetition, retry_after.as_deref()) else {
                return Err(error);
            };
            js::sleep(delay).await;
            header = self.header(&auth, progress, None).await?;
        }
    }

    async fn header(&self, auth: &Auth, progress: &Progress, refused: Option<&str>) -> Result<Option<Rc<str>>, Error> {
        auth.header(refused).await.map_err(|kind| self.fail(progress, kind, REFUSED))
    }

    async fn send(&self, progress: &Progress, authorization: Option<&str>, body: &str) -> Result<js::Response, String> {
        let config = &self.client.config;
        let mut headers = vec![
            ("Content-Type", "application/json"),
            ("Convex-Client", CLIENT),
            ("Convex-Request-Id", progress.request_id.as_str()),
        ];
        let given = config.headers.iter().chain(&self.options.headers);
        headers.extend(given.map(|(name, value)| (name.as_str(), value.as_str())));
        headers.extend(authorization.map(|authorization| ("Authorization", authorization)));
        js::send(js::Request {
            url: &format!("{}{}", config.address, self.kind.endpoint()),
            headers: &headers,
            body,
            fetch: config.fetch.as_ref(),
            fetch_options: config.fetch_options.as_ref(),
        })
        .await
    }

    /// Returns how long to wait before a call that failed is sent again; none where it is not.
    fn delay(&self, error: &Error, repetition: u32, retry_after: Option<&str>) -> Option<Duration> {
        let retry = self.options.retry.as_ref()?;
        if !error.is_retryable() || !retry.allows(error, repetition) {
            return None;
        }
        let asked = retry_after.and_then(|header| retry::retry_after(header, js::parse_date(header) - js::now()));
        let asked = asked.map(|delay| Duration::try_from_secs_f64(delay / 1000.0).unwrap_or(Duration::MAX));
        Some(asked.unwrap_or_else(|| retry.delay(repetition, js::random())))
    }

    fn time_out(&self, progress: &Progress, timeout: Duration) -> Error {
        let verdict = if progress.in_flight.get() { retry::judge(self.kind, 0, "") } else { UNSENT };
        self.fail(progress, ErrorKind::Timeout(timeout), verdict)
    }

    /// Judges a reply that is no success, or none that is of use.
    fn judge_reply(&self, kind: &ErrorKind) -> Verdict {
        let is_transaction = matches!(self.kind, Kind::Query | Kind::Batch | Kind::Mutation);
        match kind {
            // A transaction that failed has left nothing behind.
            ErrorKind::Convex(_) | ErrorKind::Function(_) => Verdict { retryable: false, unknown: !is_transaction },
            _ => Verdict { retryable: false, unknown: self.has_effects() },
        }
    }

    fn has_effects(&self) -> bool {
        !matches!(self.kind, Kind::Query | Kind::Batch)
    }

    fn fail(&self, progress: &Progress, kind: ErrorKind, verdict: Verdict) -> Error {
        let outcome = match &kind {
            ErrorKind::Result(_) if self.has_effects() => Outcome::Committed,
            _ if verdict.unknown => Outcome::Unknown,
            _ => Outcome::NotCommitted,
        };
        let call = CallInfo {
            function_path: self.path.clone(),
            request_id: progress.request_id.clone(),
            attempts: progress.attempts.get(),
            retryable: verdict.retryable,
            outcome,
        };
        Error::new(kind, call)
    }
}

/// What is said of a call that cannot be sent.
const REFUSED: Verdict = Verdict { retryable: false, unknown: false };

/// What is said of a call that was not sent in time.
const UNSENT: Verdict = Verdict { retryable: true, unknown: false };

/// Makes an id that is unique among the requests in a server's logs.
fn make_request_id() -> String {
    // Two numbers of 32 random bits: JavaScript's random numbers have 52.
    let [high, low] = [js::random(), js::random()].map(|random| random * 4_294_967_296.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "random numbers are from 0 to 1")]
    let id = format!("{:08x}{:08x}", high as u32, low as u32);
    id
}
