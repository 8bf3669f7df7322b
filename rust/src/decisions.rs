//! What both faces have decided alike, case by case: the table "One rule for both faces" of the project, as far as it
//! concerns this one. Each test plays a client's life in the world of native tests.
mod batches;
mod pages;
mod sending;
mod surface;
mod table;
mod time;
mod tokens;

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use crate::runtime::{self as world, Response, Sent};
use crate::task::Task;
use crate::{Auth, Client, ClientBuilder, Error, ErrorKind, Idempotency, Outcome, Retry, TransportError, Value};

const SECOND: Duration = Duration::from_secs(1);
const OK: &str = r#"{"status":"success","value":null}"#;

fn builder() -> ClientBuilder {
    world::reset();
    Client::builder("https://a.convex.cloud")
}

fn client() -> Client {
    builder().build().unwrap()
}

fn retry(limit: u32) -> Retry {
    Retry::new(limit).backoff(Duration::from_millis(100))
}

/// A call that has been polled, and what it ended with if it has.
type Started<T> = (Task<T>, Option<T>);

fn start<T: 'static>(call: impl Future<Output = T> + 'static) -> Started<T> {
    let mut task = Task::new(call);
    let result = go_on(&mut task);
    (task, result)
}

/// Polls a call as long as it asks for it, and returns what it ended with.
fn go_on<T>(task: &mut Task<T>) -> Option<T> {
    loop {
        while world::run_one() {}
        let result = task.poll();
        if result.is_some() || !task.is_woken() {
            return result;
        }
    }
}

/// Polls a call that is to end.
fn end<T>((mut task, result): Started<Result<T, Error>>) -> Result<T, Error> {
    result.or_else(|| go_on(&mut task)).expect("the call has ended")
}

/// Returns the request that waits for its reply, which there is one of.
fn request() -> Rc<Sent> {
    let requests = world::requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    Rc::clone(&requests[0])
}

/// Answers the request that was sent first.
fn reply(status: u16, body: &str) {
    reply_later(status, body, None);
}

fn reply_later(status: u16, body: &str, retry_after: Option<&str>) {
    let requests = world::requests();
    let retry_after = retry_after.map(str::to_owned);
    world::reply(&requests[0], Ok(Response { status, retry_after, body: body.as_bytes().to_vec() }));
}

fn refuse() {
    reply(401, r#"{"code":"Unauthenticated","message":"m"}"#);
}

/// Who calls, by what was sent.
fn callers() -> Vec<Option<String>> {
    world::sent().iter().map(|sent| sent.header("authorization").map(str::to_owned)).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with headers that may be none")]
fn bearer(token: &str) -> Option<String> {
    Some(format!("Bearer {token}"))
}

/// Whether a fetcher was asked for a new token, each time that it was asked.
type Asked = Rc<RefCell<Vec<bool>>>;

/// A fetcher that answers at once, by how often it was asked.
fn fetcher(answer: impl Fn(usize) -> Result<Option<String>, &'static str> + 'static) -> (Auth, Asked) {
    let asked = Asked::default();
    let noted = Rc::clone(&asked);
    let auth = Auth::fetcher(move |request| {
        noted.borrow_mut().push(request.force_refresh);
        let answer = answer(noted.borrow().len());
        async move { answer }
    });
    (auth, asked)
}

/// A fetcher whose answers, `t1`, `t2` and so on, wait for gates.
fn slow_fetcher() -> (Auth, Asked, Rc<RefCell<Vec<usize>>>) {
    let (asked, gates) = (Asked::default(), Rc::<RefCell<Vec<usize>>>::default());
    let (noted, shut) = (Rc::clone(&asked), Rc::clone(&gates));
    let auth = Auth::fetcher(move |request| {
        noted.borrow_mut().push(request.force_refresh);
        let (gate, opened) = world::gate();
        shut.borrow_mut().push(gate);
        let number = shut.borrow().len();
        async move {
            opened.await;
            Ok::<_, &str>(Some(format!("t{number}")))
        }
    });
    (auth, asked, gates)
}

#[expect(clippy::unnecessary_wraps, reason = "it is what fetchers return")]
fn numbered(number: usize) -> Result<Option<String>, &'static str> {
    Ok(Some(format!("t{number}")))
}

/// Checks that a call was refused before it was sent, and returns what is said of it.
fn unsent(error: &Error) -> String {
    assert!(matches!(error.kind(), ErrorKind::Args(_)), "{error:?}");
    let info = error.call().unwrap();
    assert_eq!((info.attempts, info.retryable, info.outcome), (0, false, Outcome::NotCommitted), "{error:?}");
    assert!(world::sent().is_empty());
    error.to_string()
}
