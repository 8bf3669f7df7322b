//! Does what the core says: waits for a turn, for a token, for a reply, for time to pass.
use std::cell::Cell;
use std::future::{Future, pending, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use convex_http_client_core::kind::Endpoint;
use convex_http_client_core::reply::has_envelope;
use convex_http_client_core::{self as core, Cause, Kind, Step, retry};
use futures_util::future::{Either, select};

use super::auth::Auth;
use super::client::Inner;
use super::error::{CallInfo, Error, ErrorKind, HttpError};
use super::headers;
use super::hooks::{RequestEvent, ResponseEvent, RetryEvent};
use super::idempotency;
use super::options::{CallOptions, Retry};
use super::runtime::Signal;
use super::tokens::{Asking, Fetcher};
use super::transport::{Request, Sending};
use super::turns::Turn;
use super::value::{ValueError, encode};
use super::{reply, runtime};

/// A call that is to be made.
pub(crate) struct Call {
    pub(crate) client: Rc<Inner>,
    pub(crate) kind: Kind,
    /// Those of a batch, with commas between them.
    pub(crate) path: String,
    pub(crate) body: Result<String, ErrorKind>,
    pub(crate) options: CallOptions,
    /// What knows the timestamp at which it reads, if it reads at one.
    pub(crate) timestamp: Option<Rc<Fetcher>>,
}

/// Why a call failed, and what that is to the core.
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) cause: Cause,
}

/// Reads the reply to a call, or says why it cannot be read.
pub(crate) type Read = dyn Fn(&Call, &[u8]) -> Result<(), Failure>;

/// A call that is being made.
struct Run<'a> {
    call: &'a Call,
    headers: Vec<(&'a str, &'a str)>,
    /// The id that the caller chose, or one that was made.
    request_id: Option<String>,
    /// When it ends at the latest, in milliseconds.
    deadline: Option<f64>,
    /// What stops it.
    signals: Vec<Signal>,
    state: Cell<core::Call>,
}

impl Call {
    /// Makes the call and reads its reply. Where the future is dropped, the call is given up: it leaves the queue, its
    /// request is aborted, its timers are cleared.
    pub(crate) async fn run(mut self, read: Box<Read>) -> Result<(), Error> {
        let body = std::mem::replace(&mut self.body, Ok(String::new()));
        let mut run = Run::new(&self);
        let body = body.map_err(|kind| run.fail(kind))?;
        run.identify()?;
        // It may be over before it begins.
        run.check()?;
        match select(pin!(run.send_all(&body, &*read)), pin!(run.stop())).await {
            Either::Left((result, _)) => result,
            Either::Right((kind, _)) => Err(run.fail(kind)),
        }
    }
}

impl<'a> Run<'a> {
    fn new(call: &'a Call) -> Self {
        let headers = headers::merge(&call.client.config.headers, &call.options.headers);
        // Not for a query: a header that differs each time is a miss in caches of requests, such as Next's.
        let CallOptions { timeout, retry, .. } = &call.options;
        let is_watched = call.client.config.hooks.are_set();
        let is_lost = !call.kind.is_read() && (timeout.is_some() || retry.is_some() || is_watched);
        let chosen = headers::request_id(&headers).map(str::to_owned);
        let request_id = chosen.or_else(|| is_lost.then(make_request_id));
        let deadline = call.options.timeout.map(|timeout| runtime::now() + timeout.as_secs_f64() * 1000.0);
        let options = [&call.client.config.fetch_options, &call.options.fetch_options];
        let signals = options.into_iter().flatten().filter_map(Signal::of).collect();
        Self { call, headers, request_id, deadline, signals, state: Cell::new(core::Call::new(call.kind)) }
    }

    /// Gives an idempotent call its id.
    fn identify(&mut self) -> Result<(), Error> {
        let Call { kind, options, .. } = self.call;
        let chosen = headers::request_id(&self.headers);
        match idempotency::request_id(*kind, options, chosen, make_request_id) {
            Ok(None) => {}
            Ok(id) => {
                self.request_id = id;
                self.state.set(self.state.get().idempotent(true));
            }
            Err(error) => return Err(self.fail(ErrorKind::Args(ValueError::new(error)))),
        }
        Ok(())
    }

    /// Fails where the call has taken too long or was stopped, by whatever was not polled since.
    fn check(&self) -> Result<(), Error> {
        let reason = self.signals.iter().find_map(Signal::reason).map(ErrorKind::Aborted);
        let timeout =
            self.call.options.timeout.filter(|_| self.deadline <= Some(runtime::now())).map(ErrorKind::Timeout);
        reason.or(timeout).map_or(Ok(()), |kind| Err(self.fail(kind)))
    }

    /// Waits until the call has taken too long or is stopped, and returns which.
    async fn stop(&self) -> ErrorKind {
        let late = async {
            match self.call.options.timeout {
                Some(timeout) => {
                    runtime::sleep(timeout).await;
                    ErrorKind::Timeout(timeout)
                }
                None => pending().await,
            }
        };
        let aborted = async {
            let mut aborted: Vec<_> = self.signals.iter().map(|signal| Box::pin(signal.aborted())).collect();
            ErrorKind::Aborted(poll_fn(|context| first_ready(&mut aborted, context)).await)
        };
        select(pin!(late), pin!(aborted)).await.factor_first().0
    }

    /// Sends the request, as often as the core says, and has the reply read.
    async fn send_all(&self, body: &str, read: &Read) -> Result<(), Error> {
        let _turn = self.take_turn().await;
        // Whoever is signed in when the call is first sent makes it, not when it was queued or when it is repeated.
        let auth = self.call.options.auth.clone().unwrap_or_else(|| self.call.client.auth.borrow().clone());
        self.state.set(self.state.get().renewable(auth.can_refresh()).done());
        let mut authorization = None;
        loop {
            authorization = self.authorize(&auth, authorization.as_deref()).await?;
            let sent = self.send(authorization.as_deref(), body).await;
            let result = sent.and_then(|reply| read(self.call, &reply).map_err(|failure| (self.fail(failure), None)));
            let (error, retry_after) = match result {
                Ok(()) => return Ok(()),
                Err(failed) => failed,
            };
            match self.state.get().step() {
                Step::Token => {}
                Step::Ask => {
                    let Some(delay) = self.ask(&error, retry_after.as_deref()) else { return Err(error) };
                    self.done();
                    runtime::sleep(delay).await;
                    self.done();
                }
                _ => return Err(error),
            }
        }
    }

    async fn take_turn(&self) -> Option<Turn> {
        if !self.call.kind.is_queued() || self.call.options.skip_queue {
            return None;
        }
        Some(Rc::clone(&self.call.client.turns).join(self.deadline).await)
    }

    async fn authorize(&self, auth: &Auth, sent: Option<&str>) -> Result<Option<Rc<str>>, Error> {
        self.check()?;
        let is_refused = self.state.get().is_refused();
        let authorization = auth.header(Asking { is_refused, sent, deadline: self.deadline }).await;
        let authorization = authorization.map_err(|kind| self.fail(kind))?;
        self.done();
        Ok(authorization)
    }

    /// Sends the request once.
    async fn send(&self, authorization: Option<&str>, body: &str) -> Result<Vec<u8>, (Error, Option<String>)> {
        self.check().map_err(|error| (error, None))?;
        let hooks = &self.call.client.config.hooks;
        if let Some(hook) = &hooks.request {
            hook(RequestEvent { attempt: self.state.get().attempts() + 1, ..self.event() });
        }
        let at = self.read_timestamp().await.map_err(|kind| (self.fail(kind), None))?;
        let sending = self.prepare(authorization, body, at.as_deref()).map_err(|kind| (self.fail(kind), None))?;
        self.done();
        let sent_at = runtime::now();
        let sent = sending.await;
        if let (Some(hook), Ok(response)) = (&hooks.response, &sent) {
            let duration = Duration::try_from_secs_f64((runtime::now() - sent_at) / 1000.0).unwrap_or_default();
            hook(ResponseEvent { request: self.event(), status: response.status, duration });
        }
        match sent {
            Ok(response) if has_envelope(response.status) => Ok(response.body),
            Ok(response) => {
                let error = ErrorKind::Http(reply::read_failure(response.status, &response.body));
                Err((self.fail(error), response.retry_after))
            }
            Err(thrown) => Err((self.fail(ErrorKind::Network(thrown)), None)),
        }
    }

    /// Returns the timestamp at which the call reads.
    async fn read_timestamp(&self) -> Result<Option<Rc<str>>, ErrorKind> {
        match &self.call.timestamp {
            Some(fetcher) => fetcher.header(Asking { is_refused: false, sent: None, deadline: self.deadline }).await,
            None => Ok(None),
        }
    }

    /// Makes the request, or says why there is none. It is sent when its future is first polled.
    fn prepare(&self, authorization: Option<&str>, body: &str, at: Option<&str>) -> Result<Sending, ErrorKind> {
        let config = &self.call.client.config;
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut headers = config.own_headers();
        headers.extend(self.headers.iter().map(|(name, value)| header(name, value)));
        if headers::request_id(&self.headers).is_none() {
            headers.extend(self.request_id.as_deref().map(|id| header("Convex-Request-Id", id)));
        }
        headers.extend(authorization.map(|authorization| header("Authorization", authorization)));
        let endpoint = if at.is_some() { Endpoint::QueryAtTs } else { self.call.kind.endpoint() };
        let body = match (at, body.strip_suffix('}')) {
            (Some(timestamp), Some(fields)) => {
                let timestamp = encode(&timestamp.into()).map_err(ErrorKind::Args)?;
                format!("{fields},\"ts\":{timestamp}}}")
            }
            _ => body.to_owned(),
        };
        let request = Request { url: config.url(endpoint), headers, body };
        config.send(request, self.call.options.fetch_options.as_ref())
    }

    /// Returns what is told of the last request.
    fn event(&self) -> RequestEvent<'_> {
        RequestEvent {
            request_id: self.request_id.as_deref(),
            function_path: &self.call.path,
            kind: self.call.kind,
            attempt: self.state.get().attempts(),
        }
    }

    /// Asks whether a call that failed is sent again, and returns how long to wait before.
    fn ask(&self, error: &Error, retry_after: Option<&str>) -> Option<Duration> {
        let retry = self.call.options.retry.as_ref()?;
        let repetition = self.state.get().repetitions();
        let asked =
            retry_after.and_then(|header| retry::retry_after(header, runtime::parse_date(header) - runtime::now()));
        let wait = retry.wait(asked, repetition, runtime::random())?;
        let delay = retry.allows(error, repetition).then_some(wait)?;
        if let Some(hook) = &self.call.client.config.hooks.retry {
            hook(RetryEvent { request: self.event(), error, delay });
        }
        Some(delay)
    }

    fn done(&self) {
        self.state.set(self.state.get().done());
    }

    /// Tells the core what failed, and the caller what is known of it.
    fn fail(&self, failure: impl Into<Failure>) -> Error {
        let Failure { kind, cause } = failure.into();
        let (status, code) = match &kind {
            ErrorKind::Http(HttpError { status, code, .. }) => (*status, code.as_deref().unwrap_or_default()),
            _ => (0, ""),
        };
        let limit = self.call.options.retry.as_ref().map_or(f64::NAN, Retry::limit);
        let state = self.state.get().fail(cause, status, code, limit);
        self.state.set(state);
        let info = CallInfo {
            function_path: self.call.path.clone(),
            request_id: self.request_id.clone(),
            attempts: state.attempts(),
            retryable: state.is_retryable(),
            outcome: state.outcome(),
        };
        Error::new(kind, info)
    }
}

impl From<ErrorKind> for Failure {
    fn from(kind: ErrorKind) -> Self {
        let cause = match &kind {
            ErrorKind::Convex(_) | ErrorKind::Function(_) => Cause::Function,
            ErrorKind::Http(_) => Cause::Http,
            ErrorKind::Network(_) => Cause::Network,
            ErrorKind::Protocol(_) => Cause::Protocol,
            ErrorKind::Result(_) => Cause::Value,
            ErrorKind::Timeout(_) => Cause::Timeout,
            ErrorKind::Aborted(_) => Cause::Aborted,
            ErrorKind::Client(_) | ErrorKind::Args(_) | ErrorKind::Auth(_) => Cause::Args,
        };
        Self { kind, cause }
    }
}

/// Is ready when one of the futures is; never, where there is none.
fn first_ready<F: Future>(futures: &mut [Pin<Box<F>>], context: &mut Context<'_>) -> Poll<F::Output> {
    let ready = futures.iter_mut().map(|future| future.as_mut().poll(context)).find(Poll::is_ready);
    ready.unwrap_or(Poll::Pending)
}

/// Makes an id that no other call has, so that it finds this one in a server's logs, and tells it from others.
fn make_request_id() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "random numbers are from 0 to 1")]
    // JavaScript's random numbers have 52 bits.
    let part = |_| format!("{:08x}", (runtime::random() * 4_294_967_296.0) as u32);
    (0..4).map(part).collect()
}
