//! What the network and the server do, with a ledger of what was really done.
use std::rc::Rc;

use convex_http_client_core::Cause;
use serde_json::{Value, json};

use super::caller::Caller;
use super::identity::{Fetchers, Identity};
use super::options::Method;
use super::random::Random;
use crate::TransportError;
use crate::runtime::{self as world, Response, Sent};

/// Replies that prove that a mutation did not commit.
const PROOFS: [(u16, &str); 4] = [
    (503, "ExpiredInQueue"),
    (503, "OptimisticConcurrencyControlFailure"),
    (429, "TooManyWrites"),
    (429, "TooManyConcurrentRequests"),
];
/// Replies that prove nothing.
const OPEN: [(u16, &str); 7] = [
    (500, "InternalServerError"),
    (502, ""),
    (503, "Other"),
    (504, ""),
    (429, "RateLimited"),
    (400, "Bad"),
    (409, "OptimisticConcurrencyControlFailure"),
];
/// Bodies that are no envelope.
const GARBLED: [&str; 4] = ["<html>", "", r#"{"status":"later"}"#, "{}"];
/// What functions fail with: with all that belongs to it, and without a message.
const FAILED: [&str; 3] = [
    r#"{"status":"error","errorMessage":"m"}"#,
    r#"{"status":"error","errorMessage":"m","errorData":{"a":null}}"#,
    r#"{"status":"error"}"#,
];
const RETURNED: &str = r#"{"status":"success","value":null}"#;
/// Values that nobody can read.
const UNREADABLE: [&str; 2] = [
    r#"{"status":"success","value":{"$integer":"AQ=="}}"#,
    r#"{"status":"success","value":[{"$float":"AAAAAAAA8D8="}]}"#,
];

/// What a request is answered with.
struct Answer {
    status: u16,
    body: String,
    retry_after: Option<u64>,
}

impl Answer {
    fn new(status: u16, body: &str) -> Self {
        Self { status, body: body.to_owned(), retry_after: None }
    }

    /// A reply that is no function's, which may ask to wait.
    fn failure((status, code): (u16, &str), random: &mut Random) -> Self {
        let body = match random.below(4) {
            0 => json!({ "code": code }).to_string(),
            _ => json!({ "code": code, "message": "m" }).to_string(),
        };
        let retry_after = random.one_in(3).then(|| random.pick(&[0, 1, 2, 61, 86_400]));
        Self { status, body, retry_after }
    }

    fn envelope(method: Method, envelope: &str, random: &mut Random) -> Self {
        let is_failure = envelope.contains("error");
        let status = if is_failure && random.one_in(3) { 560 } else { 200 };
        match method {
            Method::Batch => Self::new(200, &format!("{{\"results\":[{envelope}]}}")),
            _ => Self::new(status, envelope),
        }
    }
}

/// Answers a request, or has it fail, says in the ledger what was done, and returns what happened.
pub(super) fn answer(
    sent: &Sent,
    id: usize,
    caller: &mut Caller,
    order: &mut Vec<usize>,
    fetchers: &mut Fetchers,
    random: &mut Random,
) -> Value {
    // What was done although nobody hears of it.
    let maybe = caller.method.is_write() && random.one_in(2);
    if caller.identity != Some(Identity::Nobody) && random.one_in(6) {
        caller.refused += 1;
        caller.refused_header = sent.header("authorization").map(str::to_owned);
        if let Some(Identity::Fetcher(name)) = &caller.identity {
            fetchers.refuse(name);
        }
        let answer = Answer { retry_after: None, ..Answer::failure((401, "Unauthenticated"), random) };
        return send(sent, id, caller, Some(answer));
    }
    let answer = match random.below(12) {
        0 => {
            caller.apply(maybe);
            caller.ghosts += usize::from(caller.is_idempotent);
            None
        }
        1 => {
            caller.apply(maybe);
            Some(Answer::failure(random.pick(&OPEN), random))
        }
        2 | 3 => {
            caller.apply(maybe && caller.method == Method::Action);
            Some(Answer::failure(random.pick(&PROOFS), random))
        }
        4 => {
            caller.apply(maybe);
            caller.garbled = Some(Cause::Protocol);
            Some(Answer::new(200, random.pick(&GARBLED)))
        }
        5 if !caller.is_known() => {
            caller.apply(maybe && caller.method == Method::Action);
            Some(Answer::envelope(caller.method, random.pick(&FAILED), random))
        }
        number => {
            caller.apply(caller.method.is_write());
            if caller.is_queued && !caller.is_held {
                order.push(id);
            }
            caller.garbled = (number == 6).then_some(Cause::Value);
            let envelope = if number == 6 { random.pick(&UNREADABLE) } else { RETURNED };
            Some(Answer::envelope(caller.method, envelope, random))
        }
    };
    send(sent, id, caller, answer)
}

/// Hands an answer over, and notes what it means for a repetition.
fn send(sent: &Sent, id: usize, caller: &mut Caller, answer: Option<Answer>) -> Value {
    let Some(Answer { status, body, retry_after }) = answer else {
        world::reply(sent, Err(TransportError::new("network")));
        return json!({ "reply": id, "network": true });
    };
    let mut told = json!({ "reply": id, "status": status, "body": body });
    if let Some(seconds) = retry_after {
        told["retryAfter"] = seconds.to_string().into();
        #[expect(clippy::cast_precision_loss, reason = "it is a day at most")]
        let wait = (seconds * 1000) as f64;
        let is_too_long = caller.repeating.is_none_or(|repeating| repeating.is_too_long(seconds * 1000));
        caller.earliest = if is_too_long { f64::INFINITY } else { world::now() - world::BEGINNING + wait };
    }
    let retry_after = retry_after.map(|seconds| seconds.to_string());
    world::reply(sent, Ok(Response { status, retry_after, body: body.into_bytes() }));
    told
}

/// Lets what was given up arrive all the same, or not.
pub(super) fn haunt(callers: &mut [Caller], random: &mut Random) {
    for sent in world::aborted() {
        let caller = &mut callers[id_of(&sent)];
        caller.apply(caller.method.is_write() && random.one_in(2));
    }
    for caller in callers {
        while caller.ghosts > 0 && random.one_in(4) {
            caller.ghosts -= 1;
            caller.apply(random.one_in(2));
        }
    }
}

/// Returns the number of the call that a request is of.
pub(super) fn id_of(sent: &Rc<Sent>) -> usize {
    let (_, rest) = sent.body.split_once("\"id\":\"").unwrap();
    rest.split('"').next().unwrap().parse().unwrap()
}
