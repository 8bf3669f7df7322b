//! What happens to a client and its callers, step by step.
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::caller::Caller;
use super::identity::{Fetchers, Identity};
use super::options::{Defaults, Options, Repeating};
use super::random::Random;
use super::server;
use super::trace::Trace;
use crate::Client;
use crate::runtime as world;

/// A client's life.
pub(super) struct Life {
    random: Random,
    client: Client,
    /// Who is signed in.
    identity: Identity,
    /// How many identities there were.
    identities: usize,
    fetchers: Rc<RefCell<Fetchers>>,
    defaults: Defaults,
    callers: Vec<Caller>,
    /// How many calls there will be.
    total: usize,
    /// The queued mutations in the order in which the server did them.
    order: Vec<usize>,
    pub(super) trace: Trace,
    /// What was seen before: the questions to fetchers, the calls that have settled.
    asked: usize,
    seen: Vec<bool>,
}

impl Life {
    pub(super) fn begin(mut random: Random, is_alone: bool, is_traced: bool) -> (Self, Json) {
        let fetchers = Fetchers::new(is_alone);
        let identity = draw_identity(&mut random, 0);
        let repeating = random.one_in(2).then(|| Repeating::draw(&mut random));
        let timeout = random.one_in(3).then(|| random.pick(&[51, 301, 2003, 45_000]));
        let mut builder = Client::builder("https://a.convex.cloud").no_logger();
        let mut options = json!({});
        if identity != Identity::Nobody {
            builder = builder.auth(Fetchers::auth(&fetchers, &identity));
            options["auth"] = identity.to_json();
        }
        if let Some(repeating) = repeating {
            builder = builder.retry(repeating.to_retry());
            options["retry"] = repeating.to_json();
        }
        if let Some(timeout) = timeout {
            builder = builder.timeout(Duration::from_millis(timeout));
            options["timeout"] = timeout.into();
        }
        let is_idempotent = random.one_in(6);
        if is_idempotent {
            builder = builder.idempotent(true);
            options["idempotent"] = true.into();
        }
        let total = 1 + random.below(7);
        let life = Self {
            client: builder.build().unwrap(),
            identity,
            identities: 0,
            fetchers,
            defaults: Defaults { timeout, repeating, is_idempotent, is_alone },
            callers: Vec::new(),
            total,
            order: Vec::new(),
            trace: Trace::new(is_traced),
            asked: 0,
            seen: Vec::new(),
            random,
        };
        (life, options)
    }

    /// Lets something happen, and tells whether anything could.
    pub(super) fn step(&mut self) -> bool {
        let requests = world::requests();
        let questions = self.fetchers.borrow().open();
        let timer = world::next_timer();
        let events = requests.len() + questions.len() + usize::from(timer.is_some());
        if self.callers.len() < self.total && (events == 0 || self.random.one_in(3)) {
            self.make();
            return true;
        }
        let open: Vec<usize> = (0..self.callers.len()).filter(|&id| self.callers[id].task.is_open()).collect();
        // Who waits for a fetcher that hangs, or behind somebody who is not polled, waits for ever.
        if !open.is_empty() && (events == 0 || self.random.one_in(25)) {
            let id = self.random.pick(&open);
            self.callers[id].task.abandon();
            self.trace.note(|| json!({ "abort": id }));
            return true;
        }
        if self.random.one_in(20) && self.callers.len() < self.total {
            self.sign_in();
            return true;
        }
        if events == 0 {
            return false;
        }
        // Time does not fly: most calls end before their deadline.
        let others = events - usize::from(timer.is_some());
        let event =
            if others > 0 && self.random.one_in(2) { self.random.below(others) } else { self.random.below(events) };
        if let Some(sent) = requests.get(event) {
            let id = server::id_of(sent);
            let mut fetchers = self.fetchers.borrow_mut();
            let Self { callers, order, random, .. } = self;
            let told = server::answer(sent, id, &mut callers[id], order, &mut fetchers, random);
            self.trace.note(|| told);
        } else if let Some(&number) = questions.get(event - requests.len()) {
            self.answer(number);
        } else if let Some(timer) = timer {
            // One after the other, as timers of JavaScript fire.
            while world::fire(timer) {
                self.poll_all();
            }
            self.trace.note(|| json!({ "time": timer }));
        }
        true
    }

    fn make(&mut self) {
        let id = self.callers.len();
        let options = Options::draw(id, &self.defaults, &mut self.random);
        let made = json!({ "make": id, "method": options.method.name(), "options": options.to_json() });
        let mut caller = Caller::new(&self.client, &self.fetchers, id, options, &self.defaults);
        self.fetchers.borrow_mut().deadlines.push(caller.deadline);
        if self.defaults.is_alone && self.random.one_in(8) {
            // It is polled once at most.
            caller.is_held = true;
            if self.random.one_in(2) {
                Self::poll_one(id, &mut caller);
            }
        }
        self.callers.push(caller);
        self.trace.note(|| made);
    }

    fn sign_in(&mut self) {
        self.identities += 1;
        self.identity = draw_identity(&mut self.random, self.identities);
        let told = if self.identity == Identity::Nobody {
            self.client.clear_auth();
            json!({ "clearAuth": true })
        } else {
            self.client.set_auth(Fetchers::auth(&self.fetchers, &self.identity));
            json!({ "setAuth": self.identity.to_json() })
        };
        self.trace.note(|| told);
    }

    fn answer(&mut self, number: usize) {
        let mut fetchers = self.fetchers.borrow_mut();
        if self.random.one_in(12) {
            fetchers.asked[number].hangs = true;
            self.trace.note(|| json!({ "time": world::now() - world::BEGINNING }));
            return;
        }
        let told = fetchers.answer(number, &mut self.random);
        let gate = fetchers.asked[number].gate;
        drop(fetchers);
        world::open(gate);
        self.trace.note(|| told);
    }

    /// Polls whoever has asked for it, in that order, until nobody does.
    fn poll_all(&mut self) {
        loop {
            self.decide_identities();
            if world::run_one() {
                continue;
            }
            let Some(id) = self.next() else { return };
            let mut caller = self.callers.remove(id);
            Self::poll_one(id, &mut caller);
            self.callers.insert(id, caller);
        }
    }

    /// Lets everything happen that can, and looks at what is there then.
    pub(super) fn settle(&mut self) {
        self.poll_all();
        self.check_sent();
        server::haunt(&mut self.callers, &mut self.random);
        self.check_queue();
        for caller in &self.callers {
            let is_over = caller.earliest.is_infinite() && !caller.is_held;
            assert!(!is_over || !caller.task.is_open(), "it waits for too long");
        }
        self.see();
    }

    fn next(&self) -> Option<usize> {
        let woken = |(id, caller): (usize, &Caller)| Some((caller.task.woken().filter(|_| !caller.is_held)?, id));
        self.callers.iter().enumerate().filter_map(woken).min().map(|(_, id)| id)
    }

    fn poll_one(id: usize, caller: &mut Caller) {
        world::set_call(id);
        if let Some(result) = caller.task.poll() {
            assert!(caller.result.replace(result).is_none(), "it ends twice");
        }
    }

    /// Notes who makes the calls whose turn has come. Nobody knows when that is behind one that is not polled.
    fn decide_identities(&mut self) {
        if self.callers.iter().any(|caller| caller.is_held) {
            return;
        }
        let mut is_busy = false;
        for caller in &mut self.callers {
            let is_first = !caller.is_queued || !is_busy;
            is_busy |= caller.is_queued && caller.task.is_open();
            if is_first && caller.identity.is_none() {
                caller.identity = Some(self.identity.clone());
            }
        }
    }

    fn check_sent(&mut self) {
        let now = world::now() - world::BEGINNING;
        for sent in world::sent() {
            let caller = &mut self.callers[server::id_of(&sent)];
            caller.sent += 1;
            let header = sent.header("authorization");
            let is_owner = caller.identity.as_ref().is_some_and(|identity| identity.owns(header));
            let is_refused = header.is_some() && header == caller.refused_header.as_deref();
            assert!(!is_refused, "{header:?} is sent again, which was refused");
            assert!(is_owner || self.defaults.is_alone, "{:?} sends {header:?}", caller.identity);
            assert!(caller.deadline.is_none_or(|deadline| now < deadline), "it is sent after its deadline");
            assert!(now >= caller.earliest, "it is sent {} ms too early", caller.earliest - now);
        }
    }

    fn check_queue(&self) {
        if self.callers.iter().any(|caller| caller.is_held) {
            return;
        }
        let sent = world::requests().iter().filter(|sent| self.callers[server::id_of(sent)].is_queued).count();
        assert!(sent <= 1, "two queued mutations are in flight");
        let queued = self.callers.iter().filter(|caller| caller.is_queued && caller.task.is_open()).count();
        assert_eq!(self.client.pending_mutations(), queued);
    }

    /// Notes what is seen after an event.
    fn see(&mut self) {
        let mut settled = Vec::new();
        self.seen.resize(self.callers.len(), false);
        for (id, (caller, seen)) in self.callers.iter().zip(&mut self.seen).enumerate() {
            if let Some(one) = caller.settled(id)
                && !std::mem::replace(seen, true)
            {
                settled.push(one);
            }
        }
        let fetchers = self.fetchers.borrow();
        let asked = fetchers.asked_since(self.asked);
        self.asked = fetchers.asked.len();
        let pending = self.client.pending_mutations();
        self.trace.note(|| {
            let mut requests: Vec<_> =
                world::requests().iter().map(|sent| (server::id_of(sent), Rc::clone(sent))).collect();
            requests.sort_by_key(|(id, _)| *id);
            let of = |(id, sent): &(usize, Rc<world::Sent>)| {
                let request_id = show_id(sent.header("convex-request-id"));
                json!([id, sent.url.rsplit('/').next(), sent.header("authorization"), request_id])
            };
            let requests: Vec<Json> = requests.iter().map(of).collect();
            json!({ "see": {
                "requests": requests, "asked": asked, "settled": settled, "pending": pending,
                "timers": world::timers(),
            } })
        });
    }

    pub(super) fn end(&self) {
        for (id, caller) in self.callers.iter().enumerate() {
            assert!(!caller.task.is_open(), "{id} waits for nothing");
            caller.judge(id);
        }
        assert!(self.order.is_sorted(), "the queue's order is {:?}", self.order);
        assert_eq!((world::leftovers(), self.client.pending_mutations()), ((0, 0), 0), "something is left");
    }
}

/// Returns what is seen of a request id: all of it where it is made of a caller's key, else whether there is one, and
/// whether its call is idempotent.
fn show_id(id: Option<&str>) -> Json {
    match id {
        Some(id) if id.starts_with("idempotent-k") => id.into(),
        Some(id) if id.starts_with("idempotent-") => "idempotent-".into(),
        _ => id.is_some().into(),
    }
}

fn draw_identity(random: &mut Random, number: usize) -> Identity {
    match random.below(4) {
        0 => Identity::Nobody,
        1 => Identity::Token(format!("t{number}")),
        _ => Identity::Fetcher(format!("f{number}")),
    }
}
