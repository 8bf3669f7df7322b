//! Who calls, and the token fetchers, which must not be asked without need.
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};

use super::random::Random;
use crate::Auth;
use crate::runtime as world;

/// Who makes a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    Nobody,
    Token(String),
    /// The name of a fetcher, whose tokens begin with it.
    Fetcher(String),
}

impl Identity {
    /// Tells whether a header is of this identity.
    pub(super) fn owns(&self, header: Option<&str>) -> bool {
        match (self, header.map(|header| header.strip_prefix("Bearer ").unwrap_or_default())) {
            (Self::Nobody | Self::Fetcher(_), None) => true,
            (Self::Token(name), Some(token)) => name == token,
            (Self::Fetcher(name), Some(token)) => token.split_once('-').is_some_and(|(of, _)| of == name),
            _ => false,
        }
    }

    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Nobody => Value::Null,
            Self::Token(token) => json!({ "token": token }),
            Self::Fetcher(name) => json!({ "fetcher": name }),
        }
    }
}

/// All fetchers of a schedule.
#[derive(Default)]
pub(super) struct Fetchers {
    /// Each time that one was asked.
    pub(super) asked: Vec<Asked>,
    known: BTreeMap<String, Fetcher>,
    /// The deadlines of the calls, in milliseconds since the beginning.
    pub(super) deadlines: Vec<Option<f64>>,
    /// Whether answers may not arrive, as somebody is not polled who waits for them.
    is_lax: bool,
}

/// What is known of a fetcher.
#[derive(Default)]
struct Fetcher {
    tokens: usize,
    /// Whether the client has a token that has not been refused and does not expire.
    is_served: bool,
    /// Whether it ever made a token that expires.
    is_expiring: bool,
    /// How often it was asked for a new token, and how often there was a reason to.
    forced: usize,
    reasons: usize,
    /// Whether a new token was asked for and not to be had.
    is_failing: bool,
}

/// A question to a fetcher.
pub(super) struct Asked {
    name: String,
    is_forced: bool,
    pub(super) gate: usize,
    /// Whether it never answers.
    pub(super) hangs: bool,
    /// From when on others need not wait for the answer, in milliseconds since the beginning.
    until: f64,
    answer: Option<Result<Option<String>, &'static str>>,
}

impl Asked {
    fn is_given_up(&self) -> bool {
        self.is_forced && self.answer.is_none()
    }
}

impl Fetchers {
    pub(super) fn new(is_lax: bool) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self { is_lax, ..Self::default() }))
    }

    /// Makes the credentials of an identity.
    pub(super) fn auth(fetchers: &Rc<RefCell<Self>>, identity: &Identity) -> Auth {
        match identity {
            Identity::Nobody => Auth::default(),
            Identity::Token(token) => Auth::from(token.as_str()),
            Identity::Fetcher(name) => {
                let (fetchers, name) = (Rc::clone(fetchers), name.clone());
                Auth::fetcher(move |request| {
                    let (gate, opened) = world::gate();
                    let number = fetchers.borrow_mut().ask(&name, request.force_refresh, gate);
                    let fetchers = Rc::clone(&fetchers);
                    async move {
                        opened.await;
                        fetchers.borrow_mut().asked[number].answer.clone().expect("the gate is opened with an answer")
                    }
                })
            }
        }
    }

    fn ask(&mut self, name: &str, is_forced: bool, gate: usize) -> usize {
        let now = world::now() - world::BEGINNING;
        let until = self.deadlines[world::call()].unwrap_or(now + 30_000.0);
        for other in self.asked.iter().filter(|other| other.name == name && other.until > now) {
            assert!(other.answer.is_some() || !world::is_awaited(other.gate), "{name} is asked twice at once");
        }
        // One that was given up has not been of use.
        let is_again = self.asked.iter().rfind(|other| other.name == name).is_some_and(Asked::is_given_up);
        let fetcher = self.known.entry(name.to_owned()).or_default();
        fetcher.forced += usize::from(is_forced && !is_again);
        if !fetcher.is_expiring && !self.is_lax {
            assert!(!fetcher.is_served, "{name} is asked although there is a token");
            assert!(is_forced || !(fetcher.is_failing || is_again), "{name} is asked for the token that was refused");
            assert!(fetcher.forced <= fetcher.reasons, "{name} is asked for a new token without need");
        }
        let name = name.to_owned();
        self.asked.push(Asked { name, is_forced, gate, hangs: false, until, answer: None });
        self.asked.len() - 1
    }

    /// Lets a fetcher answer, and returns what it says.
    pub(super) fn answer(&mut self, number: usize, random: &mut Random) -> Value {
        let name = self.asked[number].name.clone();
        // What comes late does not count.
        let is_latest = self.asked.iter().rposition(|asked| asked.name == name) == Some(number);
        let asked = &mut self.asked[number];
        let fetcher = self.known.entry(name).or_default();
        if is_latest {
            fetcher.is_served = false;
            fetcher.is_failing = false;
        }
        let answer = match random.below(10) {
            0 => {
                // Whoever was refused still has no other token.
                fetcher.reasons += usize::from(asked.is_forced);
                fetcher.is_failing |= asked.is_forced && is_latest;
                Err("no token")
            }
            1 => Ok(None),
            2 => Ok(Some(String::new())),
            _ => {
                fetcher.tokens += 1;
                let lives = random.one_in(3).then(|| random.pick(&[5, 30, 300]));
                fetcher.is_served |= is_latest && lives.is_none();
                fetcher.is_expiring |= lives.is_some();
                Ok(Some(make_token(&format!("{}-{}", asked.name, fetcher.tokens), lives, random.one_in(3))))
            }
        };
        let told = match &answer {
            Ok(token) => json!({ "answer": number, "token": token }),
            Err(_) => json!({ "answer": number, "error": true }),
        };
        asked.answer = Some(answer);
        told
    }

    /// Notes that a token of a fetcher, or its absence, was refused.
    pub(super) fn refuse(&mut self, name: &str) {
        let fetcher = self.known.entry(name.to_owned()).or_default();
        fetcher.is_served = false;
        fetcher.reasons += 1;
    }

    /// Returns who was asked since so many.
    pub(super) fn asked_since(&self, count: usize) -> Vec<Value> {
        self.asked.iter().skip(count).map(|asked| json!([asked.name, asked.is_forced])).collect()
    }

    /// Returns the questions that may be answered.
    pub(super) fn open(&self) -> Vec<usize> {
        let is_open = |asked: &Asked| !asked.hangs && asked.answer.is_none() && world::is_awaited(asked.gate);
        self.asked.iter().enumerate().filter_map(|(number, asked)| is_open(asked).then_some(number)).collect()
    }
}

/// Makes a token that lives so many seconds, which it says in numbers or in strings, or for ever.
fn make_token(name: &str, lives: Option<u32>, is_text: bool) -> String {
    let Some(lives) = lives else { return name.to_owned() };
    let now = (world::now() / 1000.0).floor();
    let (exp, iat) = (now + f64::from(lives), now);
    let claims =
        if is_text { format!(r#"{{"exp":"{exp}","iat":"{iat}"}}"#) } else { format!(r#"{{"exp":{exp},"iat":{iat}}}"#) };
    let mut text = vec![0; claims.len().div_ceil(3) * 4];
    convex_http_client_core::value::scalar::write_base64(claims.as_bytes(), &mut text);
    format!("{name}.{}.x", String::from_utf8(text).unwrap().trim_end_matches('='))
}
