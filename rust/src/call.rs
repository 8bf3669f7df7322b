//! A call: what can be said of it before it is awaited.
use std::cell::Cell;
use std::fmt::{self, Formatter};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::auth::Auth;
use super::drive::{self, Failure, Read};
use super::error::{Error, ErrorKind, FunctionError, FunctionResult};
use super::headers::check;
use super::idempotency::Idempotency;
use super::local::Local;
use super::options::Retry;
use super::reply;
use super::running::Running;
use super::value::{Value, ValueError, encode, from_value};
use convex_http_client_core::Kind;

/// A call that is made when it is awaited.
///
/// Where its future is dropped before it has ended, the call is given up: it leaves the queue without being sent, or its
/// request is aborted. What it took, and what it was told, is its own: changing the arguments afterwards changes
/// nothing.
///
/// ```no_run
/// use std::time::Duration;
///
/// use convex_http_client::{Client, Retry, Value};
///
/// # async fn example(client: Client) -> Result<(), convex_http_client::Error> {
/// let tasks: Value =
///     client.query("tasks:list", &()).timeout(Duration::from_secs(5)).retry(Retry::new(3)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "calls do nothing unless awaited"]
pub struct Call<T> {
    state: Local<State<T>>,
}

/// A call that was started by [`Call::spawn`]: a future of its result, which may be dropped.
pub struct Spawned<T>(Call<T>);

enum State<T> {
    /// Not polled yet.
    Made(Box<drive::Call>, Box<Read>, Slot<T>),
    Running(Running<Result<(), Error>>, Slot<T>),
    /// Nothing has to be sent.
    Known(T),
    Done,
}

/// Where the result is put when it was read. What makes the call does not know its type: it is the same for all, and once
/// in an app.
type Slot<T> = Rc<Cell<Option<T>>>;

impl<T: 'static> Call<T> {
    pub(crate) fn new(call: drive::Call, read: impl Fn(&drive::Call, &[u8]) -> Result<T, Failure> + 'static) -> Self {
        let slot = Slot::default();
        let read_into = Rc::clone(&slot);
        let read = move |call: &drive::Call, body: &[u8]| {
            read_into.set(Some(read(call, body)?));
            Ok(())
        };
        Self { state: Local::new(State::Made(Box::new(call), Box::new(read), slot)) }
    }

    /// A call whose result is known without asking.
    pub(crate) fn known(result: T) -> Self {
        Self { state: Local::new(State::Known(result)) }
    }

    /// Sets how long the call may take: its wait in the queue, for a token, and all that is sent again.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.set(|call| call.options.timeout = Some(timeout))
    }

    /// Lets the call take as long as it does, whatever the client says.
    pub fn no_timeout(self) -> Self {
        self.set(|call| call.options.timeout = None)
    }

    /// Sets how often the call is sent again.
    pub fn retry(self, retry: Retry) -> Self {
        self.set(|call| call.options.retry = Some(retry))
    }

    /// Sends the call once, whatever the client says.
    pub fn no_retry(self) -> Self {
        self.set(|call| call.options.retry = None)
    }

    /// Says that running the function twice is the same as running it once, by its nature or because it keeps the ids of
    /// its calls, as with `idempotent` of the npm package's `server` entry. Then it may be sent again after a failure that
    /// tells nothing of what it did, always under one id: the error has it as `request_id`.
    ///
    /// `true` makes an id for the call; a text is a key of your own, of at most 256 characters. It is for mutations and
    /// actions.
    pub fn idempotent(self, idempotency: impl Into<Idempotency>) -> Self {
        self.set(|call| call.options.idempotency = idempotency.into())
    }

    /// Makes the call with other credentials. A token fetcher is asked for this call alone.
    pub fn auth(self, auth: impl Into<Auth>) -> Self {
        self.set(|call| call.options.auth = Some(auth.into().for_one_call()))
    }

    /// Sends a header with the call, in place of the client's with the same name.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.set(|call| match check(&name, &value) {
            Ok(()) => call.options.headers.push((name, value)),
            Err(error) if call.body.is_ok() => call.body = Err(ErrorKind::Args(ValueError::new(error))),
            Err(_) => {}
        })
    }

    /// Sets what else `fetch` is told, in place of the client's options of the same names. A `signal` stops the call when it
    /// is aborted, as the client's does.
    pub fn fetch_options(self, options: web_sys::RequestInit) -> Self {
        self.set(|call| call.options.fetch_options = Some(options))
    }

    /// Runs the function of a component, for [`Client::function`](crate::Client::function) by an admin.
    pub fn component(self, path: &str) -> Self {
        let path = encode(&Value::from(path));
        self.set(|call| {
            if call.kind == Kind::Function
                && let (Ok(body), Ok(path)) = (&call.body, path)
            {
                let fields = body.strip_prefix('{').unwrap_or_default();
                call.body = Ok(format!("{{\"componentPath\":{path},{fields}"));
            }
        })
    }

    /// Starts the call, and lets it go on though nobody waits for it. Its result may be waited for, and is lost where what
    /// is returned is dropped.
    ///
    /// ```no_run
    /// # fn example(client: convex_http_client::Client) {
    /// client.mutate("visits:count", &()).spawn();
    /// # }
    /// ```
    pub fn spawn(mut self) -> Spawned<T> {
        if let State::Made(call, read, slot) = self.take_state() {
            let running = Running::start(call.run(read));
            running.detach();
            self = Self { state: Local::new(State::Running(running, slot)) };
        }
        Spawned(self)
    }

    /// Sends a mutation at once, in parallel to those in the queue. For other calls, which never wait, it says nothing.
    pub fn skip_queue(self) -> Self {
        self.set(|call| call.options.skip_queue = true)
    }

    fn take_state(&mut self) -> State<T> {
        std::mem::replace(&mut *self.state, State::Done)
    }

    /// Sets an option, unless the call has begun.
    fn set(mut self, set: impl FnOnce(&mut drive::Call)) -> Self {
        if let State::Made(call, ..) = &mut *self.state {
            set(call);
        }
        self
    }
}

// What is pinned is in a box.
impl<T> Unpin for Call<T> {}

impl<T: 'static> Future for Call<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (running, slot) = match self.take_state() {
            State::Made(call, read, slot) => (Running::start(call.run(read)), slot),
            State::Running(running, slot) => (running, slot),
            State::Known(result) => return Poll::Ready(Ok(result)),
            // As with other futures, whoever polls it again waits for ever.
            State::Done => return Poll::Pending,
        };
        match running.poll(context) {
            Poll::Ready(Ok(())) => slot.take().map_or(Poll::Pending, |result| Poll::Ready(Ok(result))),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                *self.state = State::Running(running, slot);
                Poll::Pending
            }
        }
    }
}

impl<T: 'static> Future for Spawned<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<T> fmt::Debug for Spawned<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("Spawned")
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut printed = formatter.debug_struct("Call");
        if let State::Made(call, ..) = &*self.state {
            printed.field("path", &call.path);
        }
        printed.finish_non_exhaustive()
    }
}

/// Returns the body of the request of one function.
pub(crate) fn body(kind: Kind, path: &str, args: &Value) -> Result<String, ValueError> {
    let (path, args) = (encode(&Value::from(path))?, encode(args)?);
    // All but one endpoint take the arguments in a list.
    let (open, close) = if kind == Kind::Function { ("", "") } else { ("[", "]") };
    Ok(format!("{{\"path\":{path},\"format\":\"convex_encoded_json\",\"args\":{open}{args}{close}}}"))
}

/// Reads the reply to one function.
pub(crate) fn read_one<T: DeserializeOwned>(call: &drive::Call, body: &[u8]) -> Result<T, Failure> {
    let reply = reply::read(body)?;
    call.client.config.logger.print(call.kind, &call.path, &reply.log_lines);
    Ok(reply.result?.decode()?)
}

impl FunctionResult {
    /// Returns what the function returned, as a Rust value.
    ///
    /// # Errors
    ///
    /// Where the function failed, or returned something else.
    pub fn decode<T: DeserializeOwned>(self) -> Result<T, ErrorKind> {
        match self {
            Self::Value(value) => from_value(value).map_err(ErrorKind::Result),
            Self::ErrorMessage(message) => Err(ErrorKind::Function(FunctionError { message })),
            Self::ConvexError(error) => Err(ErrorKind::Convex(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FunctionResult, body};
    use crate::error::{ConvexError, ErrorKind};
    use crate::value::Value;
    use convex_http_client_core::Kind;

    #[test]
    fn writes_bodies() {
        let args = Value::from([("b", Value::Int64(1)), ("a", Value::Float64(2.0))]);
        assert_eq!(
            body(Kind::Query, "dir/\"file\":func", &args).as_deref(),
            Ok(
                r#"{"path":"dir/\"file\":func","format":"convex_encoded_json","args":[{"a":2,"b":{"$integer":"AQAAAAAAAAA="}}]}"#
            )
        );
        assert_eq!(
            body(Kind::Function, "f", &Value::Object([].into())).as_deref(),
            Ok(r#"{"path":"f","format":"convex_encoded_json","args":{}}"#)
        );
    }

    #[test]
    fn decodes_results() {
        assert_eq!(FunctionResult::Value(Value::Float64(3.0)).decode::<u8>().ok(), Some(3));
        let error = FunctionResult::Value(Value::from([("a", Value::Null)])).decode::<Vec<u8>>().unwrap_err();
        assert!(matches!(error, ErrorKind::Result(_)), "{error}");
        let thrown = ConvexError { message: "m".to_owned(), data: Value::Null };
        let error = FunctionResult::ConvexError(thrown.clone()).decode::<()>().unwrap_err();
        assert!(matches!(error, ErrorKind::Convex(error) if error == thrown));
        let error = FunctionResult::ErrorMessage("m".to_owned()).decode::<()>().unwrap_err();
        assert!(matches!(error, ErrorKind::Function(error) if error.message == "m"));
    }
}
