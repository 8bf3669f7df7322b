//! What stands for JavaScript in native tests: a clock that stands still, and a network that does what a test says.
//!
//! It has the functions of `js`, so that all that is built on them runs natively, in whatever order a test wants.
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use js_sys::Function;
use web_sys::RequestInit;

thread_local!(static WORLD: RefCell<World> = RefCell::default());

#[derive(Default)]
struct World {
    now: f64,
    random: u64,
    timers: Vec<Timer>,
    requests: Vec<Sent>,
    gates: Vec<Gate>,
    /// The bodies of those that were given up before they were answered.
    aborted: Vec<String>,
    count: u64,
}

struct Timer {
    id: u64,
    at: f64,
    waker: Waker,
}

/// A request that waits for its reply.
pub(crate) struct Sent {
    id: u64,
    pub(crate) url: String,
    pub(crate) body: String,
    pub(crate) authorization: Option<String>,
    is_answered: bool,
    reply: Option<Result<Response, String>>,
    waker: Waker,
}

/// Something of the caller's that takes its time.
struct Gate {
    id: u64,
    answer: Option<u32>,
    waker: Waker,
}

/// What the world does next, of what it can do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Timer,
    Request(usize),
    Gate(usize),
}

fn with<T>(run: impl FnOnce(&mut World) -> T) -> T {
    WORLD.with_borrow_mut(run)
}

/// Begins anew.
pub(crate) fn reset(seed: u64) {
    with(|world| *world = World { now: 1.7e12, random: seed | 1, ..World::default() });
}

pub(crate) fn events() -> Vec<Event> {
    with(|world| {
        let requests = world.requests.iter().enumerate().filter(|(_, sent)| !sent.is_answered);
        let gates = world.gates.iter().enumerate().filter(|(_, gate)| gate.answer.is_none());
        let timer = (!world.timers.is_empty()).then_some(Event::Timer);
        let requests = requests.map(|(index, _)| Event::Request(index));
        requests.chain(gates.map(|(index, _)| Event::Gate(index))).chain(timer).collect()
    })
}

/// Returns how many timers and requests there are.
pub(crate) fn leftovers() -> (usize, usize) {
    with(|world| (world.timers.len(), world.requests.len()))
}

/// Returns the bodies of requests that were given up since it was last asked.
pub(crate) fn aborted() -> Vec<String> {
    with(|world| std::mem::take(&mut world.aborted))
}

/// Has the first timer fire.
pub(crate) fn fire() {
    let waker = with(|world| {
        let first = world.timers.iter().enumerate().min_by(|(_, a), (_, b)| a.at.total_cmp(&b.at))?.0;
        let timer = world.timers.swap_remove(first);
        world.now = world.now.max(timer.at);
        Some(timer.waker)
    });
    waker.into_iter().for_each(Waker::wake);
}

/// Returns what a request says: its URL, body and credentials.
pub(crate) fn request(index: usize) -> (String, String, Option<String>) {
    with(|world| {
        let Sent { url, body, authorization, .. } = &world.requests[index];
        (url.clone(), body.clone(), authorization.clone())
    })
}

/// Returns what is sent and not answered yet.
pub(crate) fn bodies() -> Vec<String> {
    with(|world| world.requests.iter().filter(|sent| !sent.is_answered).map(|sent| sent.body.clone()).collect())
}

pub(crate) fn reply(index: usize, reply: Result<Response, String>) {
    let waker = with(|world| {
        let sent = &mut world.requests[index];
        sent.reply = Some(reply);
        sent.is_answered = true;
        sent.waker.clone()
    });
    waker.wake();
}

pub(crate) fn open(index: usize, answer: u32) {
    let waker = with(|world| {
        let gate = &mut world.gates[index];
        gate.answer = Some(answer);
        gate.waker.clone()
    });
    waker.wake();
}

/// Waits for `open`.
pub(crate) fn gate() -> impl Future<Output = u32> {
    let id = with(World::id);
    with(|world| world.gates.push(Gate { id, answer: None, waker: Waker::noop().clone() }));
    poll_fn(move |context| {
        with(|world| {
            let Some(index) = world.gates.iter().position(|gate| gate.id == id) else { return Poll::Pending };
            match world.gates[index].answer {
                Some(answer) => {
                    world.gates.remove(index);
                    Poll::Ready(answer)
                }
                None => {
                    world.gates[index].waker = context.waker().clone();
                    Poll::Pending
                }
            }
        })
    })
}

impl World {
    fn id(&mut self) -> u64 {
        self.count += 1;
        self.count
    }
}

/// A timer that is cleared when it is dropped.
struct Sleep(u64, f64, bool);

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Self(id, at, is_set) = *self;
        with(|world| {
            let timer = world.timers.iter_mut().find(|timer| timer.id == id);
            match timer {
                Some(timer) => timer.waker = context.waker().clone(),
                None if is_set => return Poll::Ready(()),
                None => world.timers.push(Timer { id, at, waker: context.waker().clone() }),
            }
            self.2 = true;
            Poll::Pending
        })
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        with(|world| world.timers.retain(|timer| timer.id != self.0));
    }
}

pub(crate) async fn sleep(time: Duration) {
    if !time.is_zero() {
        let (id, at) = with(|world| (world.id(), world.now + time.as_secs_f64() * 1000.0));
        Sleep(id, at, false).await;
    }
}

pub(crate) fn now() -> f64 {
    with(|world| world.now)
}

pub(crate) fn parse_date(_date: &str) -> f64 {
    f64::NAN
}

pub(crate) fn random() -> f64 {
    with(|world| {
        world.random ^= world.random << 13;
        world.random ^= world.random >> 7;
        world.random ^= world.random << 17;
        f64::from(u32::try_from(world.random >> 32).unwrap_or_default()) / 4_294_967_296.0
    })
}

pub(crate) fn is_url(_address: &str) -> bool {
    true
}

pub(crate) fn is_header(_name: &str, _value: &str) -> bool {
    true
}

pub(crate) fn print_line(_prefix: &str, _text: &str) {}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct Request<'a> {
    pub(crate) url: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a str,
    #[expect(dead_code, reason = "there is one network")]
    pub(crate) fetch: Option<&'a Function>,
    #[expect(dead_code, reason = "there is one network")]
    pub(crate) fetch_options: Option<&'a RequestInit>,
}

/// A request that is forgotten when it is dropped.
struct Reply(u64);

impl Future for Reply {
    type Output = Result<Response, String>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        with(|world| {
            let Some(sent) = world.requests.iter_mut().find(|sent| sent.id == self.0) else { return Poll::Pending };
            sent.waker = context.waker().clone();
            sent.reply.take().map_or(Poll::Pending, Poll::Ready)
        })
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        with(|world| {
            let Some(index) = world.requests.iter().position(|sent| sent.id == self.0) else { return };
            let sent = world.requests.remove(index);
            if !sent.is_answered {
                world.aborted.push(sent.body);
            }
        });
    }
}

pub(crate) async fn send(request: Request<'_>) -> Result<Response, String> {
    let reply = with(|world| {
        let id = world.id();
        let authorization = request.headers.iter().find(|(name, _)| *name == "Authorization");
        world.requests.push(Sent {
            id,
            url: request.url.to_owned(),
            body: request.body.to_owned(),
            authorization: authorization.map(|(_, value)| (*value).to_owned()),
            is_answered: false,
            reply: None,
            waker: Waker::noop().clone(),
        });
        Reply(id)
    });
    reply.await
}
