//! What stands for JavaScript in native tests: a clock that stands still, and a network that does what a test says.
//!
//! It has the functions of `js`, so that all that is built on them runs natively, in whatever order a test wants: time
//! passes by [`advance`], requests are answered by [`reply`], and what callers of the client do takes as long as a
//! [`gate`] is shut. Each thread has a world of its own.
use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use js_sys::Function;
use web_sys::RequestInit;

pub(crate) use super::native::{Signal, parse_number, print_number};
use crate::error::{ErrorKind, TransportError};
use crate::task::Task;
pub(crate) use crate::transport::Response;
use crate::transport::{self, Sending};

thread_local!(static WORLD: RefCell<World> = RefCell::default());

#[derive(Default)]
struct World {
    /// In milliseconds since the beginning.
    now: f64,
    timers: Vec<Timer>,
    requests: Vec<Rc<Sent>>,
    /// All that were sent since somebody asked.
    sent: Vec<Rc<Sent>>,
    /// Those that were given up before they were answered.
    aborted: Vec<Rc<Sent>>,
    gates: Vec<Gate>,
    /// What goes on by itself, with the number of the call that it is of, and what was to and died.
    tasks: Vec<(usize, Task<()>)>,
    dead: Vec<(usize, Task<()>)>,
    /// The number of the call that is being polled.
    call: usize,
    /// How many timers, requests and gates there were.
    count: usize,
}

struct Timer {
    id: usize,
    at: f64,
    waker: Waker,
}

/// A request that waits for its reply.
#[derive(Debug)]
pub(crate) struct Sent {
    id: usize,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    reply: RefCell<Option<Result<Response, TransportError>>>,
    waker: RefCell<Waker>,
}

struct Gate {
    id: usize,
    is_open: bool,
    waker: Waker,
}

/// When the world begins, in milliseconds since 1970.
pub(crate) const BEGINNING: f64 = 1.7e12;

fn with<T>(run: impl FnOnce(&mut World) -> T) -> T {
    WORLD.with_borrow_mut(run)
}

/// Begins anew.
pub(crate) fn reset() {
    let old = with(std::mem::take);
    // Whatever it holds may call the world when it is dropped.
    drop(old);
}

/// Returns when the next timer fires, in milliseconds since the beginning.
pub(crate) fn next_timer() -> Option<f64> {
    with(|world| world.timers.iter().map(|timer| timer.at).reduce(f64::min))
}

/// Returns when the timers fire that are set, in milliseconds since the beginning, the earliest first.
pub(crate) fn timers() -> Vec<f64> {
    let mut timers = with(|world| world.timers.iter().map(|timer| timer.at).collect::<Vec<_>>());
    timers.sort_by(f64::total_cmp);
    timers
}

/// Lets time pass up to a time in milliseconds since the beginning, and the timers fire that are due.
pub(crate) fn advance(to: f64) {
    while fire(to) {}
}

/// Lets time pass up to a time in milliseconds since the beginning, and one timer fire, the earliest. Tells whether there
/// was one.
pub(crate) fn fire(to: f64) -> bool {
    let due = with(|world| {
        world.now = world.now.max(to);
        let due = |(_, timer): &(usize, &Timer)| timer.at <= world.now;
        let earlier = |a: &(usize, &Timer), b: &(usize, &Timer)| a.1.at.total_cmp(&b.1.at).then(a.1.id.cmp(&b.1.id));
        let (index, _) = world.timers.iter().enumerate().filter(due).min_by(earlier)?;
        Some(world.timers.remove(index))
    });
    let Some(timer) = due else { return false };
    timer.waker.wake();
    true
}

/// Returns the requests that are not answered yet, in the order in which they were sent.
pub(crate) fn requests() -> Vec<Rc<Sent>> {
    with(|world| world.requests.iter().filter(|sent| sent.is_open()).map(Rc::clone).collect())
}

/// Returns the requests that were sent since this was last asked.
pub(crate) fn sent() -> Vec<Rc<Sent>> {
    with(|world| std::mem::take(&mut world.sent))
}

/// Returns the requests that were given up since this was last asked.
pub(crate) fn aborted() -> Vec<Rc<Sent>> {
    with(|world| std::mem::take(&mut world.aborted))
}

/// Answers a request, or lets it fail.
pub(crate) fn reply(sent: &Sent, reply: Result<Response, TransportError>) {
    sent.reply.replace(Some(reply));
    sent.waker.replace(Waker::noop().clone()).wake();
}

/// Tasks go on by themselves, as where the crate is used.
pub(crate) const SPAWNS: bool = true;

pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    with(|world| world.tasks.push((world.call, Task::new(future))));
}

/// Returns the number of the call that is being polled.
pub(crate) fn call() -> usize {
    with(|world| world.call)
}

/// Says which call is polled now.
pub(crate) fn set_call(number: usize) {
    with(|world| world.call = number);
}

/// Polls one of the tasks that have asked for it, the one that was first, and tells whether there was one.
pub(crate) fn run_one() -> bool {
    let first = with(|world| {
        let woken = world.tasks.iter().enumerate().filter_map(|(index, (_, task))| Some((task.woken()?, index)));
        let (_, index) = woken.min()?;
        Some(world.tasks.remove(index))
    });
    let Some((call, mut task)) = first else { return false };
    set_call(call);
    task.poll();
    if task.is_open() {
        with(|world| world.tasks.push((call, task)));
    }
    true
}

/// Ends in silence whatever goes on, as where the request that it belongs to has ended in a Worker.
pub(crate) fn die() {
    with(|world| {
        let tasks = std::mem::take(&mut world.tasks);
        world.dead.extend(tasks);
    });
}

/// Returns how many timers are set, and how many requests are neither read nor given up.
pub(crate) fn leftovers() -> (usize, usize) {
    with(|world| (world.timers.len(), world.requests.len()))
}

/// Waits until the gate of this number is opened.
pub(crate) fn gate() -> (usize, impl Future<Output = ()>) {
    let id = with(|world| {
        let id = world.next_id();
        world.gates.push(Gate { id, is_open: false, waker: Waker::noop().clone() });
        id
    });
    let waiting = Waiting(id);
    (id, poll_fn(move |context| waiting.poll(context)))
}

/// Opens a gate. Nothing happens where nobody waits for it any more.
pub(crate) fn open(id: usize) {
    let waker = with(|world| {
        let gate = world.gates.iter_mut().find(|gate| gate.id == id)?;
        gate.is_open = true;
        Some(gate.waker.clone())
    });
    waker.into_iter().for_each(Waker::wake);
}

/// Tells whether somebody waits for a gate.
pub(crate) fn is_awaited(id: usize) -> bool {
    with(|world| world.gates.iter().any(|gate| gate.id == id))
}

struct Waiting(usize);

impl Waiting {
    fn poll(&self, context: &Context<'_>) -> Poll<()> {
        with(|world| match world.gates.iter_mut().find(|gate| gate.id == self.0) {
            Some(gate) if gate.is_open => Poll::Ready(()),
            Some(gate) => {
                gate.waker.clone_from(context.waker());
                Poll::Pending
            }
            None => Poll::Pending,
        })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let gates = with(|world| world.gates.extract_if(.., |gate| gate.id == self.0).collect::<Vec<_>>());
        drop(gates);
    }
}

impl World {
    fn next_id(&mut self) -> usize {
        self.count += 1;
        self.count
    }
}

impl Sent {
    fn is_open(&self) -> bool {
        self.reply.borrow().is_none()
    }

    /// Returns a header, by its name in any case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }
}

/// A timer that is cleared when it is dropped.
struct Sleep {
    id: usize,
    at: f64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        with(|world| {
            if world.now >= self.at {
                return Poll::Ready(());
            }
            let waker = context.waker().clone();
            match world.timers.iter_mut().find(|timer| timer.id == self.id) {
                Some(timer) => timer.waker = waker,
                None => world.timers.push(Timer { id: self.id, at: self.at, waker }),
            }
            Poll::Pending
        })
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        with(|world| world.timers.retain(|timer| timer.id != self.id));
    }
}

pub(crate) async fn sleep(time: Duration) {
    #[expect(clippy::cast_precision_loss, reason = "times are shorter than an age")]
    // To the next whole millisecond, as the real one counts.
    let milliseconds = time.as_nanos().div_ceil(1_000_000) as f64;
    let (id, at) = with(|world| (world.next_id(), world.now + milliseconds));
    Sleep { id, at }.await;
}

pub(crate) async fn sleep_until(time: f64) {
    sleep(Duration::try_from_secs_f64((time - now()) / 1000.0).unwrap_or_default()).await;
}

pub(crate) fn now() -> f64 {
    BEGINNING + with(|world| world.now)
}

/// Knows the dates of HTTP, and those of another form: the milliseconds since the beginning, behind a day.
pub(crate) fn parse_date(date: &str) -> f64 {
    let day = date.strip_prefix("Day ").and_then(|at| at.parse::<f64>().ok());
    day.map_or_else(|| super::native::parse_date(date), |at| BEGINNING + at)
}

/// Always the same, so that a schedule has the same delays wherever it is played.
pub(crate) fn random() -> f64 {
    0.5
}

pub(crate) fn is_url(_address: &str) -> bool {
    true
}

pub(crate) fn print_line(_prefix: &str, _text: &str) {}

/// Sends a request when its future is first polled.
#[expect(clippy::unnecessary_wraps, reason = "the real one may fail")]
pub(crate) fn fetch(
    request: &transport::Request,
    _fetch: Option<&Function>,
    _options: &[&RequestInit],
) -> Result<Sending, ErrorKind> {
    let transport::Request { url, headers, body, .. } = request.clone();
    Ok(Box::pin(async move {
        let (reply, waker) = (RefCell::default(), RefCell::new(Waker::noop().clone()));
        let sent = with(|world| {
            let sent = Rc::new(Sent { id: world.next_id(), url, headers, body, reply, waker });
            world.requests.push(Rc::clone(&sent));
            world.sent.push(Rc::clone(&sent));
            sent
        });
        Reply(sent).await
    }))
}

/// A request that is given up when it is dropped.
struct Reply(Rc<Sent>);

impl Future for Reply {
    type Output = Result<Response, TransportError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self(sent) = &*self;
        sent.waker.replace(context.waker().clone());
        // Only its mark is left.
        let reply =
            sent.reply.borrow_mut().as_mut().map(|reply| std::mem::replace(reply, Err(TransportError::new(""))));
        reply.map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        with(|world| {
            world.requests.retain(|sent| sent.id != self.0.id);
            if self.0.is_open() {
                world.aborted.push(Rc::clone(&self.0));
            }
        });
    }
}
