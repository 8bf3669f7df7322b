//! Does what the engine says: waits for a turn, for a token, for a reply, for time to pass.
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::client::Inner;
use super::error::{CallInfo, Error, ErrorKind, HttpError};
use super::options::{CallOptions, Retry};
use super::{js, reply};
use convex_http_client_core::reply::has_envelope;
use convex_http_client_core::{self as core, Cause, Kind, Step, header, retry};

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
struct Progress {
    request_id: String,
    call: Cell<core::Call>,
}

impl Progress {
    fn done(&self) {
        self.call.set(self.call.get().done());
    }
}

impl Call {
    /// Makes the call and reads its reply. Where the future is dropped, the call is given up: it leaves the queue, its
    /// request is aborted, its timers are cleared.
    pub(crate) async fn run<T>(mut self, read: impl FnOnce(&Self, &[u8]) -> Result<T, ErrorKind>) -> Result<T, Error> {
        let progress = Progress { request_id: make_request_id(), call: Cell::new(core::Call::new(self.kind)) };
        let body = match std::mem::replace(&mut self.body, Ok(String::new())) {
            Ok(body) => body,
            Err(kind) => return Err(self.fail(&progress, kind)),
        };
        let reply = match self.options.timeout {
            None => self.attempt_all(&progress, &body).await?,
            Some(timeout) => {
                let attempts = pin!(self.attempt_all(&progress, &body));
                match select(attempts, pin!(js::sleep(timeout))).await {
                    Either::Left((reply, _)) => reply?,
                    Either::Right(_) => return Err(self.fail(&progress, ErrorKind::Timeout(timeout))),
                }
            }
        };
        read(&self, &reply).map_err(|kind| self.fail(&progress, kind))
    }

    /// Sends the request, as often as the engine says, and returns the body of the reply.
    async fn attempt_all(&self, progress: &Progress, body: &str) -> Result<Vec<u8>, Error> {
        let is_queued = self.kind.is_queued() && !self.options.skip_queue;
        let _turn = if is_queued { Some(Rc::clone(&self.client.turns).join().await) } else { None };
        // Whoever is signed in when the call is sent makes it, not when it was queued.
        let auth = self.options.auth.clone().unwrap_or_else(|| self.client.auth.borrow().clone());
        progress.call.set(progress.call.get().renewable(auth.can_refresh()).done());
        let mut header = None;
        loop {
            let is_refused = progress.call.get().is_refused();
            header = auth.header(is_refused, header.as_deref()).await.map_err(|kind| self.fail(progress, kind))?;
            progress.done();
            // Nobody wants to see the request.
            progress.done();
            let (kind, retry_after) = match self.send(progress, header.as_deref(), body).await {
                Ok(response) if has_envelope(response.status) => return Ok(response.body),
                Ok(response) => {
                    (ErrorKind::Http(reply::read_failure(response.status, &response.body)), response.retry_after)
                }
                Err(thrown) => (ErrorKind::Network(thrown), None),
            };
            let error = self.fail(progress, kind);
            match progress.call.get().step() {
                Step::Token => {}
                Step::Ask => {
                    let Some(delay) = self.ask(progress, &error, retry_after.as_deref()) else { return Err(error) };
                    progress.done();
                    js::sleep(delay).await;
                    progress.done();
                }
                _ => return Err(error),
            }
        }
    }

    async fn send(&self, progress: &Progress, authorization: Option<&str>, body: &str) -> Result<js::Response, String> {
        let config = &self.client.config;
        let client = format!("{}-{}", header::CLIENT, env!("CARGO_PKG_VERSION"));
        let mut headers = vec![
            ("Content-Type", "application/json"),
            ("Convex-Client", client.as_str()),
            ("Convex-Request-Id", progress.request_id.as_str()),
        ];
        let given = config.headers.iter().chain(&self.options.headers);
        headers.extend(given.map(|(name, value)| (name.as_str(), value.as_str())));
        headers.extend(authorization.map(|authorization| ("Authorization", authorization)));
        js::send(js::Request {
            url: &format!("{}/api/{}", config.address, self.kind.endpoint().path()),
            headers: &headers,
            body,
            fetch: config.fetch.as_ref(),
            fetch_options: config.fetch_options.as_ref(),
        })
        .await
    }

    /// Asks whether a call that failed is sent again, and returns how long to wait before.
    fn ask(&self, progress: &Progress, error: &Error, retry_after: Option<&str>) -> Option<Duration> {
        let retry = self.options.retry.as_ref()?;
        let repetition = progress.call.get().repetitions();
        if !retry.allows(error, repetition) {
            return None;
        }
        let asked = retry_after.and_then(|header| retry::retry_after(header, js::parse_date(header) - js::now()));
        let wait = retry::wait(asked, retry.delay(repetition, js::random()), retry::MAX_RETRY_AFTER)?;
        Some(Duration::try_from_secs_f64(wait / 1000.0).unwrap_or(Duration::MAX))
    }

    /// Tells the engine what failed, and the caller what is known of it.
    fn fail(&self, progress: &Progress, kind: ErrorKind) -> Error {
        let (status, code) = match &kind {
            ErrorKind::Http(HttpError { status, code, .. }) => (*status, code.as_deref().unwrap_or_default()),
            _ => (0, ""),
        };
        let limit = self.options.retry.as_ref().map_or(f64::NAN, Retry::limit);
        let call = progress.call.get().fail(kind.cause(), status, code, limit);
        progress.call.set(call);
        let call = CallInfo {
            function_path: self.path.clone(),
            request_id: progress.request_id.clone(),
            attempts: call.attempts(),
            retryable: call.is_retryable(),
            outcome: call.outcome(),
        };
        Error::new(kind, call)
    }
}

impl ErrorKind {
    /// Returns what the engine calls it.
    fn cause(&self) -> Cause {
        match self {
            Self::Convex(_) | Self::Function(_) => Cause::Function,
            Self::Http(_) => Cause::Http,
            Self::Network(_) => Cause::Network,
            Self::Protocol(_) => Cause::Protocol,
            Self::Result(_) => Cause::Value,
            Self::Timeout(_) => Cause::Timeout,
            Self::Client(_) | Self::Args(_) | Self::Auth(_) => Cause::Args,
        }
    }
}

/// Makes an id that is unique among the requests in a server's logs.
fn make_request_id() -> String {
    // Two numbers of 32 random bits: JavaScript's random numbers have 52.
    let [high, low] = [js::random(), js::random()].map(|random| random * 4_294_967_296.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "random numbers are from 0 to 1")]
    let id = format!("{:08x}{:08x}", high as u32, low as u32);
    id
}
