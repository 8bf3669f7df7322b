//! The life of a call: its turn, its token, its attempts, its end.
//!
//! The one invariant: **a call that may have run is never sent again**, unless running it twice does no harm: it has no
//! effects, or its caller says that it is idempotent.
//!
//! ```text
//! Queue ─→ Token ─→ Request ─→ Reply ─→ Over
//!            ↑                   │
//!            ├── 401, once ──────┤
//!            └── Wait ←── Ask ←──┘ may pass, and the limit is not reached
//! ```
//!
//! Whoever drives a call does what [`Call::step`] says and tells how that ended: by [`Call::done`] or [`Call::fail`].
//! Whatever ends a call first counts; of what comes later it takes no notice. A call is one number: the npm package
//! keeps it where JavaScript's garbage collector sees it, the Rust crate in its future.
use crate::kind::Kind;
use crate::numbered::numbered;
use crate::retry::{self, Code, Verdict};

numbered! {
    /// What is to be done with a call now.
    pub enum Step, else Over {
        /// Wait until those before it in the queue have ended.
        Queue = 0,
        /// Get a token: a new one where the last one was refused.
        Token = 1,
        /// Make the request, and show it to whoever wants to see it. Nothing is in flight yet.
        Request = 2,
        /// Send it, and read the reply. Until the whole reply is there, nobody knows whether the call has run.
        Reply = 3,
        /// Ask whoever has a say whether to send it again.
        Ask = 4,
        /// Let time pass.
        Wait = 5,
        /// Nothing, ever again.
        Over = 6,
    }
}

numbered! {
    /// Why a call failed.
    pub enum Cause, else Args {
        /// The function did.
        Function = 0,
        /// The reply's status is none that a function's reply has.
        Http = 1,
        /// No whole reply came.
        Network = 2,
        /// The reply is none that a deployment gives.
        Protocol = 3,
        /// The call took too long.
        Timeout = 4,
        /// The caller stopped it. In Rust, by dropping its future.
        Aborted = 5,
        /// The function ran to its end, and its value cannot be read.
        Value = 6,
        /// Its arguments cannot be sent, or something of the caller's failed: a token fetcher, a hook.
        Args = 7,
    }
}

numbered! {
    /// What became of a call's effects, as far as is known. From the best to the worst.
    pub enum Outcome, else Unknown {
        /// There are none: it did not run, or was rolled back, or has none.
        NotCommitted = 0,
        /// They are there.
        Committed = 1,
        /// Nobody can tell.
        Unknown = 2,
    }
}

impl Cause {
    /// Returns the name that errors give to the cause.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Http => "http",
            Self::Network => "network",
            Self::Protocol | Self::Value => "protocol",
            Self::Timeout => "timeout",
            Self::Aborted => "aborted",
            Self::Args => "args",
        }
    }
}

impl Outcome {
    /// Returns the name that errors give to the outcome.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotCommitted => "not-committed",
            Self::Committed => "committed",
            Self::Unknown => "unknown",
        }
    }

    /// Returns what is to be said where one error stands for two calls: the worse of both.
    #[must_use]
    pub const fn or_worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Committed, _) | (_, Self::Committed) => Self::Committed,
            (Self::NotCommitted, Self::NotCommitted) => Self::NotCommitted,
        }
    }
}

/// A call, as the bits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call(u32);

impl Call {
    /// The bits of the step.
    pub const STEP_MASK: u32 = 0b111;
    /// Where the bits of the kind begin.
    pub const KIND_SHIFT: u32 = 3;
    /// Whether a token that is refused can be replaced.
    pub const RENEWABLE: u32 = 1 << 6;
    /// Whether the token that was sent last was refused, and there is no other yet.
    pub const REFUSED: u32 = 1 << 7;
    /// Whether a token was replaced for that, which is done once.
    pub const RENEWED: u32 = 1 << 8;
    /// Whether the last failure may pass, so that sending the call again is safe and may succeed.
    pub const RETRYABLE: u32 = 1 << 9;
    /// Where the bits of the outcome begin.
    pub const OUTCOME_SHIFT: u32 = 10;
    /// Where the bits of the cause begin.
    pub const CAUSE_SHIFT: u32 = 12;
    /// Whether its caller says that running it twice is the same as once.
    pub const IDEMPOTENT: u32 = 1 << 15;
    /// Where the number of attempts begins, which takes the rest.
    pub const ATTEMPTS_SHIFT: u32 = 16;

    /// Makes a call that waits for its turn.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self((kind as u32) << Self::KIND_SHIFT)
    }

    /// Returns the call of a number that [`Call::bits`] gave.
    #[must_use]
    pub const fn of(bits: u32) -> Self {
        Self(bits)
    }

    /// Returns the call as a number.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Says whether a token that is refused can be replaced: when the call's turn has come, as its credentials are taken
    /// then.
    #[must_use]
    pub const fn renewable(self, is_renewable: bool) -> Self {
        self.with(Self::RENEWABLE, is_renewable)
    }

    /// Says whether running the call twice is the same as running it once, by the function's nature or because the
    /// deployment knows its id: see [`idempotency`](crate::idempotency). That is the caller's word.
    #[must_use]
    pub const fn idempotent(self, is_idempotent: bool) -> Self {
        self.with(Self::IDEMPOTENT, is_idempotent)
    }

    /// Returns what is to be done.
    #[must_use]
    pub const fn step(self) -> Step {
        Step::of((self.0 & Self::STEP_MASK) as u8)
    }

    /// Returns the kind.
    #[must_use]
    pub const fn kind(self) -> Kind {
        Kind::of((self.0 >> Self::KIND_SHIFT & 0b111) as u8)
    }

    /// Returns how often it has been sent, up to 65,535.
    #[must_use]
    pub const fn attempts(self) -> u32 {
        self.0 >> Self::ATTEMPTS_SHIFT
    }

    /// Returns how many attempts count against the limit: all but the resend with a new token, before which nothing ran.
    /// At [`Step::Ask`] and [`Step::Wait`] it is the number of the repetition that comes next, from 1.
    #[must_use]
    pub const fn repetitions(self) -> u32 {
        self.attempts().saturating_sub(if self.has(Self::RENEWED) { 1 } else { 0 })
    }

    /// Tells whether the token that was sent last was refused, and there is no other yet.
    #[must_use]
    pub const fn is_refused(self) -> bool {
        self.has(Self::REFUSED)
    }

    /// Tells whether sending it again is safe, and may succeed.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        self.has(Self::RETRYABLE)
    }

    /// Returns what became of the effects of a call that failed.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        Outcome::of((self.0 >> Self::OUTCOME_SHIFT & 0b11) as u8)
    }

    /// Returns why it failed last.
    #[must_use]
    pub const fn cause(self) -> Cause {
        Cause::of((self.0 >> Self::CAUSE_SHIFT & 0b111) as u8)
    }

    /// Returns the call after its step was done.
    #[must_use]
    pub const fn done(self) -> Self {
        match self.step() {
            Step::Queue | Step::Wait => self.at(Step::Token),
            Step::Token => self.with(Self::REFUSED, false).at(Step::Request),
            Step::Request => self.counted().at(Step::Reply),
            Step::Ask => self.at(Step::Wait),
            Step::Reply | Step::Over => self.at(Step::Over),
        }
    }

    /// Returns the call after its step failed, or after it was stopped.
    ///
    /// `status` and `code` are those of a reply that is not a function's, for [`Cause::Http`]; otherwise 0 and empty. The
    /// status is 0 too where it is hidden.
    /// `limit` is how many repetitions it may have; NaN allows none.
    #[must_use]
    pub fn fail(self, cause: Cause, status: u16, code: impl Into<Code>, limit: f64) -> Self {
        if self.step() == Step::Over {
            return self;
        }
        let is_sent = self.step() == Step::Reply;
        let is_idempotent = self.has(Self::IDEMPOTENT);
        let Verdict { retryable, unknown } = retry::judge(self.kind(), is_idempotent, status, code);
        let retryable = match cause {
            Cause::Network => retryable,
            // A page's fetch options, such as a mode, hide the status: they would the next time, too.
            Cause::Http => retryable && status != 0,
            // What cannot be read may be a part of a reply.
            Cause::Protocol => is_idempotent,
            // What was not sent did not run.
            Cause::Timeout => retryable || !is_sent,
            _ => false,
        };
        let is_rolled_back = cause == Cause::Function && self.kind().is_transaction();
        let outcome = if cause == Cause::Value && unknown {
            Outcome::Committed
        } else if !is_sent || !unknown || is_rolled_back {
            // An earlier attempt may have run, or may still be on its way.
            self.outcome()
        } else {
            Outcome::Unknown
        };
        let failed = self.with(Self::RETRYABLE, retryable).because(cause, outcome);
        // The server says that nothing ran: once more, with a token that it may take.
        if cause == Cause::Http && status == 401 && self.has(Self::RENEWABLE) && !self.has(Self::RENEWED) {
            return failed.with(Self::REFUSED | Self::RENEWED, true).at(Step::Token);
        }
        let is_stopped = matches!(cause, Cause::Timeout | Cause::Aborted);
        let is_repeated = retryable && !is_stopped && f64::from(self.repetitions()) <= limit;
        failed.at(if is_repeated { Step::Ask } else { Step::Over })
    }

    /// Returns the call after whoever was asked at [`Step::Ask`] did not want it sent again. Why it failed stays as it
    /// was, and so does that sending it again would be safe.
    #[must_use]
    pub const fn give_up(self) -> Self {
        self.at(Step::Over)
    }

    const fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }

    const fn at(self, step: Step) -> Self {
        Self(self.0 & !Self::STEP_MASK | step as u32)
    }

    const fn with(self, flags: u32, value: bool) -> Self {
        Self(self.0 & !flags | if value { flags } else { 0 })
    }

    const fn because(self, cause: Cause, outcome: Outcome) -> Self {
        let mask = 0b111 << Self::CAUSE_SHIFT | 0b11 << Self::OUTCOME_SHIFT;
        let bits = (cause as u32) << Self::CAUSE_SHIFT | (outcome as u32) << Self::OUTCOME_SHIFT;
        Self(self.0 & !mask | bits)
    }

    /// Counts an attempt, up to as many as there is room for.
    const fn counted(self) -> Self {
        match self.0.checked_add(1 << Self::ATTEMPTS_SHIFT) {
            Some(bits) => Self(bits),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::{Call, Cause, Outcome, Step};
    use crate::kind::Kind;

    /// A call that has just been sent.
    fn sent(kind: Kind) -> Call {
        Call::new(kind).done().done().done()
    }

    #[test]
    fn counts_what_was_sent_and_nothing_else() {
        let call = Call::new(Kind::Query).done().done();
        assert_eq!((call.step(), call.attempts()), (Step::Request, 0));
        // A hook failed.
        assert_eq!(call.fail(Cause::Args, 0, "", 9.0).attempts(), 0);
        assert_eq!(call.done().attempts(), 1);
    }

    #[test]
    fn counts_attempts_up_to_as_many_as_there_is_room_for() {
        let mut call = Call::new(Kind::Query).done();
        for attempt in 1..100_000 {
            call = call.done().done();
            assert_eq!((call.step(), call.attempts()), (Step::Reply, attempt.min((1 << 16) - 1)));
            call = call.fail(Cause::Network, 0, "", f64::INFINITY).done().done();
            assert_eq!((call.step(), call.kind()), (Step::Token, Kind::Query));
        }
    }

    #[test]
    fn does_not_send_again_what_had_a_reply_without_a_status() {
        let hidden = sent(Kind::Query).fail(Cause::Http, 0, "", 9.0);
        assert_eq!((hidden.step(), hidden.is_retryable()), (Step::Over, false));
        let lost = sent(Kind::Query).fail(Cause::Network, 0, "", 9.0);
        assert_eq!((lost.step(), lost.is_retryable()), (Step::Ask, true));
    }

    #[test]
    fn never_sends_a_mutation_again_that_may_have_committed() {
        for (status, code) in [(503, ""), (503, "Overloaded"), (500, "ExpiredInQueue"), (502, ""), (524, "")] {
            let call = sent(Kind::Mutation).fail(Cause::Http, status, code, 9.0);
            assert_eq!((call.step(), call.outcome()), (Step::Over, Outcome::Unknown), "{status} {code}");
        }
        let call = sent(Kind::Mutation).fail(Cause::Http, 503, "ExpiredInQueue", 9.0);
        assert_eq!((call.step(), call.outcome()), (Step::Ask, Outcome::NotCommitted));
    }

    #[test]
    fn sends_an_idempotent_call_again_although_it_may_have_run() {
        let fail = |cause, status| sent(Kind::Mutation).idempotent(true).fail(cause, status, "", 1.0);
        for (cause, status) in [(Cause::Network, 0), (Cause::Protocol, 0), (Cause::Http, 500), (Cause::Http, 504)] {
            let call = fail(cause, status);
            assert_eq!((call.step(), call.outcome(), call.is_retryable()), (Step::Ask, Outcome::Unknown, true));
        }
        // These would come again: the function has thrown, or returned; the request is refused; nobody wants it.
        for (cause, status) in [(Cause::Function, 0), (Cause::Value, 0), (Cause::Http, 400), (Cause::Aborted, 0)] {
            let call = fail(cause, status);
            assert_eq!((call.step(), call.is_retryable()), (Step::Over, false), "{cause:?} {status}");
        }
        // Its time is over, and whoever has more may use it.
        assert_eq!((fail(Cause::Timeout, 0).step(), fail(Cause::Timeout, 0).is_retryable()), (Step::Over, true));
        assert_eq!(sent(Kind::Mutation).idempotent(true).idempotent(false), sent(Kind::Mutation));
    }

    #[test]
    fn never_forgets_that_an_attempt_may_have_run() {
        let lost = sent(Kind::Mutation).idempotent(true).fail(Cause::Network, 0, "", 9.0);
        let again = lost.done().done().done().done();
        assert_eq!((again.step(), again.attempts()), (Step::Reply, 2));
        // The first request may still be on its way.
        let heard = [(Cause::Function, 0, ""), (Cause::Http, 401, ""), (Cause::Http, 503, "ExpiredInQueue")];
        for (cause, status, code) in heard {
            assert_eq!(again.fail(cause, status, code, 9.0).outcome(), Outcome::Unknown, "{cause:?} {status}");
        }
        assert_eq!(lost.fail(Cause::Timeout, 0, "", 9.0).outcome(), Outcome::Unknown);
        assert_eq!(lost.give_up().outcome(), Outcome::Unknown);
        // What came back in the end says that it ran.
        assert_eq!(again.fail(Cause::Value, 0, "", 9.0).outcome(), Outcome::Committed);
    }

    #[test]
    fn ends_with_a_401_where_nobody_has_another_token() {
        let call = Call::new(Kind::Query).renewable(false);
        assert_eq!(call, Call::new(Kind::Query));
        assert_eq!(call.renewable(true).renewable(false), call);
        let call = sent(Kind::Mutation).fail(Cause::Http, 401, "", 9.0);
        assert_eq!((call.step(), call.is_retryable(), call.outcome()), (Step::Over, false, Outcome::NotCommitted));
    }

    #[test]
    fn sends_once_more_after_a_401_and_counts_no_repetition() {
        let call = sent(Kind::Action).renewable(true).fail(Cause::Http, 401, "", 0.0);
        assert_eq!((call.step(), call.is_refused()), (Step::Token, true));
        let call = call.done().done();
        assert_eq!((call.attempts(), call.repetitions(), call.is_refused()), (2, 1, false));
        assert_eq!(call.fail(Cause::Http, 401, "", 0.0).step(), Step::Over);
    }

    #[test]
    fn repeats_as_often_as_it_may() {
        let mut call = sent(Kind::Query).fail(Cause::Network, 0, "", 2.0);
        for repetition in 1..=2 {
            assert_eq!((call.step(), call.repetitions()), (Step::Ask, repetition));
            call = call.done().done().done().done().fail(Cause::Network, 0, "", 2.0);
        }
        assert_eq!((call.step(), call.attempts(), call.is_retryable()), (Step::Over, 3, true));
        assert_eq!(sent(Kind::Query).fail(Cause::Network, 0, "", f64::NAN).step(), Step::Over);
    }

    #[test]
    fn knows_that_what_returned_has_committed_although_its_value_cannot_be_read() {
        let outcome = |kind| sent(kind).fail(Cause::Value, 0, "", 9.0).outcome();
        assert_eq!(
            [Kind::Query, Kind::Mutation, Kind::Action].map(outcome),
            [Outcome::NotCommitted, Outcome::Committed, Outcome::Committed]
        );
    }

    #[test]
    fn is_undone_where_a_transaction_fails() {
        let outcome = |kind| sent(kind).fail(Cause::Function, 0, "", 9.0).outcome();
        assert_eq!(
            [Kind::Mutation, Kind::Query, Kind::Action, Kind::Function].map(outcome),
            [Outcome::NotCommitted, Outcome::NotCommitted, Outcome::Unknown, Outcome::Unknown]
        );
    }

    #[test]
    fn may_be_made_again_when_its_time_was_over_before_it_was_sent() {
        let call = Call::new(Kind::Mutation).fail(Cause::Timeout, 0, "", 9.0);
        assert_eq!((call.step(), call.is_retryable(), call.outcome()), (Step::Over, true, Outcome::NotCommitted));
        let call = sent(Kind::Mutation).fail(Cause::Timeout, 0, "", 9.0);
        assert_eq!((call.step(), call.is_retryable(), call.outcome()), (Step::Over, false, Outcome::Unknown));
        let call = sent(Kind::Query).fail(Cause::Timeout, 0, "", 9.0);
        assert_eq!((call.step(), call.is_retryable(), call.outcome()), (Step::Over, true, Outcome::NotCommitted));
        // Whoever has stopped a call does not want it again.
        assert!(!Call::new(Kind::Mutation).fail(Cause::Aborted, 0, "", 9.0).is_retryable());
        assert!(!sent(Kind::Query).fail(Cause::Aborted, 0, "", 9.0).is_retryable());
    }

    #[test]
    fn remembers_why_it_failed_last() {
        for cause in Cause::ALL {
            assert_eq!(sent(Kind::Function).fail(*cause, 0, "", 9.0).cause(), *cause);
        }
        let call = sent(Kind::Query).fail(Cause::Http, 500, "", 9.0).fail(Cause::Timeout, 0, "", 9.0);
        assert_eq!((call.step(), call.cause()), (Step::Over, Cause::Timeout));
        // Nothing that comes after its end.
        assert_eq!(call.fail(Cause::Aborted, 0, "", 9.0).cause(), Cause::Timeout);
    }

    #[test]
    fn keeps_nothing_of_an_earlier_failure_that_proves_that_nothing_ran() {
        let marks = 0b111 << Call::CAUSE_SHIFT | Call::RETRYABLE;
        let fail = |call: Call| call.fail(Cause::Function, 0, "", 9.0);
        assert_eq!(fail(Call::of(sent(Kind::Mutation).bits() | marks)), fail(sent(Kind::Mutation)));
    }

    #[test]
    fn gives_each_bit_to_one_part() {
        let parts = [
            Call::STEP_MASK,
            0b111 << Call::KIND_SHIFT,
            Call::RENEWABLE,
            Call::REFUSED,
            Call::RENEWED,
            Call::RETRYABLE,
            0b11 << Call::OUTCOME_SHIFT,
            0b111 << Call::CAUSE_SHIFT,
            Call::IDEMPOTENT,
            u32::MAX << Call::ATTEMPTS_SHIFT,
        ];
        assert_eq!(parts.iter().map(|part| part.count_ones()).sum::<u32>(), 32);
        assert_eq!(parts.iter().fold(0, |all, part| all | part), u32::MAX);
    }

    #[test]
    fn is_the_same_behind_its_number() {
        let call = sent(Kind::Batch).fail(Cause::Http, 503, "", 9.0);
        assert_eq!(Call::of(call.bits()), call);
        assert_ne!(call.bits(), call.done().bits());
    }

    // Errors have these names for whoever reads them: contract of the npm package, `errorInfo`.
    #[test]
    fn gives_causes_and_outcomes_their_names() {
        let causes = [
            (Cause::Function, "function"),
            (Cause::Http, "http"),
            (Cause::Network, "network"),
            (Cause::Protocol, "protocol"),
            (Cause::Value, "protocol"),
            (Cause::Timeout, "timeout"),
            (Cause::Aborted, "aborted"),
            (Cause::Args, "args"),
        ];
        for (cause, name) in causes {
            assert_eq!(cause.name(), name);
        }
        assert_eq!(
            Outcome::ALL.iter().map(|outcome| outcome.name()).collect::<Vec<_>>(),
            ["not-committed", "committed", "unknown"]
        );
    }

    #[test]
    fn says_the_worse_of_two_outcomes() {
        use Outcome::{Committed, NotCommitted, Unknown};
        for (left, right, worse) in [
            (NotCommitted, NotCommitted, NotCommitted),
            (NotCommitted, Committed, Committed),
            (NotCommitted, Unknown, Unknown),
            (Committed, Committed, Committed),
            (Committed, Unknown, Unknown),
            (Unknown, Unknown, Unknown),
        ] {
            assert_eq!((left.or_worse(right), right.or_worse(left)), (worse, worse));
        }
    }
}
