//! What a caller may hear of a request, and what that proves: facts of the server, and of what stands before it.
use convex_http_client_core::{Call, Cause, Kind, Outcome, Step, retry};

/// What convex-backend answers where a mutation did not commit: `crates/errors/src/lib.rs`, and where each is raised.
pub(crate) const PROOFS: [(u16, &str); 9] = [
    (429, "TooManyConcurrentRequests"),
    (429, "TooManyWrites"),
    (503, "CommitterFullError"),
    (503, "ExecuteFullError"),
    (503, "ExpiredInQueue"),
    (503, "InitialPermitTimeoutError"),
    (503, "IsolateNotClean"),
    (503, "OptimisticConcurrencyControlFailure"),
    (503, "WorkerOverloaded"),
];

/// Replies that say nothing of a mutation: the backend's, a proxy's, and codes that prove something elsewhere.
pub(crate) const OTHERS: [(u16, &str); 26] = [
    (301, ""),
    (400, "BadJsonBody"),
    (403, ""),
    (404, ""),
    (408, ""),
    (408, "ExpiredInQueue"),
    (409, "OptimisticConcurrencyControlFailure"),
    (413, ""),
    (421, ""),
    (425, ""),
    (429, ""),
    (429, "RateLimited"),
    (429, "ExpiredInQueue"),
    (500, ""),
    (500, "InternalServerError"),
    (500, "CommitterFullError"),
    (501, ""),
    (502, ""),
    (503, ""),
    (503, "ServiceUnavailable"),
    (503, "TooManyWrites"),
    (504, ""),
    (519, ""),
    (520, ""),
    (529, ""),
    (530, ""),
];

/// Tells whether what answers a query with this status may answer it otherwise soon.
fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502..=504 | 520..=529)
}

/// Tells whether a function of this kind changes nothing. One of an unknown kind may.
pub(crate) fn only_reads(kind: Kind) -> bool {
    matches!(kind, Kind::Query | Kind::Batch)
}

/// What a caller hears of a request, or what happens to it meanwhile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Heard {
    /// A 401: the token is refused before anything runs.
    Refused,
    /// A reply that is no function's, with its status and code.
    Reply(u16, &'static str),
    /// No reply, or a part of one.
    Silence,
    /// A reply that no deployment gives.
    Nonsense,
    /// The function has thrown.
    Thrown,
    /// The function has returned what cannot be read.
    Unreadable,
    /// Something of the caller's has failed: a token fetcher, a hook, an argument.
    Fault,
    /// The caller has stopped it, or its time is over.
    Stopped(Cause),
}

impl Heard {
    /// Tells whether nothing of the call was done, or all was undone.
    fn proves_nothing_is_done(self, kind: Kind) -> bool {
        match self {
            Self::Refused => true,
            Self::Reply(status, code) => kind == Kind::Mutation && PROOFS.contains(&(status, code)),
            // A transaction is rolled back. An action has no transaction, and an unknown function may be an action.
            Self::Thrown => matches!(kind, Kind::Query | Kind::Batch | Kind::Mutation),
            _ => false,
        }
    }

    /// Tells whether the same request may be sent once more and may then succeed.
    fn may_be_repeated(self, kind: Kind, is_idempotent: bool) -> bool {
        let is_harmless = only_reads(kind) || is_idempotent;
        match self {
            Self::Silence => is_harmless,
            // It may be a part of a reply.
            Self::Nonsense => is_idempotent,
            Self::Reply(status, _) if is_harmless && is_transient(status) => true,
            Self::Reply(..) => self.proves_nothing_is_done(kind),
            _ => false,
        }
    }

    /// Returns the cause, the status and the code that a call is told.
    fn failure(self) -> (Cause, u16, &'static str) {
        match self {
            Self::Refused => (Cause::Http, 401, "Unauthenticated"),
            Self::Reply(status, code) => (Cause::Http, status, code),
            Self::Silence => (Cause::Network, 0, ""),
            Self::Nonsense => (Cause::Protocol, 0, ""),
            Self::Thrown => (Cause::Function, 0, ""),
            Self::Unreadable => (Cause::Value, 0, ""),
            Self::Fault => (Cause::Args, 0, ""),
            Self::Stopped(cause) => (cause, 0, ""),
        }
    }

    /// Tells a call of it.
    pub(crate) fn tell(self, call: Call, limit: f64) -> Call {
        let (cause, status, code) = self.failure();
        call.fail(cause, status, code, limit)
    }
}

/// What has happened to a call so far, as the test counts it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Past {
    /// Whether its caller says that running it twice is the same as once.
    pub(crate) is_idempotent: bool,
    /// Whether an attempt may have run.
    pub(crate) may_have_run: bool,
    /// Whether a token fetcher can replace its token.
    pub(crate) is_renewable: bool,
    /// How often it was sent.
    pub(crate) sent: u32,
    /// How often it was sent again because something may pass, or is about to be.
    pub(crate) repeated: u32,
    /// How often it got a new token for one that was refused.
    pub(crate) renewed: u32,
}

/// Checks what a call becomes that hears something at a step.
pub(crate) fn check(before: Call, after: Call, heard: Heard, past: Past, limit: f64) {
    let (kind, is_sent) = (before.kind(), before.step() == Step::Reply);
    let may_be_repeated = is_sent && heard.may_be_repeated(kind, past.is_idempotent);
    let step = if is_sent && heard == Heard::Refused && past.is_renewable && past.renewed == 0 {
        Step::Token
    } else if may_be_repeated && f64::from(past.repeated) < limit {
        Step::Ask
    } else {
        Step::Over
    };
    assert_eq!(after.step(), step, "{heard:?} at {before:?}, {past:?}, limit {limit}");
    assert_eq!(after.cause(), heard.failure().0);
    assert!(step == Step::Over || after.is_refused() == (step == Step::Token), "{after:?}");
    let is_undone = !is_sent || only_reads(kind) || heard.proves_nothing_is_done(kind);
    let outcome = match heard {
        Heard::Unreadable if !only_reads(kind) => Outcome::Committed,
        _ if is_undone && !past.may_have_run => Outcome::NotCommitted,
        _ => Outcome::Unknown,
    };
    assert_eq!(after.outcome(), outcome, "{kind:?} hears {heard:?} at {:?}", before.step());
    // Whoever has stopped a call does not want it again. A call whose time is over may have more of it.
    let is_harmless = !is_sent || only_reads(kind) || past.is_idempotent;
    let is_retryable = may_be_repeated || (heard == Heard::Stopped(Cause::Timeout) && is_harmless);
    assert_eq!(after.is_retryable(), is_retryable, "{kind:?} hears {heard:?} at {:?}", before.step());
}

#[test]
fn the_rules_have_these_proofs_and_no_others() {
    let of = |(status, codes): (u16, &'static [&str])| codes.iter().map(move |code| (status, *code));
    let mut rules: Vec<_> = retry::PROOFS.into_iter().flat_map(of).collect();
    rules.sort_unstable();
    assert_eq!(rules, PROOFS);
}
