//! Who watches a client's requests.
use std::rc::Rc;
use std::time::Duration;

use super::error::Error;
use convex_http_client_core::Kind;

/// A request that is about to be sent.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RequestEvent<'a> {
    /// The id that the request has as `Convex-Request-Id`, by which it is found in the deployment's logs. Queries have
    /// none unless a header of theirs says so.
    pub request_id: Option<&'a str>,
    /// The function's path; those of a batch, with commas between them.
    pub function_path: &'a str,
    /// What the call runs.
    pub kind: Kind,
    /// Which of the call's requests this is, from 1.
    pub attempt: u32,
}

/// A response that was read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ResponseEvent<'a> {
    /// Its request.
    pub request: RequestEvent<'a>,
    /// The HTTP status.
    pub status: u16,
    /// The time from the request to the end of the response.
    pub duration: Duration,
}

/// A call that is about to be sent again.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RetryEvent<'a> {
    /// The request that failed.
    pub request: RequestEvent<'a>,
    /// Why it failed.
    pub error: &'a Error,
    /// The time until the next request.
    pub delay: Duration,
}

/// What is told of requests, responses and repetitions.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) request: Option<Rc<OnRequest>>,
    pub(crate) response: Option<Rc<OnResponse>>,
    pub(crate) retry: Option<Rc<OnRetry>>,
}

type OnRequest = dyn Fn(RequestEvent<'_>);
type OnResponse = dyn Fn(ResponseEvent<'_>);
type OnRetry = dyn Fn(RetryEvent<'_>);

impl Hooks {
    /// Tells whether somebody watches.
    pub(crate) fn are_set(&self) -> bool {
        self.request.is_some() || self.response.is_some() || self.retry.is_some()
    }
}
