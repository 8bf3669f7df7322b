//! What the rules read of texts from outside, for random ones: beside the `base64` crate, and beside what is plain to see.
//!
//! `FUZZ_MILLIS` says for how long, in milliseconds, and `SEED` from where on; a failure says how to repeat it.
#![allow(clippy::indexing_slicing, clippy::panic, reason = "a test may say what it expects and die of it")]

use std::env;
use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use convex_http_client_core::value::scalar;
use convex_http_client_core::{address, header, idempotency, log_line, retry};

/// Texts that something is wrong with, or was: each is tried as it is, and then changed at random.
const CORPUS: [&str; 22] = [
    "",
    "120",
    "2.128",
    "1e3",
    ".5",
    "0x10",
    "999999999999999999999999999999",
    "Fri, 31 Dec 1999 23:59:59 GMT",
    "AQAAAAAAAAA=",
    "AQAAAAAAAAA",
    "/////////38=",
    "AAAAAAAA8H8=",
    "A===",
    "https://happy-otter-123.convex.cloud///",
    "http://127.0.0.1:3210",
    "https://happy-otter-123.convex.site",
    "idempotent-a%20b",
    "[LOG] 'hi'",
    "[ERROR]",
    "Bearer e30.e30.e30",
    "a\u{7f}b\tc\r\n",
    "ü€😀",
];

/// Numbers by xorshift64*, of Sebastiano Vigna.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next()).unwrap_or_default() % limit.max(1)
    }

    /// Returns a text of the corpus with some of its characters changed, removed or doubled.
    fn text(&mut self) -> String {
        let mut text: Vec<char> = CORPUS[self.below(CORPUS.len())].chars().collect();
        for _ in 0..self.below(4) {
            let place = self.below(text.len());
            let other = CORPUS[self.below(CORPUS.len())].chars().nth(self.below(12)).unwrap_or('0');
            match self.below(4) {
                0 if !text.is_empty() => drop(text.remove(place)),
                1 if !text.is_empty() => text[place] = other,
                2 => text.extend_from_within(place..),
                _ => text.insert(place, other),
            }
        }
        text.into_iter().collect()
    }
}

fn check(seed: u64) {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let text = random.text();
    check_base64(&text, &mut random);
    check_retry_after(&text);
    check_key(&text);
    let units = || text.encode_utf16();
    let refused = header::refused_at(units());
    let is_fit = |unit: u16| unit == 9 || (0x20..=0xff).contains(&unit) && unit != 0x7f;
    // `fetch` drops these at the ends.
    let is_space = |character: char| matches!(character, ' ' | '\t' | '\r' | '\n');
    let begin = text.len() - text.trim_start_matches(is_space).len();
    let unfit = text.trim_matches(is_space).encode_utf16().position(|unit| !is_fit(unit));
    let expected = unfit.and_then(|at| u32::try_from(at + begin).ok());
    assert_eq!(refused, expected, "a header {text:?}");
    let surplus = address::surplus(&text);
    assert_eq!(text.len() - text.trim_end_matches('/').len(), surplus, "an address {text:?}");
    let _ = address::check(&text, || true);
    let length = log_line::level_length(units()).map_or(0, |length| length as usize);
    assert!(length <= units().count(), "a log line {text:?}");
}

fn check_base64(text: &str, random: &mut Random) {
    let bytes: Vec<u8> = (0..random.below(40)).map(|_| random.next().to_le_bytes()[0]).collect();
    let expected = BASE64_STANDARD.encode(&bytes);
    for text in [text, &expected] {
        let mut decoded = Vec::new();
        let found = scalar::decode_base64(text.encode_utf16(), |triple| decoded.extend(triple));
        if let Ok(known) = BASE64_STANDARD.decode(text) {
            assert_eq!(found.ok(), Some(known.len()), "{text:?}");
            assert_eq!(decoded[..known.len()], known, "{text:?}");
        }
    }
    let mut eight = [0; 8];
    bytes.iter().zip(&mut eight).for_each(|(from, to)| *to = *from);
    let written: String =
        scalar::encode_units(eight).iter().flat_map(|four| four.to_le_bytes()).map(char::from).collect();
    assert_eq!(written, BASE64_STANDARD.encode(eight));
    let units: Vec<u16> = written.encode_utf16().collect();
    let pairs = std::array::from_fn(|at| u32::from(units[at * 2]) | u32::from(units[at * 2 + 1]) << 16);
    assert_eq!(scalar::decode_units(pairs), Some(i64::from_le_bytes(eight)), "{written}");
}

/// Reads the header as a person would.
fn check_retry_after(text: &str) {
    let trimmed = text.trim_matches(|character: char| matches!(character, ' ' | '\t' | '\r' | '\n' | '\u{c}'));
    let is_number = trimmed.split('.').count() <= 2
        && trimmed.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let found = retry::retry_after(text, 5.0);
    let expected = if is_number {
        trimmed.parse::<f64>().ok().map(f64::ceil)
    } else {
        trimmed.starts_with(|first: char| first.is_ascii_alphabetic()).then_some(0.005)
    };
    match (found, expected) {
        (Some(found), Some(expected)) => {
            let difference = (found / 1000.0 - expected).abs();
            assert!(difference <= expected * 1e-9, "{text:?}: {found} of {expected}");
        }
        (found, expected) => assert_eq!(found, expected.map(|seconds| seconds * 1000.0), "{text:?}"),
    }
}

fn check_key(text: &str) {
    if !idempotency::is_key(text) {
        return;
    }
    let id: String = idempotency::id_of(text).collect();
    assert!(id.bytes().all(|byte| byte.is_ascii_graphic()), "{text:?} is {id}");
    // Whoever knows the id goes on with the call.
    assert_eq!(idempotency::id_of(&id).collect::<String>(), id, "{text:?}");
    let escaped = id.strip_prefix(idempotency::PREFIX).unwrap_or_default();
    if !text.starts_with(idempotency::PREFIX) {
        let mut bytes = escaped.bytes();
        let mut read = Vec::new();
        while let Some(byte) = bytes.next() {
            let mut digit = || bytes.next().and_then(|digit| char::from(digit).to_digit(16)).unwrap_or(99);
            let value = if byte == b'%' { digit() * 16 + digit() } else { u32::from(byte) };
            read.push(u8::try_from(value).unwrap_or_default());
        }
        assert_eq!(String::from_utf8(read).as_deref(), Ok(text), "{id}");
    }
}

#[test]
fn reads_random_texts_as_others_do() {
    let number = |name: &str, default| env::var(name).map_or(default, |text| text.parse().expect("a whole number"));
    let time = Duration::from_millis(number("FUZZ_MILLIS", 500));
    let (start, first) = (Instant::now(), number("SEED", 1));
    let mut seed = first;
    while start.elapsed() < time {
        for _ in 0..1000 {
            assert!(
                catch_unwind(|| check(seed)).is_ok(),
                "text {seed} fails: SEED={seed} FUZZ_MILLIS=1 cargo test -p convex-http-client-core --test fuzz"
            );
            seed += 1;
        }
    }
    println!("fuzz: {} texts from seed {first} in {} ms", seed - first, start.elapsed().as_millis());
}
