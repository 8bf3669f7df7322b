//! What calls are told.
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::identity::{Fetchers, Identity};
use super::random::Random;
use crate::task::Task;
use crate::{BatchQuery, Call, Client, Error, Idempotency, Retry, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Query,
    Mutation,
    Action,
    Batch,
}

impl Method {
    pub(super) fn is_write(self) -> bool {
        matches!(self, Self::Mutation | Self::Action)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Action => "action",
            Self::Batch => "batch",
        }
    }
}

/// The caller's word on whether running a call twice is the same as once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    No,
    Yes,
    Key(String),
}

impl Word {
    fn draw(id: usize, random: &mut Random) -> Self {
        match random.below(5) {
            0 => Self::No,
            1 | 2 => Self::Yes,
            // A key with what no id may have.
            _ => Self::Key(format!("k{id} \u{e9}%")),
        }
    }

    pub(super) fn to_idempotency(&self) -> Idempotency {
        match self {
            Self::No => false.into(),
            Self::Yes => true.into(),
            Self::Key(key) => key.as_str().into(),
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::No => false.into(),
            Self::Yes => true.into(),
            Self::Key(key) => key.as_str().into(),
        }
    }
}

/// How often calls are sent again.
#[derive(Clone, Copy)]
pub(super) struct Repeating {
    limit: u32,
    backoff: u64,
    max_retry_after: Option<u64>,
    below: Option<u32>,
}

impl Repeating {
    pub(super) fn draw(random: &mut Random) -> Self {
        Self {
            limit: u32::try_from(random.below(4)).unwrap(),
            backoff: random.pick(&[34, 98]),
            max_retry_after: random.one_in(3).then_some(1500),
            below: random.one_in(3).then_some(2),
        }
    }

    pub(super) fn to_retry(self) -> Retry {
        let mut retry = Retry::new(self.limit).backoff(Duration::from_millis(self.backoff));
        if let Some(longest) = self.max_retry_after {
            retry = retry.max_retry_after(Duration::from_millis(longest));
        }
        match self.below {
            Some(below) => retry.should_retry(move |_, attempt| attempt < below),
            None => retry,
        }
    }

    pub(super) fn to_json(self) -> Json {
        let mut json = json!({ "limit": self.limit, "backoff": self.backoff });
        if let Some(longest) = self.max_retry_after {
            json["maxRetryAfter"] = longest.into();
        }
        if let Some(below) = self.below {
            json["below"] = below.into();
        }
        json
    }

    /// Tells whether a `Retry-After` is too long to be waited for.
    pub(super) fn is_too_long(self, milliseconds: u64) -> bool {
        milliseconds > self.max_retry_after.unwrap_or(60_000)
    }
}

/// What all calls of a schedule have in common.
pub(super) struct Defaults {
    pub(super) timeout: Option<u64>,
    pub(super) repeating: Option<Repeating>,
    /// Whether running mutations twice is said to be the same as once.
    pub(super) is_idempotent: bool,
    /// Whether calls may do what only futures can.
    pub(super) is_alone: bool,
}

/// What one call is told.
pub(super) struct Options {
    pub(super) method: Method,
    pub(super) is_skipping: bool,
    /// In milliseconds.
    pub(super) timeout: Option<u64>,
    pub(super) repeating: Option<Repeating>,
    pub(super) identity: Option<Identity>,
    pub(super) word: Option<Word>,
}

impl Options {
    /// Draws the options of call `id`.
    pub(super) fn draw(id: usize, defaults: &Defaults, random: &mut Random) -> Self {
        let method = random.pick(&[Method::Query, Method::Mutation, Method::Mutation, Method::Action, Method::Batch]);
        let method = if random.one_in(3) { Method::Mutation } else { method };
        let is_skipping = random.one_in(4) && (method == Method::Mutation || defaults.is_alone);
        let is_zero = defaults.is_alone && random.one_in(16);
        let timeout = random.one_in(4).then(|| random.pick(&[20, 150, 900, 40_000]) + 7 * id as u64);
        let repeating = random.one_in(5).then(|| Repeating::draw(random));
        let identity = random.one_in(6).then(|| match random.below(3) {
            0 => Identity::Token(format!("own{id}")),
            _ => Identity::Fetcher(format!("own{id}")),
        });
        let word = (method.is_write() && random.one_in(3)).then(|| Word::draw(id, random));
        Self { method, is_skipping, timeout: if is_zero { Some(0) } else { timeout }, repeating, identity, word }
    }

    /// Tells whether running the call twice is said to be the same as once.
    pub(super) fn is_idempotent(&self, defaults: &Defaults) -> bool {
        match &self.word {
            Some(word) => *word != Word::No,
            None => self.method == Method::Mutation && defaults.is_idempotent,
        }
    }

    /// Returns the options by the names of the npm package.
    pub(super) fn to_json(&self) -> Json {
        let mut options = json!({});
        if self.is_skipping {
            options["skipQueue"] = true.into();
        }
        if let Some(timeout) = self.timeout {
            options["timeout"] = timeout.into();
        }
        if let Some(repeating) = self.repeating {
            options["retry"] = repeating.to_json();
        }
        if let Some(identity) = &self.identity {
            options["auth"] = identity.to_json();
        }
        if let Some(word) = &self.word {
            options["idempotent"] = word.to_json();
        }
        options
    }

    /// Makes the call.
    pub(super) fn start(
        &self,
        client: &Client,
        fetchers: &Rc<RefCell<Fetchers>>,
        id: usize,
    ) -> Task<Result<(), Error>> {
        let args = Value::from([("id", id.to_string().into())]);
        match self.method {
            Method::Query => self.task(client.query::<Value>("f", &args), fetchers),
            Method::Mutation => self.task(client.mutation::<Value>("f", &args), fetchers),
            Method::Action => self.task(client.action::<Value>("f", &args), fetchers),
            Method::Batch => self.task(client.batch([BatchQuery::new("f", &args)]), fetchers),
        }
    }

    fn task<T: 'static>(&self, mut call: Call<T>, fetchers: &Rc<RefCell<Fetchers>>) -> Task<Result<(), Error>> {
        if self.is_skipping {
            call = call.skip_queue();
        }
        if let Some(timeout) = self.timeout {
            call = call.timeout(Duration::from_millis(timeout));
        }
        if let Some(repeating) = self.repeating {
            call = call.retry(repeating.to_retry());
        }
        if let Some(identity) = &self.identity {
            call = call.auth(Fetchers::auth(fetchers, identity));
        }
        if let Some(word) = &self.word {
            call = call.idempotent(word.to_idempotency());
        }
        Task::new(async { call.await.map(drop) })
    }
}
