//! Random schedules of everything that can happen to a client's calls, and what must hold of all of them.
//!
//! A world of one client, its token fetcher, a network that loses, delays and invents replies, and a server whose ledger
//! says what was really done. Nothing here waits: each step of the world is one random event, and a seed repeats a run.
use std::time::Instant;

use super::{Call, Cause, Step};
use crate::kind::Kind;
use crate::retry;
use crate::token::{self, Need};

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    }

    fn below(&mut self, end: usize) -> usize {
        ((self.next() * end as u64) >> 32) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

const MOST: usize = 6;
const KINDS: [Kind; 5] = [Kind::Mutation, Kind::Query, Kind::Action, Kind::Any, Kind::Batch];
const PROOFS: [(u16, &str); 4] = [
    (503, "ExpiredInQueue"),
    (503, "OptimisticConcurrencyControlFailure"),
    (429, "TooManyWrites"),
    (429, "TooManyConcurrentRequests"),
];
const OPEN: [(u16, &str); 8] = [
    (500, "InternalServerError"),
    (502, ""),
    (503, "Other"),
    (504, ""),
    (429, "RateLimited"),
    (408, "ExpiredInQueue"),
    (524, ""),
    (409, "OptimisticConcurrencyControlFailure"),
];

/// How a call ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Open,
    Returned,
    Failed,
}

#[derive(Clone, Copy)]
struct Caller {
    call: Call,
    kind: Kind,
    is_queued: bool,
    can_stop: bool,
    limit: u32,
    end: End,
    /// The version of the token that was sent.
    sent: u32,
    /// Whether its request waits for the fetch of a token.
    is_waiting: bool,
    /// Whether the last reply refused its token.
    is_refused: bool,
    replies_401: u32,
    renewals: u32,
    /// What the server did for it.
    applied: u32,
    /// What may still reach the server although nobody waits for it.
    ghosts: u32,
}

/// The client's token fetcher; a token is the number of its version, 0 is none.
struct Tokens {
    is_used: bool,
    token: u32,
    until: f64,
    is_fetching: bool,
    is_forced: bool,
    /// The last that the fetcher has made, and the first that the server accepts.
    latest: u32,
    accepted: u32,
}

struct World {
    random: Random,
    now: f64,
    callers: [Caller; MOST],
    count: usize,
    /// The queued mutation whose turn it is.
    turn: usize,
    tokens: Tokens,
    /// Queued mutations, in the order in which the server did them while they were waited for.
    order: [usize; MOST],
    ordered: usize,
    steps: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        random.next();
        let count = 1 + random.below(MOST);
        let is_used = random.one_in(2);
        let callers = std::array::from_fn(|_| {
            // Half of them are mutations.
            let kind = if random.one_in(2) { Kind::Mutation } else { KINDS[random.below(KINDS.len())] };
            Caller {
                call: Call::new(kind),
                kind,
                is_queued: kind == Kind::Mutation && !random.one_in(4),
                can_stop: random.one_in(3),
                limit: random.below(4) as u32,
                end: End::Open,
                sent: 0,
                is_waiting: false,
                is_refused: false,
                replies_401: 0,
                renewals: 0,
                applied: 0,
                ghosts: 0,
            }
        });
        let tokens =
            Tokens { is_used, token: 0, until: f64::NAN, is_fetching: false, is_forced: false, latest: 0, accepted: 1 };
        let mut world =
            Self { random, now: 0.0, callers, count, turn: 0, tokens, order: [0; MOST], ordered: 0, steps: 0 };
        world.pass_turn(0);
        world
    }

    /// Gives the turn to the first queued mutation from a place on.
    fn pass_turn(&mut self, from: usize) {
        let next =
            (from..self.count).find(|&index| self.callers[index].is_queued && self.callers[index].end == End::Open);
        self.turn = next.unwrap_or(MOST);
    }

    fn run(&mut self) {
        let most = 4000;
        while self.callers[..self.count].iter().any(|caller| caller.end == End::Open) {
            self.step();
            assert!(self.steps < most, "it does not end");
        }
        // What is still on its way arrives, or never does.
        for index in 0..self.count {
            while self.callers[index].ghosts > 0 {
                self.deliver_ghost(index);
            }
        }
        self.judge();
    }

    /// Lets one thing happen.
    fn step(&mut self) {
        self.steps += 1;
        self.now += self.random.below(300) as f64;
        if self.tokens.is_fetching && self.random.one_in(3) {
            return self.bring_token();
        }
        if self.random.one_in(16) {
            // The server forgets its sessions.
            self.tokens.accepted = self.tokens.latest + u32::from(self.random.one_in(2));
        }
        let index = self.random.below(self.count);
        if self.callers[index].ghosts > 0 && self.random.one_in(2) {
            return self.deliver_ghost(index);
        }
        if self.callers[index].end != End::Open {
            return self.disturb(index);
        }
        if self.callers[index].can_stop && self.random.one_in(10) {
            return self.stop(index);
        }
        match self.callers[index].call.step() {
            Step::Queue => {
                if !self.callers[index].is_queued || self.turn == index {
                    let call = self.callers[index].call.renewable(self.tokens.is_used);
                    self.set(index, call.done());
                }
            }
            Step::Token => self.authorize(index),
            Step::Request if self.random.one_in(40) => self.fail(index, Cause::Args, 0, ""),
            Step::Request => {
                let call = self.callers[index].call.done();
                self.set(index, call);
                let in_flight = |caller: &&Caller| caller.is_queued && caller.call.step() == Step::Reply;
                assert!(self.callers.iter().filter(in_flight).count() <= 1, "two queued mutations are in flight");
            }
            Step::Reply => self.reply(index),
            Step::Ask if self.random.one_in(8) => {
                let call = self.callers[index].call.give_up();
                self.set(index, call);
                self.end(index, End::Failed);
            }
            Step::Ask => {
                let call = self.callers[index].call;
                assert!(call.repetitions() >= 1 && call.repetitions() <= self.callers[index].limit);
                let delay = retry::delay(100.0, 1000.0, call.repetitions(), 0.5);
                assert!((0.0..=1000.0).contains(&delay));
                self.now += delay;
                self.set(index, call.done());
            }
            Step::Wait => {
                let call = self.callers[index].call.done();
                self.set(index, call);
            }
            Step::Over => panic!("an open call is over"),
        }
    }

    /// Keeps a call's next state, which is one that can follow.
    fn set(&mut self, index: usize, call: Call) {
        let caller = &mut self.callers[index];
        let before = caller.call;
        let follows = match before.step() {
            Step::Queue => matches!(call.step(), Step::Token | Step::Over),
            Step::Token => matches!(call.step(), Step::Request | Step::Over),
            Step::Request => matches!(call.step(), Step::Reply | Step::Over),
            Step::Reply => matches!(call.step(), Step::Token | Step::Ask | Step::Over),
            Step::Ask => matches!(call.step(), Step::Wait | Step::Over),
            Step::Wait => matches!(call.step(), Step::Token | Step::Over),
            Step::Over => false,
        };
        assert!(follows, "{before:?} becomes {call:?}");
        assert!(call.attempts() - before.attempts() == u32::from(call.step() == Step::Request));
        assert!(call.attempts() <= 1 + caller.limit + caller.renewals);
        assert_eq!(call.kind(), caller.kind);
        if call.step() == Step::Request {
            caller.is_refused = false;
        }
        caller.call = call;
    }

    /// Ends a call, and passes its turn on.
    fn end(&mut self, index: usize, end: End) {
        assert_eq!(self.callers[index].end, End::Open, "it ends twice");
        assert_eq!(self.callers[index].call.step(), Step::Over);
        self.callers[index].end = end;
        self.callers[index].is_waiting = false;
        if self.turn == index {
            self.pass_turn(index + 1);
        }
    }

    fn fail(&mut self, index: usize, cause: Cause, status: u16, code: &str) {
        let caller = self.callers[index];
        let limit = if caller.limit == 0 && self.random.one_in(2) { f64::NAN } else { f64::from(caller.limit) };
        let call = caller.call.fail(cause, status, code, limit);
        if call.step() == Step::Token {
            self.callers[index].renewals += 1;
            assert!(call.is_refused() && status == 401 && self.tokens.is_used && self.callers[index].renewals == 1);
        }
        self.set(index, call);
        if call.step() == Step::Over {
            self.end(index, End::Failed);
        } else {
            assert!(matches!(cause, Cause::Http | Cause::Network));
        }
    }

    /// Stops a call, wherever it is. What was sent may still arrive.
    fn stop(&mut self, index: usize) {
        if self.callers[index].call.step() == Step::Reply {
            self.send_off(index);
        }
        let cause = if self.random.one_in(2) { Cause::Timeout } else { Cause::Aborted };
        self.fail(index, cause, 0, "");
        let call = self.callers[index].call;
        assert!(cause == Cause::Timeout || !call.is_retryable());
    }

    /// Tells a call that is over of something: it stays as it is.
    fn disturb(&mut self, index: usize) {
        let call = self.callers[index].call;
        assert_eq!(call.done(), call);
        for cause in [Cause::Timeout, Cause::Aborted, Cause::Network, Cause::Args] {
            assert_eq!(call.fail(cause, 0, "", 9.0), call);
        }
        assert_eq!(call.fail(Cause::Http, 401, "", 9.0), call);
    }

    fn authorize(&mut self, index: usize) {
        let caller = self.callers[index];
        if !self.tokens.is_used {
            return self.set(index, caller.call.done());
        }
        let tokens = &mut self.tokens;
        if tokens.is_fetching {
            self.callers[index].is_waiting = true;
            return;
        }
        let is_refused = caller.call.is_refused();
        assert_eq!(is_refused, caller.is_refused, "it takes a token for refused that is not, or the reverse");
        match token::need(tokens.until, self.now, is_refused, tokens.token == caller.sent) {
            Need::Nothing => {
                assert!(tokens.token != 0 && self.now < tokens.until);
                assert!(!is_refused || tokens.token != caller.sent, "a token that was refused is sent again");
                self.callers[index].sent = tokens.token;
                self.set(index, caller.call.done());
            }
            need => {
                assert!(need == Need::New || tokens.token == 0);
                tokens.is_fetching = true;
                tokens.is_forced = need == Need::New;
                self.callers[index].is_waiting = true;
            }
        }
    }

    /// Ends the fetch of a token, for all that wait for it.
    fn bring_token(&mut self) {
        self.tokens.is_fetching = false;
        let is_broken = self.random.one_in(8);
        if !is_broken {
            let tokens = &mut self.tokens;
            let is_none = self.random.one_in(8);
            // A fetcher that need not be fresh may bring a kept one.
            if tokens.is_forced || tokens.latest == 0 || self.random.one_in(2) {
                tokens.latest += 1;
            }
            tokens.token = if is_none { 0 } else { tokens.latest };
            let life = self.random.below(4000) as f64 / 1000.0;
            let exp = self.now / 1000.0 + life;
            tokens.until = if is_none { f64::NAN } else { token::refresh_at(exp, f64::NAN, self.now) };
        }
        for index in 0..self.count {
            if !std::mem::take(&mut self.callers[index].is_waiting) {
                continue;
            }
            assert_eq!(self.callers[index].call.step(), Step::Token);
            if is_broken {
                self.fail(index, Cause::Args, 0, "");
            } else {
                self.callers[index].sent = self.tokens.token;
                let call = self.callers[index].call.done();
                self.set(index, call);
            }
        }
    }

    /// Has the server do what a call asks for.
    fn apply(&mut self, index: usize, is_awaited: bool) {
        let caller = &mut self.callers[index];
        if caller.kind.is_read() {
            return;
        }
        caller.applied += 1;
        if caller.is_queued && is_awaited {
            self.order[self.ordered] = index;
            self.ordered += 1;
        }
    }

    /// Leaves a request alone that nobody waits for any more.
    fn send_off(&mut self, index: usize) {
        self.callers[index].ghosts += 1;
    }

    fn deliver_ghost(&mut self, index: usize) {
        self.callers[index].ghosts -= 1;
        if self.random.one_in(2) {
            self.apply(index, false);
        }
    }

    fn reply(&mut self, index: usize) {
        if self.tokens.is_used && self.callers[index].sent < self.tokens.accepted {
            self.callers[index].replies_401 += 1;
            self.callers[index].is_refused = true;
            let renewals = self.callers[index].renewals;
            self.fail(index, Cause::Http, 401, "Unauthenticated");
            let step = self.callers[index].call.step();
            return assert_eq!(step, if renewals == 0 { Step::Token } else { Step::Over }, "{renewals} renewals");
        }
        match self.random.below(12) {
            0 => {
                // Lost on its way there or back, or on its way still.
                self.send_off(index);
                self.fail(index, Cause::Network, 0, "");
            }
            1 | 2 => {
                self.send_off(index);
                let (status, code) = OPEN[self.random.below(OPEN.len())];
                self.fail(index, Cause::Http, status, code);
            }
            3 | 4 => {
                // Proofs are of mutations; of others, no more than that somebody says so.
                if self.callers[index].kind != Kind::Mutation {
                    self.send_off(index);
                }
                let (status, code) = PROOFS[self.random.below(PROOFS.len())];
                self.fail(index, Cause::Http, status, code);
            }
            5 => {
                self.send_off(index);
                self.fail(index, Cause::Protocol, 0, "");
            }
            6 => {
                // The hook that sees the response throws.
                self.send_off(index);
                self.fail(index, Cause::Args, 0, "");
            }
            7 => {
                // The function fails: only an action leaves something behind.
                if matches!(self.callers[index].kind, Kind::Action | Kind::Any) {
                    self.send_off(index);
                }
                self.fail(index, Cause::Function, 0, "");
            }
            _ => {
                self.apply(index, true);
                let call = self.callers[index].call.done();
                self.set(index, call);
                self.end(index, End::Returned);
            }
        }
    }

    /// Checks what became of all calls.
    fn judge(&self) {
        for caller in &self.callers[..self.count] {
            let Caller { call, kind, applied, .. } = *caller;
            match caller.end {
                End::Open => panic!("it has not ended"),
                End::Returned => assert_eq!(applied, u32::from(!kind.is_read()), "it was done {applied} times"),
                End::Failed => {
                    assert!(applied <= u32::from(call.is_unknown()), "{kind:?} was done {applied} times: {call:?}");
                    assert!(!call.is_unknown() || !kind.is_read());
                    assert!(!(call.is_retryable() && call.is_unknown()), "doing it again may do it twice");
                }
            }
            assert!(caller.renewals <= 1 && caller.renewals <= caller.replies_401);
            assert!(caller.renewals == 0 || self.tokens.is_used);
        }
        assert!(self.order[..self.ordered].is_sorted(), "the queue's order is {:?}", &self.order[..self.ordered]);
    }
}

/// `SCHEDULES=10000000 cargo test --release simulation -- --nocapture` looks longer, `SEED` elsewhere.
#[test]
fn holds_in_random_schedules() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (count, first): (u64, u64) = (number("SCHEDULES", 20_000), number("SEED", 1));
    let start = Instant::now();
    let mut steps = 0;
    for seed in first..first + count {
        let played = std::panic::catch_unwind(|| {
            let mut world = World::new(seed);
            world.run();
            world.steps
        });
        steps += played.unwrap_or_else(|_| panic!("SEED={seed} SCHEDULES=1 repeats it"));
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{count} schedules, {steps} steps in {seconds:.2} s: {:.0} schedules/s, {:.1} million steps/s",
        count as f64 / seconds,
        steps as f64 / seconds / 1e6
    );
}

/// Every number that can be reached, with every event: a few thousand.
#[test]
fn knows_every_state_that_can_be_reached() {
    let mut seen = std::collections::BTreeSet::new();
    let mut open: Vec<Call> =
        KINDS.into_iter().flat_map(|kind| [false, true].map(|source| Call::new(kind).renewable(source))).collect();
    let causes =
        [Cause::Function, Cause::Http, Cause::Network, Cause::Protocol, Cause::Args, Cause::Timeout, Cause::Aborted];
    let replies = [(0, ""), (401, ""), (500, ""), (503, "ExpiredInQueue"), (400, "BadArgs")];
    while let Some(call) = open.pop() {
        if !seen.insert(call.bits()) {
            continue;
        }
        assert!(call.attempts() <= 5 && !(call.is_retryable() && call.is_unknown()), "{call:?}");
        assert!(!call.is_unknown() || !call.kind().is_read());
        open.push(call.done());
        for cause in causes {
            for (status, code) in replies {
                if (status != 0) == (cause == Cause::Http) && (call.step() == Step::Reply || cause as u8 > 4) {
                    let failed = call.fail(cause, status, code, 3.0);
                    assert!(call.step() == Step::Reply || !failed.is_unknown() || call.step() == Step::Over);
                    open.push(failed);
                }
            }
        }
    }
    println!("{} states", seen.len());
}
