//! A client's token fetcher. A token is the number of its version; 0 is none.
use convex_http_client_core::token::{self, Known, Need};

use crate::random::Random;

/// A fetch whose result has not come.
#[derive(Debug, Clone, Copy)]
struct Fetch {
    number: u32,
    asked: Need,
}

/// What the fetch of a token brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Brought {
    /// A token, or none where somebody is not signed in.
    Token,
    /// An error of the fetcher's.
    Error,
}

pub(crate) struct Tokens {
    /// The one that is used, and until when.
    held: u32,
    until: f64,
    fetch: Option<Fetch>,
    /// The last fetch that nobody waits for any more.
    given_up: Option<Fetch>,
    /// How many fetches have begun, and the last whose result has come.
    begun: u32,
    came: u32,
    /// The last version that was made.
    made: u32,
    /// Whether the last fetch was to bring a new token and failed.
    has_failed: bool,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        Self { held: 0, until: f64::NAN, fetch: None, given_up: None, begun: 0, came: 0, made: 0, has_failed: false }
    }

    /// Returns the one that is used.
    pub(crate) fn held(&self) -> u32 {
        self.held
    }

    /// Returns the last version that was made.
    pub(crate) fn made(&self) -> u32 {
        self.made
    }

    pub(crate) fn is_fetching(&self) -> bool {
        self.fetch.is_some()
    }

    /// Returns the token that a call sends; none where it has to wait. `sent` is the one that it has sent before, which
    /// may have been refused.
    pub(crate) fn get(&mut self, sent: u32, is_refused: bool, now: f64) -> Option<u32> {
        let is_sent = self.held == sent;
        let known = Known { until: self.until, is_fetching: self.is_fetching(), is_refused, is_sent };
        let need = token::need(known, now);
        let is_valid = self.held != 0 && now < self.until;
        match need {
            Need::Nothing => {
                assert!(is_valid && !(is_refused && is_sent), "a token is sent that is of no use");
                return Some(self.held);
            }
            Need::Wait => assert!(self.is_fetching(), "it waits for nothing"),
            Need::Any | Need::New => {
                assert!(!self.is_fetching(), "two tokens are fetched at once");
                assert!(!is_valid || (is_refused && is_sent), "a token is fetched although there is one");
                let is_expired = self.held != 0 && !is_valid;
                assert_eq!(need == Need::New, is_refused || is_expired || self.has_failed, "{known:?} at {now}");
                self.begun += 1;
                self.fetch = Some(Fetch { number: self.begun, asked: need });
            }
        }
        None
    }

    /// Gives up the fetch that nobody waits for any more. Its result may still come.
    pub(crate) fn give_up(&mut self) {
        self.given_up = self.fetch.take();
    }

    /// Ends the fetch that calls wait for.
    pub(crate) fn bring(&mut self, now: f64, random: &mut Random) -> Brought {
        let fetch = self.fetch.take();
        fetch.map_or(Brought::Error, |fetch| self.end(fetch, now, random))
    }

    /// Ends the fetch that was given up: its result counts only if nothing newer has come.
    pub(crate) fn bring_late(&mut self, now: f64, random: &mut Random) {
        if let Some(fetch) = self.given_up.take()
            && fetch.number > self.came
        {
            self.end(fetch, now, random);
        }
    }

    fn end(&mut self, fetch: Fetch, now: f64, random: &mut Random) -> Brought {
        self.came = fetch.number;
        self.has_failed = false;
        if random.one_in(8) {
            self.until = token::until_after_failure(fetch.asked);
            self.has_failed = fetch.asked == Need::New;
            self.held = 0;
            return Brought::Error;
        }
        // A fetcher may keep a token, unless it is asked for a new one.
        if fetch.asked == Need::New || self.made == 0 || random.one_in(2) {
            self.made += 1;
        }
        self.held = self.made;
        let expires = now + f64::from(random.below(4000));
        self.until = token::refresh_at(expires / 1000.0, f64::NAN, now);
        if random.one_in(8) {
            // Nobody is signed in.
            (self.held, self.until) = (0, f64::NAN);
        }
        Brought::Token
    }
}
