//! What may be sent again, and when.
//!
//! | kind | is safe to send again after | unknown whether it ran after |
//! |---|---|---|
//! | query, batch | no reply, 408, 425, 429, 500, 502–504, 520–529 | never: it has no effects |
//! | mutation | a reply that proves that it did not commit: see below | everything else but a 401 |
//! | action, function | nothing | everything but a 401 |
//! | any of them, idempotent | what a query is, and what its kind is | as its kind |
//!
//! These prove that a mutation did not commit: a 503 with the code `ExpiredInQueue`, `WorkerOverloaded`,
//! `IsolateNotClean`, `InitialPermitTimeoutError`, `ExecuteFullError`, `OptimisticConcurrencyControlFailure` or
//! `CommitterFullError`, and a 429 with `TooManyConcurrentRequests` or `TooManyWrites`. The deployment raises each of
//! them before a commit, or in its place.
//!
//! A 401 proves that nothing ran, whatever the kind. The same request would be refused again: only a new token helps.
use crate::kind::Kind;

/// The statuses after which a query may be sent again, besides those between a proxy and its origin.
const TRANSIENT: [u16; 7] = [408, 425, 429, 500, 502, 503, 504];

/// What a proxy answers, as Cloudflare's does, when it did not hear a whole reply from its origin.
const PROXY_FAILURES: core::ops::RangeInclusive<u16> = 520..=529;

/// The codes that prove that a mutation did not commit: those of a 429, and then those of a 503. convex-backend defines
/// them in `crates/errors/src/lib.rs`.
pub const CODES: [&str; 9] = [
    "TooManyConcurrentRequests",
    "TooManyWrites",
    "ExpiredInQueue",
    "WorkerOverloaded",
    "IsolateNotClean",
    "InitialPermitTimeoutError",
    "ExecuteFullError",
    "OptimisticConcurrencyControlFailure",
    "CommitterFullError",
];

/// How many of them are a 429's.
const THROTTLED: usize = 2;

/// The code of a reply, if it is one of [`CODES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(usize);

impl Code {
    /// Returns the code at a position in [`CODES`]; none is elsewhere.
    #[must_use]
    pub const fn at(position: usize) -> Self {
        Self(position)
    }
}

impl<Text: AsRef<[u8]>> From<Text> for Code {
    fn from(text: Text) -> Self {
        Self(CODES.iter().position(|code| code.as_bytes() == text.as_ref()).unwrap_or(CODES.len()))
    }
}

/// The same codes, by the status that comes with them.
pub const PROOFS: [(u16, &[&str]); 2] = {
    let (throttled, refused) = CODES.split_at(THROTTLED);
    [(429, throttled), (503, refused)]
};

/// What a failed attempt means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether sending the same request again is safe, and may succeed.
    pub retryable: bool,
    /// Whether the function may have run to its end all the same.
    pub unknown: bool,
}

/// Judges an attempt that brought no envelope: its reply has a `status` and maybe a `code`; without a whole reply the
/// status is 0. `is_idempotent` is the caller's word that running it twice is the same as once.
///
/// A 401 is not retryable here: [`Call::fail`](crate::Call::fail) sends the call once more if there is a new token.
#[must_use]
pub fn judge(kind: Kind, is_idempotent: bool, status: u16, code: impl Into<Code>) -> Verdict {
    let may_pass = status == 0 || TRANSIENT.contains(&status) || PROXY_FAILURES.contains(&status);
    if kind.is_read() {
        return Verdict { retryable: may_pass, unknown: false };
    }
    let Code(code) = code.into();
    let is_proof = match status {
        429 => code < THROTTLED,
        503 => code >= THROTTLED && code < CODES.len(),
        _ => false,
    };
    let refused = kind == Kind::Mutation && is_proof;
    Verdict { retryable: refused || (is_idempotent && may_pass), unknown: !refused && status != 401 }
}

/// The code of the 400 that an upload is answered with where its body is not the one that its digest was made of.
pub const DAMAGED: &str = "Sha256Mismatch";

/// Judges an upload of a file that has failed. To send it again can only leave a file behind that nobody refers to, so it
/// is sent again after what may pass, and where it was damaged on its way. Whoever answers with a 4xx has stored nothing:
/// convex-backend's are in `crates/local_backend/src/storage.rs`.
#[must_use]
pub fn judge_upload(status: u16, code: impl AsRef<[u8]>) -> Verdict {
    let code = code.as_ref();
    let passes = judge(Kind::Action, true, status, code).retryable;
    let is_damaged = status == 400 && code == DAMAGED.as_bytes();
    Verdict { retryable: passes || is_damaged, unknown: !(400..500).contains(&status) }
}

/// Returns how long to wait before sending again for the `attempt`th time, in milliseconds: a `random` part, from 0 to
/// 1, of a `backoff` that doubles each time up to `max_delay`.
///
/// The whole range is drawn from, so that clients that failed together do not come back together:
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
#[must_use]
pub fn delay(backoff: f64, max_delay: f64, attempt: u32, random: f64) -> f64 {
    let doubled = backoff * f64::from(1_u32 << attempt.saturating_sub(1).min(31));
    random * doubled.min(max_delay)
}

/// The longest `Retry-After` that is waited for unless the caller says otherwise, in milliseconds.
pub const MAX_RETRY_AFTER: f64 = 60_000.0;

/// Returns how long a `Retry-After` header asks to wait, in milliseconds. `until` is how far away it is if it is a date,
/// else NaN.
///
/// The standard has whole seconds; proxies send fractions too: <https://www.rfc-editor.org/rfc/rfc9110#field.retry-after>.
#[must_use]
pub fn retry_after(header: impl AsRef<[u8]>, until: f64) -> Option<f64> {
    let header = header.as_ref().trim_ascii();
    // A date starts with the day's name. Engines take "-1" and "1.5" for dates, long ago.
    if header.first()?.is_ascii_alphabetic() {
        return (!until.is_nan()).then(|| until.max(0.0));
    }
    let (mut seconds, mut fraction) = (0.0, None);
    for byte in header {
        let digit = f64::from(byte.wrapping_sub(b'0'));
        match (byte, fraction) {
            (b'0'..=b'9', None) => seconds = seconds * 10.0 + digit,
            (b'0'..=b'9', Some(before)) => fraction = Some(digit.max(before)),
            // There is a digit before it, and none but digits follow.
            (b'.', None) => fraction = Some(-1.0),
            _ => return None,
        }
    }
    // To the next whole second: coming back early is of no use.
    match fraction {
        _ if header.starts_with(b".") => None,
        Some(digit) if digit < 0.0 => None,
        Some(digit) if digit > 0.0 => Some((seconds + 1.0) * 1000.0),
        _ => Some(seconds * 1000.0),
    }
}

/// Returns how long to wait before sending again, in milliseconds: as long as the reply `asked` for, and never less than
/// the backoff's `delay`. None where it asked for more than `most`: then the call ends at once.
#[must_use]
pub fn wait(asked: Option<f64>, delay: f64, most: f64) -> Option<f64> {
    match asked {
        Some(asked) if asked > most => None,
        Some(asked) => Some(asked.max(delay)),
        None => Some(delay),
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::ToString as _;

    use super::{MAX_RETRY_AFTER, Verdict, delay, judge, judge_upload, retry_after, wait};
    use crate::kind::Kind;

    const SAFE: Verdict = Verdict { retryable: true, unknown: false };
    const LOST: Verdict = Verdict { retryable: false, unknown: true };
    const FINAL: Verdict = Verdict { retryable: false, unknown: false };

    /// Statuses that a deployment or a proxy was seen to answer with, and whether a query may be sent again after each.
    /// 0 is no reply at all.
    const REPLIES: [(u16, bool); 25] = [
        (0, true),
        (301, false),
        (400, false),
        (401, false),
        (403, false),
        (404, false),
        (408, true),
        (409, false),
        (413, false),
        (421, false),
        (425, true),
        (429, true),
        (499, false),
        (500, true),
        (501, false),
        (502, true),
        (503, true),
        (504, true),
        (505, false),
        (519, false),
        (520, true),
        (524, true),
        (529, true),
        (530, false),
        (560, false),
    ];

    /// What convex-backend answers where a mutation did not commit: crates/errors/src/lib.rs, and where each is raised.
    const PROOFS: [(u16, &str); 9] = [
        (429, "TooManyConcurrentRequests"),
        (429, "TooManyWrites"),
        (503, "CommitterFullError"),
        (503, "ExecuteFullError"),
        (503, "ExpiredInQueue"),
        (503, "InitialPermitTimeoutError"),
        (503, "IsolateNotClean"),
        (503, "OptimisticConcurrencyControlFailure"),
        (503, "WorkerOverloaded"),
    ];

    #[test]
    fn repeats_queries_after_what_may_pass() {
        for (status, may_pass) in REPLIES {
            for code in ["", "ExpiredInQueue", "InternalServerError"] {
                let expected = if may_pass { SAFE } else { FINAL };
                assert_eq!(judge(Kind::Query, false, status, code), expected, "{status} {code}");
                assert_eq!(judge(Kind::Batch, false, status, code), expected, "{status} {code}");
            }
        }
    }

    #[test]
    fn repeats_mutations_where_the_server_says_that_they_did_not_commit() {
        for (status, code) in PROOFS {
            assert_eq!(judge(Kind::Mutation, false, status, code), SAFE, "{status} {code}");
        }
    }

    #[test]
    fn never_repeats_mutations_after_anything_else() {
        // A code proves something under its own status alone, and in its own spelling.
        for (status, code) in PROOFS {
            for (other, _) in REPLIES {
                let expected = if other == 401 { FINAL } else { LOST };
                if other != status {
                    assert_eq!(judge(Kind::Mutation, false, other, code), expected, "{other} {code}");
                }
            }
            for spelled in [code.to_lowercase(), format!("{code} "), format!("{code}s"), code[1..].into()] {
                assert_eq!(judge(Kind::Mutation, false, status, &spelled), LOST, "{status} {spelled}");
            }
        }
        for code in ["", "Overloaded", "RateLimited", "InternalServerError", "ServiceUnavailable"] {
            for (status, _) in REPLIES {
                let expected = if status == 401 { FINAL } else { LOST };
                assert_eq!(judge(Kind::Mutation, false, status, code), expected, "{status} {code}");
            }
        }
    }

    #[test]
    fn never_repeats_what_may_have_had_effects() {
        for kind in [Kind::Action, Kind::Function] {
            for (status, code) in PROOFS.into_iter().chain(REPLIES.map(|(status, _)| (status, ""))) {
                let expected = if status == 401 { FINAL } else { LOST };
                assert_eq!(judge(kind, false, status, code), expected, "{kind:?} {status} {code}");
            }
        }
    }

    #[test]
    fn repeats_what_is_idempotent_as_it_repeats_queries_and_knows_no_more() {
        for kind in [Kind::Mutation, Kind::Action, Kind::Function] {
            for (status, may_pass) in REPLIES {
                let expected = if status == 401 { FINAL } else { Verdict { retryable: may_pass, unknown: true } };
                assert_eq!(judge(kind, true, status, ""), expected, "{kind:?} {status}");
            }
        }
        for (status, code) in PROOFS {
            assert_eq!(judge(Kind::Mutation, true, status, code), SAFE, "{status} {code}");
        }
    }

    #[test]
    fn repeats_uploads_after_what_may_pass_and_what_was_damaged() {
        for (status, may_pass) in REPLIES {
            for code in ["", "StorageTokenInvalid", "StorageTokenExpired", "BadHeader"] {
                let expected = Verdict { retryable: may_pass, unknown: !status.to_string().starts_with('4') };
                assert_eq!(judge_upload(status, code), expected, "{status} {code}");
            }
        }
        assert_eq!(judge_upload(400, "Sha256Mismatch"), SAFE);
        assert_eq!(judge_upload(404, "Sha256Mismatch"), FINAL);
        assert_eq!(judge_upload(560, "Sha256Mismatch"), LOST);
    }

    #[test]
    fn doubles_the_delay_up_to_the_longest() {
        let longest = [1, 2, 3, 4, 5, 40].map(|attempt| delay(100.0, 1000.0, attempt, 1.0).to_bits());
        assert_eq!(longest, [100.0, 200.0, 400.0, 800.0, 1000.0, 1000.0_f64].map(f64::to_bits));
        assert_eq!(delay(100.0, 1000.0, 3, 0.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(delay(100.0, 1000.0, 3, 0.25).to_bits(), 100.0_f64.to_bits());
        assert_eq!(delay(100.0, f64::INFINITY, 1, 0.5).to_bits(), 50.0_f64.to_bits());
        assert_eq!(delay(1.0, f64::INFINITY, 40, 1.0).to_bits(), 2_147_483_648.0_f64.to_bits());
    }

    #[test]
    fn reads_both_forms_of_retry_after() {
        assert_eq!(retry_after("120", f64::NAN), Some(120_000.0));
        assert_eq!(retry_after(" 0 ", 5.0), Some(0.0));
        assert_eq!(retry_after("2.128", f64::NAN), Some(3000.0));
        assert_eq!(retry_after("2.1", f64::NAN), Some(3000.0));
        assert_eq!(retry_after("2.0", f64::NAN), Some(2000.0));
        assert_eq!(retry_after("999999999", f64::NAN), Some(999_999_999_000.0));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 3000.0), Some(3000.0));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT", -3000.0), Some(0.0));
        assert_eq!(retry_after("soon", f64::NAN), None);
        for header in ["", " ", "-1", "1.", ".5", "1.2.3", "1e3", "0x10", "1 2", "+1"] {
            assert_eq!(retry_after(header, -3000.0), None, "{header}");
        }
    }

    #[test]
    fn waits_as_long_as_it_is_asked_to_within_bounds() {
        assert_eq!(wait(None, 300.0, 60_000.0), Some(300.0));
        // A server that says 0 is not asked fifty times at once.
        assert_eq!(wait(Some(0.0), 300.0, 60_000.0), Some(300.0));
        assert_eq!(wait(Some(5000.0), 300.0, 60_000.0), Some(5000.0));
        assert_eq!(wait(Some(60_000.0), 300.0, 60_000.0), Some(60_000.0));
        assert_eq!(wait(Some(60_001.0), 300.0, 60_000.0), None);
        // A minute, unless the caller says otherwise.
        assert_eq!(wait(Some(60_000.0), 300.0, MAX_RETRY_AFTER), Some(60_000.0));
        assert_eq!(wait(Some(60_001.0), 300.0, MAX_RETRY_AFTER), None);
    }
}
