//! The life of one client: its calls, their queue and its tokens.
//!
//! Nothing here waits. Each step of the world is one random event, as the faces would meet it.
use std::array;

use convex_http_client_core::queue::Queue;
use convex_http_client_core::{Outcome, Step, retry};

use crate::caller::{Caller, End};
use crate::facts::{self, Heard};
use crate::random::Random;
use crate::server::Server;
use crate::tokens::{Brought, Tokens};

/// The most calls of a client.
pub(crate) const MOST: usize = 6;

/// The most steps that a life takes.
const STEPS: u32 = 4000;

/// Plays the schedule that a seed makes, and returns how many steps it took.
pub(crate) fn play(seed: u64) -> u32 {
    let mut world = World::new(seed);
    while !world.is_over() {
        world.step();
    }
    for index in 0..world.total {
        world.deliver_ghosts(index);
    }
    world.judge();
    world.steps
}

pub(crate) struct World {
    pub(crate) random: Random,
    now: f64,
    steps: u32,
    pub(crate) callers: [Caller; MOST],
    /// How many calls there will be, and how many have been made.
    total: usize,
    made: usize,
    /// The last queued mutation that was sent.
    last_sent: usize,
    queue: Queue,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) server: Server,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let callers = array::from_fn(|_| Caller::new(&mut random));
        let total = random.pick(&[1, 2, 3, 4, 5, MOST]);
        let tokens = random.one_in(2).then(Tokens::new);
        let server = Server::new(&mut random);
        let (now, steps, made, last_sent) = (0.0, 0, 0, 0);
        Self { random, now, steps, callers, total, made, last_sent, queue: Queue::default(), tokens, server }
    }

    fn is_over(&self) -> bool {
        self.made == self.total && self.made().iter().all(|caller| caller.end != End::Open)
    }

    fn made(&self) -> &[Caller] {
        &self.callers[..self.made]
    }

    /// Lets one thing happen.
    fn step(&mut self) {
        self.steps += 1;
        assert!(self.steps < STEPS, "it does not end");
        self.now += f64::from(self.random.below(300));
        if self.made == 0 || (self.made < self.total && self.random.one_in(4)) {
            return self.make();
        }
        if self.advance_tokens() {
            return;
        }
        let index = self.random.below(u32::try_from(self.made).unwrap_or_default()) as usize;
        if self.random.one_in(4) {
            self.deliver_ghosts(index);
        }
        if self.callers[index].end != End::Open {
            return;
        }
        if self.callers[index].can_stop && self.random.one_in(10) {
            return self.stop(index);
        }
        self.advance(index);
    }

    /// Makes the next call.
    fn make(&mut self) {
        let index = self.made;
        self.made += 1;
        let caller = &mut self.callers[index];
        caller.has_turn = !caller.is_queued || self.queue.join();
        let (before, from) = self.callers.split_at(index);
        let is_before = before.iter().any(|it| it.is_queued && it.end == End::Open);
        assert_eq!(from[0].has_turn, !(from[0].is_queued && is_before), "it goes first or waits");
    }

    /// Lets the server forget tokens, or the fetcher bring one. Tells whether it did.
    fn advance_tokens(&mut self) -> bool {
        let Some(tokens) = &mut self.tokens else { return false };
        if self.random.one_in(16) {
            // It may know none of those that there are.
            self.server.accept_from(tokens.made() + u32::from(self.random.one_in(2)));
        }
        if self.random.one_in(16) {
            tokens.bring_late(self.now, &mut self.random);
        }
        if !tokens.is_fetching() || !self.random.one_in(3) {
            return false;
        }
        let brought = tokens.bring(self.now, &mut self.random);
        let held = tokens.held();
        for index in 0..self.made {
            if !std::mem::take(&mut self.callers[index].is_waiting) {
                continue;
            }
            assert_eq!(self.callers[index].call.step(), Step::Token);
            match brought {
                Brought::Error => self.hear(index, Heard::Fault),
                Brought::Token => self.authorize(index, held),
            }
        }
        true
    }

    /// Carries out the next step of a call.
    fn advance(&mut self, index: usize) {
        let Caller { call, has_turn, is_waiting, token, wakes_at, .. } = self.callers[index];
        match call.step() {
            Step::Queue if !has_turn => {}
            Step::Queue => {
                let is_renewable = self.tokens.is_some();
                self.callers[index].past.is_renewable = is_renewable;
                self.callers[index].call = call.renewable(is_renewable).done();
            }
            Step::Token if is_waiting => {}
            Step::Token => match &mut self.tokens {
                None => self.authorize(index, 0),
                Some(tokens) => match tokens.get(token, call.is_refused(), self.now) {
                    Some(token) => self.authorize(index, token),
                    None => self.callers[index].is_waiting = true,
                },
            },
            Step::Request if self.random.one_in(40) => self.hear(index, Heard::Fault),
            Step::Request => self.send(index),
            Step::Reply => self.reply(index),
            Step::Ask => self.ask(index),
            Step::Wait => {
                self.now = self.now.max(wakes_at);
                self.callers[index].call = call.done();
            }
            Step::Over => panic!("a call is over that has not ended"),
        }
    }

    fn authorize(&mut self, index: usize, token: u32) {
        let call = self.callers[index].call.done();
        assert_eq!(call.step(), Step::Request);
        self.callers[index].token = token;
        self.callers[index].call = call;
    }

    fn send(&mut self, index: usize) {
        let call = self.callers[index].call.done();
        assert_eq!((call.step(), call.attempts()), (Step::Reply, self.callers[index].past.sent + 1));
        self.callers[index].past.sent += 1;
        self.callers[index].call = call;
        if self.callers[index].is_queued {
            assert!(index >= self.last_sent, "{index} is sent after {}", self.last_sent);
            self.last_sent = index;
            let in_flight = self.made().iter().filter(|it| it.is_queued && it.call.step() == Step::Reply);
            assert_eq!(in_flight.count(), 1, "mutations of the queue are in flight at once");
        }
    }

    /// Tells a call what became of its step.
    pub(crate) fn hear(&mut self, index: usize, heard: Heard) {
        let Caller { call, past, limit, .. } = self.callers[index];
        let after = heard.tell(call, limit);
        facts::check(call, after, heard, past, limit);
        let caller = &mut self.callers[index];
        caller.call = after;
        match after.step() {
            Step::Ask => caller.past.repeated += 1,
            Step::Token => caller.past.renewed += 1,
            _ => return self.end(index, End::Failed),
        }
        caller.past.may_have_run = after.outcome() != Outcome::NotCommitted;
    }

    /// Asks whoever has a say whether a call is sent again, and the reply how long to wait.
    fn ask(&mut self, index: usize) {
        let call = self.callers[index].call;
        let delay = retry::delay(100.0, 1000.0, call.repetitions(), f64::from(self.random.below(100)) / 100.0);
        assert!((0.0..=1000.0).contains(&delay));
        let asked = self.random.one_in(4).then(|| f64::from(self.random.below(3000)));
        let wait = retry::wait(asked, delay, 2000.0);
        assert_eq!(wait.is_none(), asked.is_some_and(|asked| asked > 2000.0));
        match wait {
            Some(wait) if !self.random.one_in(8) => {
                assert!(wait >= asked.unwrap_or_default(), "it comes back early");
                self.callers[index].wakes_at = self.now + wait;
                self.callers[index].call = call.done();
            }
            _ => {
                self.callers[index].call = call.give_up();
                self.end(index, End::Failed);
            }
        }
    }

    /// Ends a call, and gives its turn to the next.
    pub(crate) fn end(&mut self, index: usize, end: End) {
        let caller = &mut self.callers[index];
        assert_eq!((caller.end, caller.call.step()), (End::Open, Step::Over), "it ends twice, or goes on");
        caller.end = end;
        caller.is_waiting = false;
        caller.check_end();
        if caller.is_queued {
            let had_turn = std::mem::take(&mut caller.has_turn);
            let is_last = self.queue.leave();
            let next = self.callers[..self.made].iter_mut().find(|it| it.is_queued && it.end == End::Open);
            assert_eq!(is_last, next.is_none(), "whether the queue is empty");
            if let Some(next) = next.filter(|_| had_turn) {
                next.has_turn = true;
            }
        }
        if let Some(tokens) = self.tokens.as_mut().filter(|tokens| tokens.is_fetching())
            && !self.callers.iter().any(|caller| caller.is_waiting)
        {
            tokens.give_up();
        }
    }

    /// Checks every call against the ledger.
    fn judge(&self) {
        assert!(self.queue.is_empty());
        for (index, caller) in self.made().iter().enumerate() {
            let (call, done) = (caller.call, self.server.done(index));
            let whole = u32::from(self.server.has_effects(caller.kind));
            let is_true = match (caller.end, call.outcome()) {
                (End::Open, _) => false,
                (End::Returned, _) | (End::Failed, Outcome::Committed) => done == whole,
                (End::Failed, Outcome::NotCommitted) => done == 0,
                (End::Failed, Outcome::Unknown) => done <= 1,
            };
            assert!(is_true, "{:?} is done {done} times: {caller:?}", caller.kind);
            let is_safe = caller.is_idempotent || call.outcome() != Outcome::Unknown;
            assert!(is_safe || !call.is_retryable(), "it may be done twice: {caller:?}");
            assert!(caller.past.renewed <= 1, "it is sent with a third token: {caller:?}");
        }
    }
}
