//! Random schedules of a whole client's life, natively: see `engine::simulation` for what they prove of the engine alone.
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use super::js::{self as world, Event, Response};
use super::{Auth, Call, Client, Error, ErrorKind, Outcome, Retry, Value};

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) * end as u64) >> 32).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// Remembers that a future wants to be polled: nobody polls one that has not asked.
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Query,
    Mutation,
    Action,
}

struct Caller {
    kind: Kind,
    is_queued: bool,
    call: Option<Pin<Box<dyn Future<Output = Result<Value, Error>>>>>,
    flag: Arc<Flag>,
    waker: Waker,
    result: Option<Result<Value, Error>>,
    applied: usize,
    /// When it was made.
    since: u64,
    /// Whether a reply was none.
    is_garbled: bool,
}

const PROOFS: [(u16, &str); 3] =
    [(503, "ExpiredInQueue"), (503, "OptimisticConcurrencyControlFailure"), (429, "TooManyWrites")];
const OPEN: [(u16, &str); 6] =
    [(500, "InternalServerError"), (502, ""), (503, "Other"), (504, ""), (429, "RateLimited"), (400, "Bad")];

fn play(seed: u64) -> u64 {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    world::reset(random.0);
    let tokens = Rc::new(Cell::new(0_u32));
    let is_fetching = Rc::new(Cell::new(false));
    let (forced, refused) = (Rc::new(Cell::new(0)), Cell::new(0));
    let (now, failed) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let is_signed_in = random.one_in(2);
    let fetcher = {
        let (tokens, is_fetching, forced) = (Rc::clone(&tokens), Rc::clone(&is_fetching), Rc::clone(&forced));
        let (now, failed) = (Rc::clone(&now), Rc::clone(&failed));
        Auth::fetcher(move |request| {
            forced.set(forced.get() + u32::from(request.force_refresh));
            let (now, failed) = (Rc::clone(&now), Rc::clone(&failed));
            assert!(!is_fetching.replace(true), "two tokens are fetched at once");
            let (gate, tokens, is_fetching) = (world::gate(), Rc::clone(&tokens), Rc::clone(&is_fetching));
            async move {
                let answer = gate.await;
                is_fetching.set(false);
                match answer {
                    0 => {
                        failed.set(now.get());
                        Err("no token")
                    }
                    1 => Ok(None),
                    _ => {
                        tokens.set(tokens.get() + 1);
                        Ok(Some(format!("t{}", tokens.get())))
                    }
                }
            }
        })
    };
    let mut builder = Client::builder("https://a.convex.cloud").no_logger();
    if is_signed_in {
        builder = builder.auth(fetcher);
    }
    if random.one_in(2) {
        let retry = Retry::new(u32::try_from(random.below(4)).unwrap()).backoff(Duration::from_millis(100));
        builder = builder.retry(if random.one_in(3) { retry.should_retry(|_, attempt| attempt < 2) } else { retry });
    }
    if random.one_in(3) {
        builder = builder.timeout(Duration::from_millis(random.pick(&[50, 300, 2000])));
    }
    let client = builder.build().unwrap();
    let total = 1 + random.below(6);
    let mut callers = Vec::<Caller>::new();
    let mut order = Vec::new();
    let mut steps = 0;
    loop {
        steps += 1;
        now.set(steps);
        assert!(steps < 5000, "it does not end");
        poll(&mut callers, &failed);
        // These tokens never expire. One that was refused may have to be asked for more than once.
        assert!(forced.get() == 0 || refused.get() > 0, "a new token is asked for without need");
        let sent: Vec<usize> = world::bodies().iter().map(|body| id_of(body)).collect();
        assert!(sent.iter().filter(|&&id| callers[id].is_queued).count() <= 1, "two queued mutations are in flight");
        // What was given up may still arrive.
        for body in world::aborted() {
            let caller = &mut callers[id_of(&body)];
            caller.applied += usize::from(random.one_in(2) && caller.kind != Kind::Query);
        }
        let events = world::events();
        if callers.len() < total && (events.is_empty() || random.one_in(3)) {
            let made = make(&client, callers.len(), steps, &mut random);
            callers.push(made);
            continue;
        }
        let open: Vec<usize> = (0..callers.len()).filter(|&index| callers[index].call.is_some()).collect();
        if !open.is_empty() && random.one_in(25) {
            callers[random.pick(&open)].call = None;
            continue;
        }
        if events.is_empty() {
            assert!(open.is_empty(), "calls {open:?} wait for nothing");
            break;
        }
        match random.pick(&events) {
            Event::Timer => world::fire(),
            Event::Gate(index) => world::open(index, u32::try_from(random.below(10)).unwrap()),
            Event::Request(index) => answer(index, &mut callers, &mut order, &refused, &mut random),
        }
    }
    judge(&callers, &order);
    assert_eq!((world::leftovers(), client.pending_mutations()), ((0, 0), 0), "something is left");
    steps
}

/// Polls whoever has asked for it.
fn poll(callers: &mut [Caller], failed: &Cell<u64>) {
    loop {
        let asks = |it: &&mut Caller| it.call.is_some() && it.flag.0.swap(false, Ordering::Relaxed);
        let Some(caller) = callers.iter_mut().find(asks) else { return };
        let Some(call) = &mut caller.call else { return };
        if let Poll::Ready(result) = call.as_mut().poll(&mut Context::from_waker(&caller.waker)) {
            caller.call = None;
            if let Err(error) = &result
                && matches!(error.kind(), ErrorKind::Auth(_))
            {
                assert!(failed.get() >= caller.since, "it fails with another's error");
            }
            assert!(caller.result.replace(result).is_none(), "it ends twice");
        }
    }
}

fn id_of(body: &str) -> usize {
    let (_, rest) = body.split_once("\"id\":\"").unwrap();
    rest.split('"').next().unwrap().parse().unwrap()
}

fn make(client: &Client, id: usize, since: u64, random: &mut Random) -> Caller {
    let kind = random.pick(&[Kind::Query, Kind::Mutation, Kind::Mutation, Kind::Mutation, Kind::Action]);
    let args = Value::from([("id", id.to_string().into())]);
    let mut call: Call<Value> = match kind {
        Kind::Query => client.query("f", &args),
        Kind::Mutation => client.mutation("f", &args),
        Kind::Action => client.action("f", &args),
    };
    let mut is_queued = kind == Kind::Mutation;
    if random.one_in(4) {
        call = call.skip_queue();
        is_queued = false;
    }
    if random.one_in(4) {
        call = call.timeout(Duration::from_millis(random.pick(&[20, 150, 900])));
    }
    if random.one_in(6) {
        call = call.retry(Retry::new(2).backoff(Duration::from_millis(10)));
    }
    let flag = Arc::new(Flag(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&flag));
    Caller {
        kind,
        is_queued,
        call: Some(Box::pin(call)),
        flag,
        waker,
        result: None,
        applied: 0,
        since,
        is_garbled: false,
    }
}

/// Answers a request, or has it fail, and says in the ledger what was done.
fn answer(index: usize, callers: &mut [Caller], order: &mut Vec<usize>, refused: &Cell<u32>, random: &mut Random) {
    let (_, body, authorization) = world::request(index);
    let id = id_of(&body);
    let caller = &mut callers[id];
    let is_write = caller.kind != Kind::Query;
    let reply = |status, body: String| Ok(Response { status, retry_after: None, body: body.into_bytes() });
    let failure = |(status, code): (u16, &str)| reply(status, format!("{{\"code\":\"{code}\",\"message\":\"m\"}}"));
    let maybe = usize::from(is_write && random.one_in(2));
    if authorization.is_some() && random.one_in(6) {
        refused.set(refused.get() + 1);
        return world::reply(index, failure((401, "Unauthenticated")));
    }
    let answer = match random.below(12) {
        0 => {
            caller.applied += maybe;
            Err("network".to_owned())
        }
        1 => {
            caller.applied += maybe;
            failure(random.pick(&OPEN))
        }
        2 | 3 => {
            caller.applied += if caller.kind == Kind::Action { maybe } else { 0 };
            failure(random.pick(&PROOFS))
        }
        4 => {
            caller.applied += maybe;
            caller.is_garbled = true;
            reply(200, "<html>".to_owned())
        }
        5 => {
            caller.applied += if caller.kind == Kind::Action { maybe } else { 0 };
            reply(200, "{\"status\":\"error\",\"errorMessage\":\"m\"}".to_owned())
        }
        _ => {
            caller.applied += usize::from(is_write);
            if caller.is_queued {
                order.push(id);
            }
            reply(200, "{\"status\":\"success\",\"value\":null}".to_owned())
        }
    };
    world::reply(index, answer);
}

fn judge(callers: &[Caller], order: &[usize]) {
    for (id, Caller { kind, result, applied, is_garbled, .. }) in callers.iter().enumerate() {
        let is_write = *kind != Kind::Query;
        match result {
            // It was dropped.
            None => assert!(*applied <= usize::from(is_write)),
            Some(Ok(_)) => assert_eq!(*applied, usize::from(is_write), "{id} {kind:?}"),
            Some(Err(error)) => {
                let is_unknown = error.outcome() == Outcome::Unknown;
                assert!(*applied <= usize::from(is_unknown), "{id} {kind:?} was done {applied} times: {error:?}");
                assert!(!(error.is_retryable() && is_unknown));
                assert!(!matches!(error.kind(), ErrorKind::Args(_) | ErrorKind::Client(_)));
                assert!(!matches!(error.kind(), ErrorKind::Protocol(_)) || *is_garbled, "{error}");
                assert!(!error.is_timeout() || is_unknown != error.is_retryable(), "{error:?}");
                // Nobody is refused before a new token was tried.
                assert!(error.status() != Some(401) || error.call().unwrap().attempts > 1, "{error:?}");
            }
        }
    }
    assert!(order.is_sorted(), "the queue's order is {order:?}");
}

/// `SCHEDULES=1000000 cargo test --release api::simulation -- --nocapture` looks longer, `SEED` elsewhere.
#[test]
fn holds_in_random_schedules() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (count, first): (u64, u64) = (number("SCHEDULES", 3000), number("SEED", 1));
    let start = Instant::now();
    let mut steps = 0;
    for seed in first..first + count {
        let played = std::panic::catch_unwind(|| play(seed));
        steps += played.unwrap_or_else(|_| panic!("SEED={seed} SCHEDULES=1 repeats it"));
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{count} schedules, {steps} steps in {seconds:.2} s: {:.0} schedules/s", count as f64 / seconds);
}
