//! Everything that can go wrong.
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::time::Duration;

use convex_http_client_core::Outcome;

use super::value::{Value, ValueError};

/// An error that a function threw as a `ConvexError`, with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvexError {
    /// The server's message.
    pub message: String,
    /// What the function passed to `ConvexError`.
    pub data: Value,
}

impl Display for ConvexError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ConvexError {}

/// What a function ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FunctionResult {
    /// It returned this.
    Value(Value),
    /// It failed, with the server's message.
    ErrorMessage(String),
    /// It threw a `ConvexError`.
    ConvexError(ConvexError),
}

/// What a function that failed without a `ConvexError` says: the server's message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionError {
    /// The server's message. In production deployments it is redacted.
    pub message: String,
}

/// A reply that is no function's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpError {
    /// The HTTP status.
    pub status: u16,
    /// The server's code, as in `InvalidFunctionPath`. A proxy in front of it has none.
    pub code: Option<String>,
    /// The server's message, or the text of the reply.
    pub message: String,
}

/// Why a request got no reply, or was stopped: what JavaScript threw, or what a [`Transport`](crate::Transport) says. Its
/// causes are its sources, each of them of this type where it comes from JavaScript.
#[derive(Clone, Debug)]
pub struct TransportError {
    message: String,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// Makes an error of what happened.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Says what it was caused by.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: Some(source.into().into()), ..self }
    }

    /// Returns what happened; of an error of JavaScript's, its name and message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl Display for TransportError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&**self.source.as_ref()?)
    }
}

/// What went wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The deployment URL, or another option of the client, cannot be used.
    Client(String),
    /// The function's path or the arguments cannot be sent.
    Args(ValueError),
    /// The function threw a `ConvexError`.
    Convex(ConvexError),
    /// The function failed otherwise.
    Function(FunctionError),
    /// The reply has another status than a function's has.
    Http(HttpError),
    /// There was no reply, or no whole one.
    Network(TransportError),
    /// The call took longer than this, which is its timeout.
    Timeout(Duration),
    /// The signal of the client's `fetch` options was aborted, for this reason.
    Aborted(TransportError),
    /// The token fetcher failed.
    Auth(Arc<dyn std::error::Error + Send + Sync>),
    /// The reply is none that a Convex deployment gives.
    Protocol(String),
    /// The result is not of the wanted type. The function has run.
    Result(ValueError),
}

impl Display for ErrorKind {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(message) => formatter.write_str(message),
            Self::Args(error) => write!(formatter, "invalid arguments: {error}"),
            Self::Convex(error) => Display::fmt(error, formatter),
            Self::Function(error) => formatter.write_str(&error.message),
            Self::Http(HttpError { status, code: Some(code), message }) => {
                write!(formatter, "{status} {code}: {message}")
            }
            Self::Http(HttpError { status, code: None, message }) => write!(formatter, "{status}: {message}"),
            Self::Network(error) => write!(formatter, "no reply: {error}"),
            Self::Timeout(timeout) => write!(formatter, "timed out after {} ms", timeout.as_millis()),
            Self::Aborted(reason) => write!(formatter, "aborted: {reason}"),
            Self::Auth(_) => formatter.write_str("the token fetcher failed"),
            Self::Protocol(message) => write!(formatter, "invalid reply: {message}"),
            Self::Result(error) => write!(formatter, "result of another type: {error}"),
        }
    }
}

impl std::error::Error for ErrorKind {
    /// Returns what its text does not say already.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Auth(error) => Some(&**error),
            Self::Network(error) | Self::Aborted(error) => error.source(),
            _ => None,
        }
    }
}

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallInfo {
    /// The function's path; those of a batch, with commas between them.
    pub function_path: String,
    /// What the request was sent as in `Convex-Request-Id`, by which the server's logs name it: the caller's own header,
    /// or one that is made for mutations and actions with a timeout or retries.
    pub request_id: Option<String>,
    /// How many times it was sent.
    pub attempts: u32,
    /// Whether sending it again is safe, and may succeed.
    pub retryable: bool,
    /// Whether it may have had effects.
    pub outcome: Outcome,
}

/// Why a client was not made or a call failed.
///
/// It prints all that the client knows. What others know, as the token fetcher or the runtime, is its
/// [`source`](std::error::Error::source), and never printed twice: `{error:#}` prints it behind, and so does what prints
/// chains, as `anyhow`.
///
/// ```
/// use convex_http_client::{Error, ErrorKind, Value};
///
/// fn explain(error: &Error) -> String {
///     match error.kind() {
///         ErrorKind::Convex(error) => format!("the function says {:?}", error.data),
///         ErrorKind::Timeout(timeout) => format!("no answer in {timeout:?}"),
///         kind => kind.to_string(),
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Error {
    kind: Box<ErrorKind>,
    call: Option<Box<CallInfo>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, call: CallInfo) -> Self {
        Self { kind: Box::new(kind), call: Some(Box::new(call)) }
    }

    /// The error of a client that is not made.
    pub(crate) fn client(message: String) -> Self {
        Self { kind: Box::new(ErrorKind::Client(message)), call: None }
    }

    /// Returns what went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Returns what went wrong.
    #[must_use]
    pub fn into_kind(self) -> ErrorKind {
        *self.kind
    }

    /// Returns the call that failed; none where a client was not made.
    #[must_use]
    pub fn call(&self) -> Option<&CallInfo> {
        self.call.as_deref()
    }

    /// Returns the `ConvexError` that the function threw.
    #[must_use]
    pub fn convex(&self) -> Option<&ConvexError> {
        match self.kind() {
            ErrorKind::Convex(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the HTTP status of a reply that is no function's.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.kind() {
            ErrorKind::Http(error) => Some(error.status),
            _ => None,
        }
    }

    /// Returns the server's code of a reply that is no function's.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Http(error) => error.code.as_deref(),
            _ => None,
        }
    }

    /// Tells whether the call took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout(_))
    }

    /// Tells whether sending the call again is safe, and may succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.call().is_some_and(|call| call.retryable)
    }

    /// Tells whether the call may have had effects.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.call().map_or(Outcome::NotCommitted, |call| call.outcome)
    }
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self.call() {
            Some(call) if !call.function_path.is_empty() => {
                write!(formatter, "{}: {}", call.function_path, self.kind)
            }
            _ => write!(formatter, "{}", self.kind),
        }?;
        let mut source = std::error::Error::source(self).filter(|_| formatter.alternate());
        while let Some(cause) = source {
            write!(formatter, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{Error, ErrorKind, TransportError};
    use crate::{Value, ValueError, from_value};

    fn error(kind: ErrorKind) -> Error {
        Error { kind: Box::new(kind), call: None }
    }

    #[test]
    fn never_prints_what_its_sources_print() {
        let refused = TransportError::new("connection refused").with_source("port 1 is closed");
        let failed = TransportError::new("TypeError: fetch failed").with_source(refused);
        let causes = ": connection refused: port 1 is closed";
        let value: ValueError = from_value::<bool>(Value::Null).unwrap_err();
        for (error, text, chain) in [
            (error(ErrorKind::Network(failed.clone())), "no reply: TypeError: fetch failed", causes),
            (error(ErrorKind::Aborted(failed)), "aborted: TypeError: fetch failed", causes),
            (
                error(ErrorKind::Auth(std::sync::Arc::from(Box::from("offline")))),
                "the token fetcher failed",
                ": offline",
            ),
            (error(ErrorKind::Args(value.clone())), "invalid arguments: invalid type: null, expected a boolean", ""),
            (error(ErrorKind::Result(value)), "result of another type: invalid type: null, expected a boolean", ""),
            (Error::client("m".to_owned()), "m", ""),
        ] {
            assert_eq!((error.to_string(), format!("{error:#}")), (text.to_owned(), format!("{text}{chain}")));
            assert_eq!(error.source().is_some(), !chain.is_empty());
        }
    }
}
