//! What sends requests in place of `fetch`.
use std::fmt::{self, Formatter};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::error::TransportError;

/// Sends requests in place of the runtime's `fetch`: in native tests, over another protocol, or to see what is sent.
///
/// ```
/// use convex_http_client::transport::{Request, Response, Sending, Transport};
///
/// /// Answers every call with the number of bytes in its request.
/// struct Length;
///
/// impl Transport for Length {
///     fn send(&self, request: Request) -> Sending {
///         let body = format!(r#"{{"status":"success","value":{}}}"#, request.body.len());
///         Box::pin(async move { Ok(Response::new(200, body)) })
///     }
/// }
/// ```
pub trait Transport {
    /// Sends a request, and returns the future of its whole response. Where that is dropped, nobody waits for it any more.
    ///
    /// An error says that there was no response, or no whole one: of a mutation, it is not known then whether it has run.
    fn send(&self, request: Request) -> Sending;
}

/// A request that is being sent.
pub type Sending = Pin<Box<dyn Future<Output = Result<Response, TransportError>>>>;

/// A request: a `POST`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The URL.
    pub url: String,
    /// The headers, with the credentials among them.
    pub headers: Vec<(String, String)>,
    /// The body: JSON.
    pub body: String,
}

impl Request {
    /// Returns a header, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }
}

impl fmt::Debug for Request {
    /// Leaves the headers out, as they have the credentials.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Request").field("url", &self.url).field("body", &self.body).finish_non_exhaustive()
    }
}

/// A whole response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// Makes a response.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, retry_after: None, body: body.into() }
    }

    /// Says when the call may be sent again: so many seconds from now, or a date.
    #[must_use]
    pub fn with_retry_after(self, retry_after: impl Into<String>) -> Self {
        Self { retry_after: Some(retry_after.into()), ..self }
    }
}

/// Lets a test keep what it gives to a client.
impl<T: Transport + ?Sized> Transport for Rc<T> {
    fn send(&self, request: Request) -> Sending {
        T::send(self, request)
    }
}
