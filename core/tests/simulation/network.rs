//! What becomes of requests: a network that loses and delays them, and proxies that answer in the server's place.
use convex_http_client_core::{Cause, Step};

use crate::caller::{Caller, End};
use crate::facts::Heard;
use crate::server::{Request, other_reply};
use crate::world::World;

impl World {
    /// Lets the request of a call come back, or not.
    pub(crate) fn reply(&mut self, index: usize) {
        let heard = match self.random.below(16) {
            // It is lost on its way there.
            0 => Some(Heard::Silence),
            // It is still on its way when its connection breaks, or a proxy gives up.
            1 => {
                self.let_go(index);
                Some(if self.random.one_in(2) { Heard::Silence } else { other_reply(&mut self.random) })
            }
            // Its reply is lost, or replaced by a proxy's, or cut.
            2 => Some(self.run_unheard(index, Heard::Silence)),
            3 => {
                let reply = other_reply(&mut self.random);
                Some(self.run_unheard(index, reply))
            }
            4 => Some(self.run_unheard(index, Heard::Nonsense)),
            // The hook that sees the response throws.
            5 => Some(self.run_unheard(index, Heard::Fault)),
            6 => self.run(index).or(Some(Heard::Unreadable)),
            _ => self.run(index),
        };
        if let Some(heard) = heard {
            return self.hear(index, heard);
        }
        self.callers[index].call = self.callers[index].call.done();
        self.end(index, End::Returned);
    }

    /// Has the server run a request, and returns what it says.
    fn run(&mut self, index: usize) -> Option<Heard> {
        self.server.run(self.request(index), &mut self.random)
    }

    /// Has the server run a request whose caller hears something else.
    fn run_unheard(&mut self, index: usize, heard: Heard) -> Heard {
        self.run(index);
        heard
    }

    fn request(&self, index: usize) -> Request {
        let Caller { kind, is_idempotent, token, .. } = self.callers[index];
        Request { caller: index, kind, is_idempotent, token: self.tokens.is_some().then_some(token) }
    }

    /// Leaves a request on its way that nobody waits for any more.
    fn let_go(&mut self, index: usize) {
        let request = self.request(index);
        self.callers[index].ghosts.push(request);
    }

    /// Lets what nobody waits for arrive, or get lost.
    pub(crate) fn deliver_ghosts(&mut self, index: usize) {
        for request in std::mem::take(&mut self.callers[index].ghosts) {
            if !self.random.one_in(3) {
                self.server.run(request, &mut self.random);
            }
        }
    }

    /// Stops a call, wherever it is.
    pub(crate) fn stop(&mut self, index: usize) {
        if self.callers[index].call.step() == Step::Reply {
            match self.random.below(3) {
                0 => {}
                1 => self.let_go(index),
                _ => {
                    self.run(index);
                }
            }
        }
        let cause = self.random.pick(&[Cause::Timeout, Cause::Aborted]);
        self.hear(index, Heard::Stopped(cause));
    }
}
