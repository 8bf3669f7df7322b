//! A call: what can be said of it before it is awaited.
use std::fmt::{self, Formatter};
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::auth::Auth;
use super::drive;
use super::error::{Error, ErrorKind, FunctionError, FunctionResult};
use super::options::Retry;
use super::value::{Value, ValueError, encode, from_value};
use super::{js, reply};
use crate::function::Kind;

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
    call: drive::Call,
    read: Box<Read<T>>,
}

type Read<T> = dyn FnOnce(&drive::Call, &[u8]) -> Result<T, ErrorKind>;

impl<T> Call<T> {
    pub(crate) fn new(
        call: drive::Call,
        read: impl FnOnce(&drive::Call, &[u8]) -> Result<T, ErrorKind> + 'static,
    ) -> Self {
        Self { call, read: Box::new(read) }
    }

    /// Sets how long the call may take: its wait in the queue, for a token, and all that is sent again.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call.options.timeout = Some(timeout);
        self
    }

    /// Lets the call take as long as it does, whatever the client says.
    pub fn no_timeout(mut self) -> Self {
        self.call.options.timeout = None;
        self
    }

    /// Sets how often the call is sent again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.call.options.retry = Some(retry);
        self
    }

    /// Sends the call once, whatever the client says.
    pub fn no_retry(mut self) -> Self {
        self.call.options.retry = None;
        self
    }

    /// Makes the call with other credentials.
    pub fn auth(mut self, auth: impl Into<Auth>) -> Self {
        self.call.options.auth = Some(auth.into());
        self
    }

    /// Sends a header with the call.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        if self.call.body.is_ok() && !js::is_header(&name, &value) {
            self.call.body = Err(ErrorKind::Args(ValueError::new(format!("{name:?} is no header that can be sent"))));
        }
        self.call.options.headers.push((name, value));
        self
    }

    /// Sends a mutation at once, in parallel to those in the queue. For other calls, which never wait, it says nothing.
    pub fn skip_queue(mut self) -> Self {
        self.call.options.skip_queue = true;
        self
    }
}

impl<T: 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.call.run(self.read))
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Call").field("path", &self.call.path).finish_non_exhaustive()
    }
}

/// Returns the body of the request of one function.
pub(crate) fn body(kind: Kind, path: &str, args: &Value) -> Result<String, ValueError> {
    let (path, args) = (encode(&Value::from(path))?, encode(args)?);
    // All but one endpoint take the arguments in a list.
    let (open, close) = if kind == Kind::Any { ("", "") } else { ("[", "]") };
    Ok(format!("{{\"path\":{path},\"format\":\"convex_encoded_json\",\"args\":{open}{args}{close}}}"))
}

/// Reads the reply to one function.
pub(crate) fn read_one<T: DeserializeOwned>(call: &drive::Call, body: &[u8]) -> Result<T, ErrorKind> {
    let reply = reply::read(body).map_err(ErrorKind::Protocol)?;
    call.client.config.logger.print(call.kind, &call.path, &reply.log_lines);
    reply.result.decode()
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
    use crate::api::error::{ConvexError, ErrorKind};
    use crate::api::value::Value;
    use crate::function::Kind;

    #[test]
    fn writes_bodies() {
        let args = Value::from([("b", Value::Int64(1)), ("a", Value::Float64(2.0))]);
        assert_eq!(
            body(Kind::Query, "dir/\"file\":func", &args).as_deref(),
            Ok(
                r#"{"path":"dir/\"file\":func","format":"convex_encoded_json","args":[{"a":2.0,"b":{"$integer":"AQAAAAAAAAA="}}]}"#
            )
        );
        assert_eq!(
            body(Kind::Any, "f", &Value::Object([].into())).as_deref(),
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
