//! Queries that are run together.
use std::rc::Rc;

use serde::Serialize;

use super::call::{self, Call};
use super::client::{Inner, args_value};
use super::drive::Failure;
use super::error::{ErrorKind, FunctionResult};
use super::options::CallOptions;
use super::value::ValueError;
use super::{drive, reply};
use convex_http_client_core::Kind;
use convex_http_client_core::batch::{self, Fit};

/// A query of a batch.
#[derive(Clone, Debug)]
pub struct BatchQuery {
    path: String,
    body: Result<String, ValueError>,
}

impl BatchQuery {
    /// Makes a query of a batch, as [`Client::query`](crate::Client::query) makes one of its own.
    #[must_use]
    pub fn new(path: &str, args: &(impl Serialize + ?Sized)) -> Self {
        let body = args_value(path, args).and_then(|args| call::body(Kind::Query, path, &args));
        Self { path: path.to_owned(), body }
    }
}

pub(crate) fn call(client: &Rc<Inner>, queries: impl IntoIterator<Item = BatchQuery>) -> Call<Vec<FunctionResult>> {
    let mut paths = Vec::new();
    let mut bodies = Vec::new();
    let mut failure = None;
    for (index, query) in queries.into_iter().enumerate() {
        match query.body {
            Ok(body) => bodies.push(body),
            Err(error) => failure = failure.or(Some(error.in_item(index))),
        }
        paths.push(query.path);
    }
    let body = format!("{{\"queries\":[{}]}}", bodies.join(","));
    let fit = batch::fit(paths.len(), body.len());
    let body = match (failure, fit) {
        (None, Fit::Empty) => return Call::known(Vec::new()),
        (None, Fit::Sent) => Ok(body),
        (None, Fit::TooLong) => Err(ValueError::new(format!(
            "the batch takes {} bytes, and the server takes no more than {}: split it",
            body.len(),
            batch::MAX_BODY
        ))),
        (Some(error), _) => Err(error),
    };
    Call::new(
        drive::Call {
            client: Rc::clone(client),
            kind: Kind::Batch,
            path: paths.join(", "),
            body: body.map_err(ErrorKind::Args),
            options: CallOptions::new(&client.config, Kind::Batch),
            timestamp: None,
        },
        move |call, body| read(call, &paths, body),
    )
}

fn read(call: &drive::Call, paths: &[String], body: &[u8]) -> Result<Vec<FunctionResult>, Failure> {
    let replies = reply::read_batch(body)?;
    if replies.len() != paths.len() {
        return Err(ErrorKind::Protocol(format!("{} results of {} queries", replies.len(), paths.len())).into());
    }
    let results = replies.into_iter().zip(paths).map(|(reply, path)| {
        call.client.config.logger.print(Kind::Query, path, &reply.log_lines);
        reply.result
    });
    results.collect()
}
