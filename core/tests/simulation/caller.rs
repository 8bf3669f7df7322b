//! A call that somebody waits for.
use convex_http_client_core::{Call, Cause, Kind};

use crate::facts::{Heard, Past, only_reads};
use crate::random::Random;
use crate::server::Request;

/// Whether a call has ended, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Open,
    Returned,
    Failed,
}

/// A call, and what the test knows of it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "any of them may hold beside any other")]
pub(crate) struct Caller {
    pub(crate) call: Call,
    pub(crate) kind: Kind,
    pub(crate) is_queued: bool,
    /// Whether running it twice is the same as once: by its id, or by its nature.
    pub(crate) is_idempotent: bool,
    pub(crate) has_turn: bool,
    /// Whether it has a timeout or a signal.
    pub(crate) can_stop: bool,
    pub(crate) limit: f64,
    pub(crate) end: End,
    pub(crate) past: Past,
    /// The version of the token that was sent last.
    pub(crate) token: u32,
    /// Whether it waits for the fetch of a token.
    pub(crate) is_waiting: bool,
    /// When it is sent again.
    pub(crate) wakes_at: f64,
    /// Requests that nobody waits for any more, and that may still arrive.
    pub(crate) ghosts: Vec<Request>,
}

impl Caller {
    pub(crate) fn new(random: &mut Random) -> Self {
        // Half of them are mutations.
        let kind = if random.one_in(2) { Kind::Mutation } else { random.pick(Kind::ALL) };
        let is_idempotent = !only_reads(kind) && random.one_in(2);
        Self {
            call: Call::new(kind).idempotent(is_idempotent),
            kind,
            is_idempotent,
            is_queued: kind == Kind::Mutation && !random.one_in(4),
            has_turn: false,
            can_stop: random.one_in(3),
            limit: random.pick(&[f64::NAN, 0.0, 1.0, 2.0, 3.0]),
            end: End::Open,
            past: Past { is_idempotent, ..Past::default() },
            token: 0,
            is_waiting: false,
            wakes_at: 0.0,
            ghosts: Vec::new(),
        }
    }

    /// Checks that nothing that is heard later changes how it has ended.
    pub(crate) fn check_end(&self) {
        let late = [Heard::Refused, Heard::Silence, Heard::Thrown, Heard::Fault, Heard::Stopped(Cause::Timeout)];
        assert!(late.into_iter().all(|heard| heard.tell(self.call, 9.0) == self.call));
        assert_eq!(self.call.done(), self.call);
        assert_eq!(self.call.attempts(), self.past.sent);
    }
}
