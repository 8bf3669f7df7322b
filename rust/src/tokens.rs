//! Fetching tokens and timestamps: one at a time, for all calls that wait for one.
//!
//! Who waits polls the fetch, so nothing runs that nobody waits for, and a fetch is given up with its last call.
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::future::{Future, pending, poll_fn};
use std::pin::{Pin, pin};
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use convex_http_client_core::token::{self, Known, Need};
use futures_util::future::{Either, select};

use super::auth::TokenRequest;
use super::error::ErrorKind;
use super::headers::find_fault;
use super::runtime;
use super::value::{Json, ValueError, decode_base64, parse_bytes};

/// A header with a token, or none.
pub(crate) type Fetched = Result<Option<Rc<str>>, ErrorKind>;
pub(crate) type Fetch = dyn Fn(TokenRequest) -> Fetching;
pub(crate) type Fetching = Pin<Box<dyn Future<Output = Result<Option<String>, Arc<dyn Error + Send + Sync>>>>>;

/// What a call that needs a token says of itself.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    /// Whether the server refused the token that was sent.
    pub(crate) is_refused: bool,
    /// The header that was sent.
    pub(crate) sent: Option<&'a str>,
    /// When the call ends at the latest, in milliseconds.
    pub(crate) deadline: Option<f64>,
}

/// A function that fetches tokens, and the last one that it fetched.
pub(crate) struct Fetcher {
    /// Whether it fetches timestamps, which are what they are for as long as the client lives.
    is_of_timestamps: bool,
    fetch: Rc<Fetch>,
    state: Rc<RefCell<State>>,
}

struct State {
    header: Option<Rc<str>>,
    /// The time from which the header is not used any more, in milliseconds; NaN where there is none.
    until: f64,
    /// The fetch that was begun last, for as long as somebody waits for it.
    flight: Weak<Flight>,
    /// How many were begun.
    begun: u64,
}

/// A fetch that calls wait for.
struct Flight {
    state: Weak<RefCell<State>>,
    number: u64,
    asked: Need,
    /// The time from which other calls wait for it no more, in milliseconds: what it needs may have ended with the context
    /// of the call that began it, without a word.
    until: f64,
    /// When it was begun, or the first of those before it that did not end in time, in milliseconds.
    since: f64,
    fetching: RefCell<Option<Fetching>>,
    is_polled: Cell<bool>,
    fetched: RefCell<Option<Fetched>>,
    waiting: Arc<Waiting>,
}

impl Fetcher {
    pub(crate) fn new(fetch: Rc<Fetch>) -> Self {
        let state = State { header: None, until: f64::NAN, flight: Weak::new(), begun: 0 };
        Self { is_of_timestamps: false, fetch, state: Rc::new(RefCell::new(state)) }
    }

    /// Returns one that fetches a timestamp, which is sent in place of a header.
    pub(crate) fn of_timestamps(fetch: Rc<Fetch>) -> Self {
        Self { is_of_timestamps: true, ..Self::new(fetch) }
    }

    /// Returns one that asks the same function, and knows no token yet.
    pub(crate) fn renewed(&self) -> Self {
        Self::new(Rc::clone(&self.fetch))
    }

    /// Returns the header that a call is sent with. What another call has asked for is waited for until that call must have
    /// ended; then this one asks.
    pub(crate) async fn header(&self, asking: Asking<'_>) -> Fetched {
        let mut since = None;
        loop {
            let now = runtime::now();
            let (need, flight, late) = self.state.borrow_mut().need(asking, now);
            since = late.or(since);
            let flight = match (need, flight) {
                (Need::Nothing, _) => return Ok(self.state.borrow().header.clone()),
                (Need::Wait, Some(flight)) => flight,
                (asked, _) => {
                    let flight =
                        self.begin(asked, asking.deadline.unwrap_or(now + token::PATIENCE), since.unwrap_or(now));
                    return poll_fn(|context| self.poll(&flight, context)).await;
                }
            };
            let fetched = poll_fn(|context| self.poll(&flight, context));
            match select(fetched, pin!(runtime::sleep_until(flight.until))).await {
                Either::Left((fetched, _)) => return fetched,
                // It ends now.
                Either::Right(_) if asking.deadline.is_some_and(|deadline| deadline <= runtime::now()) => {
                    return pending().await;
                }
                Either::Right(_) if runtime::now() - flight.since > token::ENDURANCE => {
                    self.state.borrow_mut().give_up(&flight);
                    return Err(stuck(if self.is_of_timestamps { NO_TIMESTAMP } else { STUCK }));
                }
                Either::Right(_) => since = Some(flight.since),
            }
        }
    }

    fn begin(&self, asked: Need, until: f64, since: f64) -> Rc<Flight> {
        let mut state = self.state.borrow_mut();
        state.begun += 1;
        let flight = Rc::new(Flight {
            state: Rc::downgrade(&self.state),
            number: state.begun,
            asked,
            until,
            since,
            fetching: RefCell::default(),
            is_polled: Cell::default(),
            fetched: RefCell::default(),
            waiting: Arc::default(),
        });
        state.flight = Rc::downgrade(&flight);
        flight
    }

    /// Polls a fetch for one of those who wait for it. What it waits for wakes all of them, and the first takes the result
    /// for the others.
    fn poll(&self, flight: &Flight, context: &Context<'_>) -> Poll<Fetched> {
        if let Some(fetched) = &*flight.fetched.borrow() {
            return Poll::Ready(fetched.clone());
        }
        if flight.is_polled.replace(true) {
            return Poll::Ready(Err(stuck(CALLS_ITSELF)));
        }
        flight.waiting.add(context.waker());
        let polled = self.poll_fetching(flight);
        flight.is_polled.set(false);
        let Poll::Ready(token) = polled else { return Poll::Pending };
        let fetched = self.keep(flight, token);
        *flight.fetched.borrow_mut() = Some(fetched.clone());
        Poll::Ready(fetched)
    }

    fn poll_fetching(&self, flight: &Flight) -> Poll<<Fetching as Future>::Output> {
        let mut fetching = flight.fetching.borrow_mut();
        let force_refresh = flight.asked == Need::New;
        let fetching = fetching.get_or_insert_with(|| (self.fetch)(TokenRequest { force_refresh }));
        let waker = Waker::from(Arc::clone(&flight.waiting));
        fetching.as_mut().poll(&mut Context::from_waker(&waker))
    }

    fn explain(&self, error: Arc<dyn Error + Send + Sync>) -> ErrorKind {
        match error.downcast_ref::<ErrorKind>() {
            Some(kind) if self.is_of_timestamps => kind.clone(),
            _ => ErrorKind::Auth(error),
        }
    }

    /// Keeps what was fetched. What comes late counts only if nothing newer was asked for.
    fn keep(&self, flight: &Flight, fetched: <Fetching as Future>::Output) -> Fetched {
        let token = fetched.map_err(|error| self.explain(error)).map(|token| token.filter(|token| !token.is_empty()));
        let header = token.and_then(|token| match token.as_deref() {
            Some(timestamp) if self.is_of_timestamps => Ok(Some(timestamp.into())),
            token => token.map(make_header).transpose(),
        });
        let until = match &header {
            Ok(Some(_)) if self.is_of_timestamps => f64::INFINITY,
            Ok(Some(header)) => refresh_at(header),
            Ok(None) => f64::NAN,
            Err(_) => token::until_after_failure(flight.asked),
        };
        let mut state = self.state.borrow_mut();
        if flight.number == state.begun {
            state.header = header.as_ref().ok().cloned().flatten();
            state.until = until;
        }
        header
    }
}

impl State {
    /// Lets the next call ask anew: for a new token, if that is what was asked for.
    fn give_up(&mut self, flight: &Flight) {
        if flight.number == self.begun {
            self.flight = Weak::new();
            self.until = token::until_after_failure(flight.asked);
        }
    }

    /// Returns what a call needs, what it may wait for, and since when others have asked in vain.
    fn need(&mut self, asking: Asking<'_>, now: f64) -> (Need, Option<Rc<Flight>>, Option<f64>) {
        let flight = self.flight.upgrade().filter(|flight| flight.fetched.borrow().is_none());
        let (flight, late) = match flight {
            Some(late) if now >= late.until => {
                self.give_up(&late);
                (None, Some(late.since))
            }
            flight => (flight, None),
        };
        let known = Known {
            until: self.until,
            is_fetching: flight.is_some(),
            is_refused: asking.is_refused,
            is_sent: self.header.as_deref() == asking.sent,
        };
        (token::need(known, now), flight, late)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        // Nobody waits for it any more.
        if self.fetched.borrow().is_none()
            && let Some(state) = self.state.upgrade()
            && let Ok(mut state) = state.try_borrow_mut()
        {
            state.give_up(self);
        }
    }
}

const CALLS_ITSELF: &str = "the token fetcher calls the client that waits for its token: use one without credentials";
const NO_TIMESTAMP: &str = "no timestamp came, though it was asked for again";
const STUCK: &str = "no token came, though it was asked for again: where the token fetcher calls the client that waits for \
                     its token, use one without credentials";

fn stuck(message: &str) -> ErrorKind {
    ErrorKind::Auth(Box::<dyn Error + Send + Sync>::from(message).into())
}

/// Returns the header of a token, or why it cannot be sent.
pub(crate) fn make_header(token: &str) -> Result<Rc<str>, ErrorKind> {
    match find_fault(token) {
        Some(fault) => Err(ErrorKind::Args(ValueError::new(format!("the token cannot be sent: it has {fault}")))),
        None => Ok(format!("Bearer {token}").into()),
    }
}

/// Returns the time from which a header whose token has just been received is not used any more.
fn refresh_at(header: &str) -> f64 {
    let (exp, iat) = read_claims(header).unwrap_or((f64::NAN, f64::NAN));
    token::refresh_at(exp, iat, runtime::now())
}

/// Returns when a token ends and when it was issued, in seconds; NaN where it does not say. Whatever stands before the
/// first dot does not matter.
fn read_claims(token: &str) -> Option<(f64, f64)> {
    let payload = token.split('.').nth(1)?;
    let payload = format!("{payload}{}", "=".repeat(payload.len().next_multiple_of(4) - payload.len()));
    let mut claims = parse_bytes(&decode_base64(&payload).ok()?).ok()?;
    let mut time = |name| claims.take(name).map_or(f64::NAN, read_time);
    Some((time("exp"), time("iat")))
}

/// Reads a number, which some issuers write as a string; NaN where it is something else.
fn read_time(claim: Json) -> f64 {
    match claim {
        Json::Number(number) => number,
        Json::String(text) => match parse_bytes(text.trim().as_bytes()) {
            Ok(Json::Number(number)) if number.is_finite() => number,
            _ => f64::NAN,
        },
        _ => f64::NAN,
    }
}

/// Those who wait for a fetch. It wakes all of them, so that it matters to none whether another one is still there.
#[derive(Default)]
struct Waiting(Mutex<Vec<Waker>>);

impl Waiting {
    fn add(&self, waker: &Waker) {
        let mut wakers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Not under the lock: whoever is woken may add itself at once.
        let wakers = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        wakers.into_iter().for_each(Waker::wake);
    }
}

#[cfg(test)]
mod tests {
    use super::read_claims;

    #[test]
    fn reads_the_claims_of_a_token() {
        // {"exp":1700000000,"iat":1600000000.5}, the same as strings, and {"sub":"ada?>"}, in the URL-safe alphabet.
        let times = Some((1_700_000_000.0, 1_600_000_000.5));
        assert_eq!(read_claims("x.eyJleHAiOjE3MDAwMDAwMDAsImlhdCI6MTYwMDAwMDAwMC41fQ.x"), times);
        assert_eq!(read_claims("x.eyJleHAiOiIxNzAwMDAwMDAwIiwiaWF0IjoiMTYwMDAwMDAwMC41In0.x"), times);
        let (exp, iat) = read_claims("x.eyJzdWIiOiJhZGE_PiJ9.x").unwrap();
        assert!(exp.is_nan() && iat.is_nan());
        for token in ["", "opaque", "a.b.c", "x.e30", "x..x"] {
            let claims = read_claims(token);
            assert!(claims.is_none_or(|(exp, iat)| exp.is_nan() && iat.is_nan()), "{token}");
        }
    }
}
