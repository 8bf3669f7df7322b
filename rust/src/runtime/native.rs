//! Where there is no JavaScript.
use std::future::{Future, pending, poll_fn};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use js_sys::Function;
use web_sys::RequestInit;

use crate::error::{ErrorKind, TransportError};
use crate::transport::{self, Sending};

/// Whether a task that was spawned goes on by itself. There is nobody who would poll it.
pub(crate) const SPAWNS: bool = false;

pub(crate) fn spawn(_future: impl Future<Output = ()> + 'static) {}

/// A timer, and who waits for it.
struct Timer {
    at: Instant,
    waker: Mutex<Waker>,
}

/// Waits. Where the future is dropped, nobody is woken.
pub(crate) async fn sleep(time: Duration) {
    let Some(at) = Instant::now().checked_add(time) else { return pending().await };
    let timer = Arc::new(Timer { at, waker: Mutex::new(Waker::noop().clone()) });
    let mut is_set = false;
    poll_fn(|context| {
        if Instant::now() >= at {
            return Poll::Ready(());
        }
        timer.waker.lock().unwrap_or_else(PoisonError::into_inner).clone_from(context.waker());
        if !is_set {
            is_set = true;
            // The thread ends with the program.
            let _ = timers().send(Arc::downgrade(&timer));
        }
        Poll::Pending
    })
    .await;
}

/// Returns the way to the thread that keeps time.
fn timers() -> &'static Sender<Weak<Timer>> {
    static TIMERS: OnceLock<Sender<Weak<Timer>>> = OnceLock::new();
    TIMERS.get_or_init(|| {
        let (sender, receiver) = channel::<Weak<Timer>>();
        thread::spawn(move || {
            let mut set = Vec::new();
            loop {
                set.retain(|timer| !is_over(timer));
                let next = set.iter().filter_map(|timer: &Weak<Timer>| Some(timer.upgrade()?.at)).min();
                let wait = next.map_or(Duration::MAX, |at| at.saturating_duration_since(Instant::now()));
                match receiver.recv_timeout(wait) {
                    Ok(timer) => set.push(timer),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        });
        sender
    })
}

/// Wakes whoever waits for a timer that is due, and tells whether nobody waits for it any more.
fn is_over(timer: &Weak<Timer>) -> bool {
    let Some(timer) = timer.upgrade() else { return true };
    let is_due = timer.at <= Instant::now();
    if is_due {
        timer.waker.lock().unwrap_or_else(PoisonError::into_inner).wake_by_ref();
    }
    is_due
}

/// Waits until a time, in milliseconds.
pub(crate) async fn sleep_until(time: f64) {
    sleep(Duration::try_from_secs_f64((time - now()) / 1000.0).unwrap_or_default()).await;
}

/// Returns the time, in milliseconds.
pub(crate) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// Returns a date's time, in milliseconds; NaN where it is none. It knows the form that HTTP has:
/// <https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats>.
pub(crate) fn parse_date(date: &str) -> f64 {
    read_date(date).unwrap_or(f64::NAN)
}

fn read_date(date: &str) -> Option<f64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = date.split_once(", ")?.1.strip_suffix(" GMT")?.split([' ', ':']);
    let mut number = || parts.next()?.parse::<f64>().ok();
    let day = number()?;
    let name = parts.next()?;
    let month = (0_u8..).zip(MONTHS).find_map(|(index, month)| (month == name).then_some(f64::from(index)))?;
    let mut number = || parts.next()?.parse::<f64>().ok();
    let (year, hours, minutes, seconds) = (number()?, number()?, number()?, number()?);
    // Years begin in March, so that a leap day is the last one.
    let years = if month < 2.0 { year - 1.0 } else { year };
    let months = (month + 10.0) % 12.0;
    let leap_days = (years / 4.0).floor() - (years / 100.0).floor() + (years / 400.0).floor();
    let days = years * 365.0 + leap_days + ((months * 153.0 + 2.0) / 5.0).floor() + day - 1.0 - 719_468.0;
    Some((((days * 24.0 + hours) * 60.0 + minutes) * 60.0 + seconds) * 1000.0)
}

/// Returns the number that JSON has.
pub(crate) fn parse_number(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// Prints a number as JavaScript does. Rust finds the same digits, and writes an exponent where it is told to.
pub(crate) fn print_number(number: f64) -> String {
    if !number.is_finite() || number == 0.0 || (1e-6..1e21).contains(&number.abs()) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    if number.abs() < 1.0 { text } else { text.replace('e', "e+") }
}

/// Returns a number from 0 to 1.
pub(crate) fn random() -> f64 {
    // Each state has keys of its own.
    let random = RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(random >> 32).unwrap_or_default()) / 4_294_967_296.0
}

/// Tells whether an address may be a URL.
pub(crate) fn is_url(address: &str) -> bool {
    let host = address.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    !host.is_empty()
        && !host.contains(|character: char| character.is_whitespace() || "<>^|\\\"`{}%".contains(character))
}

pub(crate) fn print_line(prefix: &str, text: &str) {
    println!("{} {text}", prefix.trim_start_matches("%c"));
}

/// A signal, of which there is none: nobody can make options of `fetch`.
pub(crate) struct Signal;

impl Signal {
    pub(crate) fn of(_options: &RequestInit) -> Option<Self> {
        None
    }

    #[expect(clippy::unused_self, reason = "the real one knows")]
    pub(crate) fn reason(&self) -> Option<TransportError> {
        None
    }

    pub(crate) async fn aborted(&self) -> TransportError {
        pending().await
    }
}

/// Sends nothing: there is no `fetch`.
pub(crate) fn fetch(
    _request: &transport::Request,
    _fetch: Option<&Function>,
    _options: &[&RequestInit],
) -> Result<Sending, ErrorKind> {
    let message = "calls need JavaScript: natively, build the client with a `transport`, or use the crate `convex`";
    Err(ErrorKind::Client(message.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::task::{Context, Wake};

    use super::*;

    #[test]
    fn reads_dates_of_http() {
        // What `Date.parse` returns for each of them.
        for (date, time) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000.0),
            ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799_000.0),
            ("Wed, 25 Nov 2026 13:31:16 GMT", 1_795_613_476_000.0),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400_000.0),
        ] {
            assert_eq!(parse_date(date).to_bits(), f64::to_bits(time), "{date}");
        }
        for date in ["", "soon", "120", "Thu, 01 Nov 1970", "Thu, 01 Foo 1970 00:00:00 GMT"] {
            assert!(parse_date(date).is_nan(), "{date}");
        }
    }

    #[test]
    fn tells_urls_from_others() {
        for address in ["http://127.0.0.1:3210", "https://convex.example.com/base", "http://[::1]:3210"] {
            assert!(is_url(address), "{address}");
        }
        for address in ["https:", "https://", "https:///a", "http://a b", "http://<host>"] {
            assert!(!is_url(address), "{address}");
        }
    }

    #[test]
    fn wakes_sleepers_when_it_is_time() {
        struct Note(Sender<()>);
        impl Wake for Note {
            fn wake(self: Arc<Self>) {
                let _ = self.0.send(());
            }
        }
        let (sender, woken) = channel();
        let waker = Waker::from(Arc::new(Note(sender)));
        let mut context = Context::from_waker(&waker);
        let begun = Instant::now();
        let mut dropped = Box::pin(sleep(Duration::from_millis(5)));
        assert!(dropped.as_mut().poll(&mut context).is_pending());
        drop(dropped);
        let mut sleeping = Box::pin(sleep(Duration::from_millis(30)));
        assert!(sleeping.as_mut().poll(&mut context).is_pending());
        assert!(woken.recv_timeout(Duration::from_secs(10)).is_ok());
        assert!(begun.elapsed() >= Duration::from_millis(30));
        assert!(sleeping.as_mut().poll(&mut context).is_ready());
    }

    #[test]
    fn draws_numbers_from_0_to_1() {
        let drawn: Vec<f64> = (0..100).map(|_| random()).collect();
        assert!(drawn.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(drawn.iter().any(|number| number.to_bits() != drawn[0].to_bits()));
    }
}
