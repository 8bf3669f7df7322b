//! Schedules as lines of JSON, so that another face can play them and be compared.
//!
//! Where the environment names a file in `TRACE`, each schedule that promises can follow is written to it as one line,
//! the same for the same seed:
//!
//! ```json
//! { "seed": 7, "client": { … }, "events": [ … ] }
//! ```
//!
//! `client` has the options of `new ConvexHttpClient("https://a.convex.cloud", { … })` and each `make` those of its call,
//! by the names of the npm package, but for functions, which JSON has not:
//!
//! - `auth` is `{ "token": "…" }` or `{ "fetcher": "f1" }`, a token fetcher of this name;
//! - `retry.below` stands for `shouldRetry: (error, attempt) => attempt < below`.
//!
//! Chance always says 0.5, the clock stands still between events, and whoever plays an event lets everything settle that
//! can before the next one. Times are in milliseconds since the client was made. These events happen *to* the client:
//!
//! | event | what happens |
//! |---|---|
//! | `{ "make": 3, "method": "mutation", "options": {…} }` | call 3 is made, of the function `f` with `{ "id": "3" }`; a batch has it as its only query |
//! | `{ "abort": 3 }` | the caller stops call 3, which it forgets: in Rust by dropping its future |
//! | `{ "setAuth": {…} }`, `{ "clearAuth": true }` | the client gets other credentials, as in `auth` |
//! | `{ "time": 250 }` | it is this late now: all timers that are due fire, the earliest first |
//! | `{ "answer": 2, "token": "…" }` | the fetcher that was asked as the 2nd returns this token, which may be empty or null |
//! | `{ "answer": 2, "error": true }` | it fails. Who is not mentioned again never answers |
//! | `{ "reply": 3, "status": 503, "body": "…", "retryAfter": "1" }` | the request of call 3 is answered, with that header if it stands here |
//! | `{ "reply": 3, "network": true }` | it fails without a reply |
//!
//! After each of them stands what is *seen* then:
//!
//! | member of `see` | what it lists |
//! |---|---|
//! | `requests` | what is sent and waits for a reply, sorted by call: `[3, "mutation", "Bearer …", true]`, the last part of the URL, null without a token, and whether it has a `Convex-Request-Id`: that itself if it is made of a caller's key, and its prefix if it is made for an idempotent call |
//! | `asked` | who was asked for a token since the last event, in order: `["f1", true]`, with `forceRefreshToken` |
//! | `settled` | which calls settled since the last event, sorted: `[3, "ok"]`, or `[3, kind, status, code, outcome, retryable, attempts]` of an error's info, null where there is none |
//! | `pending` | the number of `pendingMutations` |
//! | `timers` | when the timers fire that are set, the earliest first |
//!
//! What only futures can do is never written: not being polled, a timeout of zero.
use std::fs::File;
use std::io::BufWriter;
use std::sync::Mutex;

use serde_json::{Value, json};

/// What is written of a schedule, if it is.
pub(super) struct Trace {
    is_on: bool,
    events: Vec<Value>,
}

impl Trace {
    pub(super) fn new(is_on: bool) -> Self {
        Self { is_on, events: Vec::new() }
    }

    pub(super) fn note(&mut self, event: impl FnOnce() -> Value) {
        if self.is_on {
            self.events.push(event());
        }
    }

    /// Returns the schedule as a line, if it is written.
    pub(super) fn into_line(self, seed: u64, client: &Value) -> Option<String> {
        let Self { is_on, events } = self;
        is_on.then(|| json!({ "seed": seed, "client": client, "events": events }).to_string())
    }
}

/// Makes the file that traces go to, if there is to be one.
pub(super) fn create() -> Option<Mutex<BufWriter<File>>> {
    let path = std::env::var("TRACE").ok().filter(|path| !path.is_empty())?;
    Some(Mutex::new(BufWriter::new(File::create(path).expect("the file of TRACE can be made"))))
}
