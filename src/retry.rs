//! What may be sent again, and when.
use crate::function::Kind;

/// The statuses after which a query may be sent again, besides those between a proxy and its origin.
const TRANSIENT: [u16; 7] = [408, 425, 429, 500, 502, 503, 504];

/// What a proxy answers, as Cloudflare's does, when it did not hear a whole reply from its origin.
const PROXY_FAILURES: core::ops::RangeInclusive<u16> = 520..=529;

/// The codes of a 503 that prove that a mutation did not commit.
const REFUSED: [&str; 7] = [
    "ExpiredInQueue",
    "WorkerOverloaded",
    "IsolateNotClean",
    "InitialPermitTimeoutError",
    "ExecuteFullError",
    "OptimisticConcurrencyControlFailure",
    "CommitterFullError",
];

/// The codes of a 429 that prove the same.
const THROTTLED: [&str; 2] = ["TooManyConcurrentRequests", "TooManyWrites"];

/// What a failed attempt means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Whether sending the same request again is safe, and may succeed.
    pub(crate) retryable: bool,
    /// Whether the function may have run to its end all the same.
    pub(crate) unknown: bool,
}

/// Judges an attempt that brought no envelope: its reply has a `status` and maybe a `code`; without a whole reply the
/// status is 0.
///
/// A 401 proves that nothing ran. It is not retryable, as the same token would be refused again: a token fetcher that
/// has a new one is asked elsewhere.
pub(crate) fn judge(kind: Kind, status: u16, code: &str) -> Verdict {
    if kind.is_read() {
        let may_pass = status == 0 || TRANSIENT.contains(&status) || PROXY_FAILURES.contains(&status);
        return Verdict { retryable: may_pass, unknown: false };
    }
    let proofs: &[&str] = match status {
        429 => &THROTTLED,
        503 => &REFUSED,
        _ => &[],
    };
    let refused = kind == Kind::Mutation && proofs.contains(&code);
    Verdict { retryable: refused, unknown: !refused && status != 401 }
}

/// Returns how long to wait before sending again for the `attempt`th time, in milliseconds: a `random` part, from 0 to
/// 1, of a `backoff` that doubles each time up to `max_delay`.
///
/// The whole range is drawn from, so that clients that failed together do not come back together:
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
pub(crate) fn delay(backoff: f64, max_delay: f64, attempt: u32, random: f64) -> f64 {
    let doubled = backoff * f64::from(1_u32 << attempt.saturating_sub(1).min(31));
    random * doubled.min(max_delay)
}

/// Returns how long a `Retry-After` header asks to wait, in milliseconds. `delay` is how far away it is if it is a date,
/// else NaN.
///
/// <https://www.rfc-editor.org/rfc/rfc9110#field.retry-after>
pub(crate) fn retry_after(header: &str, delay: f64) -> Option<f64> {
    let header = header.trim_ascii().as_bytes();
    // A date starts with the day's name. Engines take "-1" and "1.5" for dates, long ago.
    if header.first()?.is_ascii_alphabetic() {
        return (!delay.is_nan()).then(|| delay.max(0.0));
    }
    let mut seconds = 0.0;
    for &digit in header {
        if !digit.is_ascii_digit() {
            return None;
        }
        seconds = seconds * 10.0 + f64::from(digit - b'0');
    }
    Some(seconds * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::{REFUSED, THROTTLED, Verdict, delay, judge, retry_after};
    use crate::function::Kind;

    const STATUSES: [u16; 24] = [
        0, 301, 400, 401, 403, 404, 408, 409, 413, 421, 425, 429, 499, 500, 501, 502, 503, 504, 505, 519, 520, 524,
        529, 530,
    ];

    #[test]
    fn repeats_queries_after_what_may_pass() {
        let repeated: Vec<u16> =
            STATUSES.into_iter().filter(|status| judge(Kind::Query, *status, "").retryable).collect();
        assert_eq!(repeated, [0, 408, 425, 429, 500, 502, 503, 504, 520, 524, 529]);
        for status in STATUSES {
            assert!(!judge(Kind::Query, status, "").unknown, "{status}");
            assert_eq!(judge(Kind::Batch, status, ""), judge(Kind::Query, status, ""), "{status}");
        }
    }

    #[test]
    fn repeats_mutations_only_where_it_is_proved_that_they_did_not_commit() {
        let codes =
            REFUSED.into_iter().chain(THROTTLED).chain(["", "InternalServerError", "Overloaded", "expiredinqueue"]);
        for code in codes {
            for status in STATUSES {
                let refused =
                    (status == 503 && REFUSED.contains(&code)) || (status == 429 && THROTTLED.contains(&code));
                let verdict = judge(Kind::Mutation, status, code);
                assert_eq!(
                    verdict,
                    Verdict { retryable: refused, unknown: !refused && status != 401 },
                    "{status} {code}"
                );
            }
        }
    }

    #[test]
    fn never_repeats_what_may_have_had_effects() {
        for kind in [Kind::Action, Kind::Any] {
            for status in STATUSES {
                let verdict = judge(kind, status, "ExpiredInQueue");
                assert_eq!(verdict, Verdict { retryable: false, unknown: status != 401 }, "{kind:?} {status}");
            }
        }
    }

    #[test]
    fn doubles_the_delay_up_to_the_longest() {
        let longest = [1, 2, 3, 4, 5, 40].map(|attempt| delay(100.0, 1000.0, attempt, 1.0).to_bits());
        assert_eq!(longest, [100.0, 200.0, 400.0, 800.0, 1000.0, 1000.0_f64].map(f64::to_bits));
        assert_eq!(delay(100.0, 1000.0, 3, 0.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(delay(100.0, 1000.0, 3, 0.25).to_bits(), 100.0_f64.to_bits());
        assert_eq!(delay(100.0, f64::INFINITY, 1, 0.5).to_bits(), 50.0_f64.to_bits());
    }

    #[test]
    fn reads_both_forms_of_retry_after() {
        assert_eq!(retry_after("120", f64::NAN), Some(120_000.0));
        assert_eq!(retry_after(" 0 ", 5.0), Some(0.0));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 3000.0), Some(3000.0));
        assert_eq!(retry_after("Fri, 31 Dec 1999 23:59:59 GMT", -3000.0), Some(0.0));
        assert_eq!(retry_after("soon", f64::NAN), None);
        for header in ["", " ", "-1", "1.5"] {
            assert_eq!(retry_after(header, -3000.0), None, "{header}");
        }
    }
}
