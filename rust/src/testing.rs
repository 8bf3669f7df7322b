//! A transport for tests: a client's calls are answered by functions of the test instead of a deployment.
//!
//! All else is the real client: the queue, the retries, the tokens. Arguments and results pass through the wire's form, so
//! that a value that a deployment would refuse fails in the test as well. A call of a function that the test does not have
//! fails as on a deployment that lacks it. Natively, where there is no JavaScript, calls go on where they are awaited.
//!
//! ```
//! use convex_http_client::testing::{Failure, FakeTransport};
//! use convex_http_client::{Client, Error, Value};
//! # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
//! # fn block_on<T>(future: impl Future<Output = T>) -> T {
//! #     match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
//! #         Poll::Ready(result) => result,
//! #         Poll::Pending => panic!("the transport answers at once"),
//! #     }
//! # }
//!
//! let transport = FakeTransport::new()
//!     .on("tasks:list", |_| Ok(["Water the plants"]))
//!     .on("tasks:create", |args| match args.get("text").and_then(Value::as_str) {
//!         Some(text) => Ok(format!("task of {text}")),
//!         None => Err(Failure::convex("a task has a text")),
//!     });
//! let client = Client::builder("https://small-mouse-123.convex.cloud").transport(transport.clone()).build()?;
//!
//! // In a test with an executor, such as `#[tokio::test]`, this is just awaited.
//! block_on(async {
//!     let tasks: Vec<String> = client.query("tasks:list", &()).await?;
//!     assert_eq!(tasks, ["Water the plants"]);
//!     let args = Value::from([("text", "Eat".into())]);
//!     assert_eq!(client.mutation::<String>("tasks:create", &args).await?, "task of Eat");
//!     let error = client.mutate("tasks:create", &()).await.unwrap_err();
//!     assert_eq!(error.convex().map(|error| &error.data), Some(&"a task has a text".into()));
//!     Ok::<_, Error>(())
//! })?;
//! let paths: Vec<_> = transport.calls().into_iter().map(|call| call.path).collect();
//! assert_eq!(paths, ["tasks:list", "tasks:create", "tasks:create"]);
//! # Ok::<_, Error>(())
//! ```
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{self, Formatter};
use std::future::ready;
use std::rc::Rc;

use serde::Serialize;

use super::error::{ConvexError, TransportError};
use super::transport::{Request, Response, Sending, Transport};
use super::value::{Json, Value, decode, parse_bytes, to_value};

/// Answers calls by functions, and records them. Clones share both.
#[derive(Clone, Default)]
pub struct FakeTransport(Rc<Inner>);

#[derive(Default)]
struct Inner {
    functions: RefCell<BTreeMap<String, Rc<Function>>>,
    calls: RefCell<Vec<FakeCall>>,
}

type Function = dyn Fn(&Value) -> Result<Value, Failure>;

/// A call that was made.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct FakeCall {
    /// The last part of the endpoint's path, such as `query` or `mutation`.
    pub endpoint: String,
    /// The function's path.
    pub path: String,
    /// The arguments.
    pub args: Value,
    /// All headers of the request.
    pub headers: Vec<(String, String)>,
}

/// How a function of a test fails.
#[derive(Clone, Debug)]
pub struct Failure(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Convex(ConvexError),
    Function(String),
    Http(u16, String),
    Network(String),
}

impl Failure {
    /// As a function that throws a `ConvexError` with this data.
    #[must_use]
    pub fn convex(data: impl Into<Value>) -> Self {
        Self(Kind::Convex(ConvexError { message: "Server Error".to_owned(), data: data.into() }))
    }

    /// As a function that throws another error.
    #[must_use]
    pub fn function(message: impl Into<String>) -> Self {
        Self(Kind::Function(message.into()))
    }

    /// As a deployment that refuses the call, with a status and a code such as `ExpiredInQueue`.
    #[must_use]
    pub fn http(status: u16, code: impl Into<String>) -> Self {
        Self(Kind::Http(status, code.into()))
    }

    /// As a request that gets no reply.
    #[must_use]
    pub fn network(message: impl Into<String>) -> Self {
        Self(Kind::Network(message.into()))
    }
}

impl FakeTransport {
    /// Makes a transport whose deployment has no functions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers the calls of a function, in place of one that was given before. It is told the arguments, and returns
    /// anything that serde serializes.
    #[must_use]
    pub fn on<T: Serialize>(self, path: &str, function: impl Fn(&Value) -> Result<T, Failure> + 'static) -> Self {
        let function = move |args: &Value| {
            to_value(&function(args)?).map_err(|error| Failure::function(format!("the test returned: {error}")))
        };
        self.0.functions.borrow_mut().insert(path.to_owned(), Rc::new(function));
        self
    }

    /// Returns the calls so far, in the order in which they were sent.
    #[must_use]
    pub fn calls(&self) -> Vec<FakeCall> {
        self.0.calls.borrow().clone()
    }

    fn answer(&self, request: &Request) -> Result<Response, TransportError> {
        let endpoint = request.url.rsplit('/').next().unwrap_or_default().to_owned();
        if endpoint == "query_ts" {
            return Ok(Response::new(200, r#"{"ts":"AAAAAAAAAAA="}"#));
        }
        let mut body = parse_bytes(request.body.as_bytes()).map_err(TransportError::new)?;
        let answered = match body.take("queries") {
            Some(Json::Array(queries)) => {
                let queries = queries.into_iter().map(|query| self.run("query", query, &request.headers));
                let results: Result<Vec<_>, _> = queries.collect();
                results.map(|results| format!("{{\"results\":[{}]}}", results.join(",")))
            }
            _ => self.run(&endpoint, body, &request.headers),
        };
        match answered {
            Ok(body) => Ok(Response::new(200, body)),
            Err(Kind::Http(status, code)) => {
                let body = Value::from([("code", Value::from(&code)), ("message", Value::from(code))]);
                Ok(Response::new(status, body.to_wire_json().unwrap_or_default()))
            }
            Err(Kind::Network(message)) => Err(TransportError::new(message)),
            Err(kind @ (Kind::Convex(_) | Kind::Function(_))) => Err(TransportError::new(format!("{kind:?}"))),
        }
    }

    /// Runs one function, and returns its envelope.
    fn run(&self, endpoint: &str, mut body: Json, headers: &[(String, String)]) -> Result<String, Kind> {
        let path = body.take("path").and_then(Json::into_text).unwrap_or_default();
        let args = match body.take("args") {
            Some(Json::Array(args)) => args.into_iter().next(),
            args => args,
        };
        let args = decode(args.unwrap_or(Json::Null)).map_err(|error| Kind::Function(error.to_string()))?;
        let (endpoint, headers) = (endpoint.to_owned(), headers.to_vec());
        self.0.calls.borrow_mut().push(FakeCall { endpoint, path: path.clone(), args: args.clone(), headers });
        let function = self.0.functions.borrow().get(&path).map(Rc::clone);
        let missing = || Failure::function(format!("Could not find public function for '{path}'."));
        let envelope = match function.ok_or_else(missing).and_then(|function| function(&args)) {
            Ok(value) => Value::from([("status", "success".into()), ("value", value)]).to_wire_json(),
            Err(Failure(Kind::Convex(ConvexError { message, data }))) => {
                Value::from([("status", "error".into()), ("errorMessage", message.into()), ("errorData", data)])
                    .to_wire_json()
            }
            Err(Failure(Kind::Function(message))) => {
                Value::from([("status", "error".into()), ("errorMessage", message.into())]).to_wire_json()
            }
            Err(Failure(kind)) => return Err(kind),
        };
        envelope.map_err(|error| Kind::Network(format!("the test returned: {error}")))
    }
}

impl Transport for FakeTransport {
    fn send(&self, request: Request) -> Sending {
        Box::pin(ready(self.answer(&request)))
    }
}

impl FakeCall {
    /// Returns a header, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }
}

impl fmt::Debug for FakeCall {
    /// Leaves the headers out, as they have the credentials.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self { endpoint, path, args, .. } = self;
        let mut printed = formatter.debug_struct("FakeCall");
        printed.field("endpoint", endpoint).field("path", path).field("args", args).finish_non_exhaustive()
    }
}

impl fmt::Debug for FakeTransport {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FakeTransport").field("calls", &self.0.calls.borrow()).finish_non_exhaustive()
    }
}
