//! A deployment whose ledger says what was really done.
use convex_http_client_core::Kind;

use crate::facts::{Heard, OTHERS, PROOFS, only_reads};
use crate::random::Random;
use crate::world::MOST;

/// A request, as it reaches the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request {
    /// Whose it is.
    pub(crate) caller: usize,
    /// What its caller takes the function for.
    pub(crate) kind: Kind,
    /// Whether its caller says that running it twice is the same as once.
    pub(crate) is_idempotent: bool,
    /// The version of its token; none where the client has no token fetcher.
    pub(crate) token: Option<u32>,
}

pub(crate) struct Server {
    /// The oldest version of a token that it takes.
    accepted: u32,
    /// How often each call's effects are there.
    done: [u32; MOST],
    /// The idempotent mutations that have committed, by their ids.
    known: [bool; MOST],
    /// What functions of a kind that callers do not know really are.
    unknown: Kind,
}

impl Server {
    pub(crate) fn new(random: &mut Random) -> Self {
        let unknown = random.pick(&[Kind::Query, Kind::Mutation, Kind::Action]);
        Self { accepted: 1, done: [0; MOST], known: [false; MOST], unknown }
    }

    /// Takes no token any more that is older than this version.
    pub(crate) fn accept_from(&mut self, token: u32) {
        self.accepted = token;
    }

    /// Returns how often a call's effects are there.
    pub(crate) fn done(&self, caller: usize) -> u32 {
        self.done[caller]
    }

    /// Tells whether a function changes something, whatever its caller takes it for.
    pub(crate) fn has_effects(&self, kind: Kind) -> bool {
        !only_reads(self.true_kind(kind))
    }

    /// Does what a request asks for, or a part of it, or nothing. Returns what it says to its caller; none where the
    /// function has returned.
    pub(crate) fn run(&mut self, request: Request, random: &mut Random) -> Option<Heard> {
        if request.token.is_some_and(|token| token < self.accepted) {
            return Some(Heard::Refused);
        }
        // Its result is there already.
        if self.known[request.caller] {
            return None;
        }
        let has_effects = self.has_effects(request.kind);
        let is_action = self.true_kind(request.kind) == Kind::Action;
        // What an action did before it failed stays.
        let is_left = is_action && random.one_in(2);
        let (heard, is_done) = match random.below(8) {
            0 | 1 => {
                let (status, code) = random.pick(&PROOFS);
                (Some(Heard::Reply(status, code)), is_left)
            }
            2 => (Some(Heard::Thrown), is_left),
            3 => (Some(other_reply(random)), has_effects && random.one_in(2)),
            _ => (None, has_effects),
        };
        let done = &mut self.done[request.caller];
        *done += u32::from(is_done);
        if request.is_idempotent && is_action {
            // By its nature: whatever it does, it does once.
            *done = 1.min(*done);
        } else if request.is_idempotent {
            self.known[request.caller] = is_done;
        }
        heard
    }

    fn true_kind(&self, kind: Kind) -> Kind {
        if kind == Kind::Function { self.unknown } else { kind }
    }
}

/// Draws a reply that says nothing of a mutation.
pub(crate) fn other_reply(random: &mut Random) -> Heard {
    let (status, code) = random.pick(&OTHERS);
    Heard::Reply(status, code)
}
