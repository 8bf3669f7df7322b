//! What becomes of a call: its turn, its token, its attempts, its end.
//!
//! A machine without hands. Whoever drives it does what [`Call::step`] says, and tells it how that ended: by
//! [`Call::done`] or [`Call::fail`]. It reads no clock, waits for nothing and owns nothing: a call is one number, which
//! JavaScript keeps where its garbage collector sees it (`pkg-template/call.js` knows the bits), and Rust in its future.
use crate::function::Kind;
use crate::retry::{self, Verdict};

#[cfg(test)]
mod simulation;

/// What is to be done with a call now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Wait until those before it in the queue have ended.
    Queue = 0,
    /// Get a token: a new one where the last one was refused.
    Token = 1,
    /// Make the request, and show it to whoever wants to see it.
    Request = 2,
    /// Send it, and read the reply. From here to the end of the step, what becomes of it is not known.
    Reply = 3,
    /// Nothing, ever again.
    Over = 4,
    /// Ask whoever has a say whether to send it again.
    Ask = 5,
    /// Let time pass.
    Wait = 6,
}

/// Why a step, or a call, failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The function did.
    Function = 1,
    /// A reply has another status than a function's has.
    Http = 2,
    /// No whole reply came.
    Network = 3,
    /// The reply is none that a deployment gives.
    Protocol = 4,
    /// Its arguments cannot be sent, or something of the caller's failed: a token fetcher, a hook.
    Args = 5,
    /// It took too long.
    Timeout = 6,
    /// The caller stopped it. In Rust, by dropping its future.
    #[cfg_attr(all(feature = "rust-api", not(test)), expect(dead_code, reason = "nobody is told of it"))]
    Aborted = 7,
}

/// A call, as the bits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Call(u32);

const STEP: u32 = 0b111;
const KIND: u32 = 3;
/// Whether a token that is refused can be replaced.
const RENEWABLE: u32 = 1 << 6;
/// Whether the last token was refused.
const REFUSED: u32 = 1 << 7;
/// Whether it was replaced for that once.
const RENEWED: u32 = 1 << 8;
/// Whether the last failure may pass, and whether the function may have run to its end all the same.
const RETRYABLE: u32 = 1 << 9;
const UNKNOWN: u32 = 1 << 10;
const CAUSE: u32 = 11;
/// How often it was sent stands above.
const ATTEMPT: u32 = 1 << 14;

impl Call {
    /// Returns the call of a number that this module made.
    #[cfg(not(feature = "rust-api"))]
    pub(crate) const fn of(bits: u32) -> Self {
        Self(bits)
    }

    #[cfg(any(test, not(feature = "rust-api")))]
    pub(crate) const fn bits(self) -> u32 {
        self.0
    }

    /// Returns what is to be done.
    pub(crate) const fn step(self) -> Step {
        match self.0 & STEP {
            0 => Step::Queue,
            1 => Step::Token,
            2 => Step::Request,
            3 => Step::Reply,
            5 => Step::Ask,
            6 => Step::Wait,
            _ => Step::Over,
        }
    }

    /// Returns how often it has been sent, or would have been but for the caller's hook.
    pub(crate) const fn attempts(self) -> u32 {
        self.0 / ATTEMPT
    }

    /// Returns how often it has been sent again, with the one that is asked for; not for a token that was refused.
    pub(crate) const fn repetitions(self) -> u32 {
        self.attempts().saturating_sub(if self.has(RENEWED) { 1 } else { 0 })
    }

    const fn kind(self) -> Kind {
        Kind::of((self.0 >> KIND & 0b111) as u8)
    }

    const fn has(self, flag: u32) -> bool {
        self.0 & flag != 0
    }

    const fn at(self, step: Step) -> Self {
        Self(self.0 & !STEP | step as u32)
    }

    const fn with(self, flag: u32, value: bool) -> Self {
        Self(self.0 & !flag | if value { flag } else { 0 })
    }

    /// Counts an attempt, up to as many as there is room for.
    const fn counted(self) -> Self {
        match self.0.checked_add(ATTEMPT) {
            Some(bits) => Self(bits),
            None => self,
        }
    }

    /// Returns the call after its step was done.
    pub(crate) const fn done(self) -> Self {
        match self.step() {
            Step::Queue | Step::Wait => self.at(Step::Token),
            Step::Token => self.counted().with(REFUSED, false).at(Step::Request),
            Step::Request => self.at(Step::Reply),
            Step::Ask => self.at(Step::Wait),
            Step::Reply | Step::Over => self.at(Step::Over),
        }
    }

    /// Returns the call after its step failed, or it was stopped. A reply that is no function's has a `status` and maybe
    /// a `code`. `limit` says how often it may be sent again; NaN is never.
    ///
    /// One that is over stays as it is: whatever ends it first counts.
    pub(crate) fn fail(self, cause: Cause, status: u16, code: &str, limit: f64) -> Self {
        if self.step() == Step::Over {
            return self;
        }
        let is_sent = self.step() == Step::Reply;
        let Verdict { retryable, unknown } = retry::judge(self.kind(), status, code);
        let is_stopped = matches!(cause, Cause::Timeout | Cause::Aborted);
        let retryable = match cause {
            Cause::Http | Cause::Network => retryable,
            Cause::Timeout => retryable || !is_sent,
            _ => false,
        };
        // What was not sent did not run, and a function that fails is rolled back, except for an action.
        let is_undone = !is_sent || cause == Cause::Function && self.kind() == Kind::Mutation;
        let failed = Self(self.0 & !(0b111 << CAUSE) | (cause as u32) << CAUSE)
            .with(RETRYABLE, retryable)
            .with(UNKNOWN, unknown && !is_undone);
        // The server says that nothing ran: once more, with a token that it may take.
        if status == 401 && self.has(RENEWABLE) && !self.has(RENEWED) {
            return failed.with(REFUSED | RENEWED, true).at(Step::Token);
        }
        let is_repeated = retryable && !is_stopped && f64::from(self.repetitions()) <= limit;
        failed.at(if is_repeated { Step::Ask } else { Step::Over })
    }
}

impl Cause {
    /// Returns the cause of a number.
    #[cfg(not(feature = "rust-api"))]
    pub(crate) const fn of(code: u8) -> Self {
        match code {
            1 => Self::Function,
            2 => Self::Http,
            3 => Self::Network,
            4 => Self::Protocol,
            6 => Self::Timeout,
            7 => Self::Aborted,
            _ => Self::Args,
        }
    }
}

#[cfg(any(test, feature = "rust-api"))]
impl Call {
    /// Makes a call. In JavaScript, `pkg-template/call.js` does.
    pub(crate) const fn new(kind: Kind) -> Self {
        Self((kind.code() as u32) << KIND)
    }

    /// Says whether a token that is refused can be replaced, which is known when its turn has come.
    pub(crate) const fn renewable(self, is_renewable: bool) -> Self {
        self.with(RENEWABLE, is_renewable)
    }

    /// Returns the call after whoever was asked said no.
    #[cfg(test)]
    pub(crate) const fn give_up(self) -> Self {
        self.at(Step::Over)
    }

    /// Tells whether the token that was sent was refused.
    pub(crate) const fn is_refused(self) -> bool {
        self.has(REFUSED)
    }

    /// Tells whether sending it again is safe, and may succeed.
    pub(crate) const fn is_retryable(self) -> bool {
        self.has(RETRYABLE)
    }

    /// Tells whether the function may have run to its end although the call failed.
    pub(crate) const fn is_unknown(self) -> bool {
        self.has(UNKNOWN)
    }
}

#[cfg(test)]
mod tests {
    use super::{ATTEMPT, Call, Cause, REFUSED, RENEWABLE, RENEWED, RETRYABLE, Step, UNKNOWN};
    use crate::function::Kind;

    #[test]
    fn is_what_javascript_takes_it_for() {
        let script = include_str!("../pkg-template/engine.js");
        let constants = [
            ("FUNCTION", Cause::Function as u32),
            ("HTTP", Cause::Http as u32),
            ("NETWORK", Cause::Network as u32),
            ("PROTOCOL", Cause::Protocol as u32),
            ("ARGS", Cause::Args as u32),
            ("TIMEOUT", Cause::Timeout as u32),
            ("ABORTED", Cause::Aborted as u32),
            ("TOKEN", Step::Token as u32),
            ("ASK", Step::Ask as u32),
            ("OVER", Step::Over as u32),
            ("SENT", Call::new(Kind::Query).done().done().done().bits()),
            ("RENEWABLE", RENEWABLE),
            ("REFUSED", REFUSED),
            ("RENEWED", RENEWED),
            ("RETRYABLE", RETRYABLE),
            ("UNKNOWN", UNKNOWN),
        ];
        for (name, value) in constants {
            let line = [format!("const {name} = {value};"), format!("const {name} = 0x{value:x};")];
            assert!(line.iter().any(|line| script.contains(line)), "{name} is {value}");
        }
        assert!(script.contains(&format!("state >>> {}", ATTEMPT.trailing_zeros())));
    }

    #[test]
    fn counts_attempts_up_to_as_many_as_there_is_room_for() {
        let mut call = Call::new(Kind::Query).renewable(true).done();
        for attempt in 1..300_000 {
            call = call.done();
            assert_eq!((call.step(), call.attempts()), (Step::Request, attempt.min((1 << 18) - 1)));
            call = call.done().fail(Cause::Network, 0, "", f64::INFINITY);
            assert_eq!(call.step(), Step::Ask);
            call = call.done().done();
        }
    }
}
