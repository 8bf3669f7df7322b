//! When a token is to be replaced by a new one.

/// How long before its end a token counts as expired, in milliseconds: as long as a slow request takes.
const LEEWAY: f64 = 10_000.0;

/// The part of its life that a short-lived token gives up instead.
const SHARE: f64 = 0.1;

/// Returns the time from which a token that was received `now` is not used any more, from its claims `exp` and `iat`:
/// `now` and the result in milliseconds, the claims in seconds, NaN where there is none. Infinity means for ever.
///
/// The claims are by the clock of whoever issued the token, which this machine's may not agree with. A token that seems
/// to have expired when it is received has not, so its life is then counted from its receipt, as is that of one which
/// seems to live longer than it was issued for.
pub(crate) fn refresh_at(exp: f64, iat: f64, now: f64) -> f64 {
    let by_clock = exp * 1000.0 - now;
    let by_issue = (exp - iat) * 1000.0;
    let life = match (by_clock > 0.0, by_issue > 0.0) {
        (true, true) => by_clock.min(by_issue),
        (true, false) => by_clock,
        (false, true) => by_issue,
        (false, false) => return f64::INFINITY,
    };
    now + life - LEEWAY.min(life * SHARE)
}

/// What a call does that needs a token, unless one is being fetched: then it waits for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Use the one there is.
    Nothing = 0,
    /// Ask for one.
    Any = 1,
    /// Ask for one that is not kept anywhere: the last one has expired, or was refused.
    New = 2,
}

/// Returns what a call needs. `until` is the time from which the token there is is not used any more, NaN where there is
/// none; `is_refused` says that a token was refused, and `is_known` that it was that one.
pub(crate) fn need(until: f64, now: f64, is_refused: bool, is_known: bool) -> Need {
    if until > now && !(is_refused && is_known) {
        Need::Nothing
    } else if is_refused || !until.is_nan() {
        Need::New
    } else {
        Need::Any
    }
}

#[cfg(test)]
mod tests {
    use super::{Need, need, refresh_at};

    #[test]
    fn asks_for_a_new_token_where_the_last_one_is_of_no_use() {
        assert_eq!(need(f64::NAN, NOW, false, false), Need::Any);
        assert_eq!(need(NOW + 1.0, NOW, false, false), Need::Nothing);
        assert_eq!(need(NOW, NOW, false, false), Need::New);
        assert_eq!(need(NOW + 1.0, NOW, true, true), Need::New);
        // Another call has replaced it already.
        assert_eq!(need(NOW + 1.0, NOW, true, false), Need::Nothing);
        assert_eq!(need(f64::NAN, NOW, true, true), Need::New);
    }

    const NOW: f64 = 1_700_000_000_000.0;
    const SECONDS: f64 = 1_700_000_000.0;

    /// Returns how long a token is used, in seconds.
    fn used_for(exp: f64, iat: f64) -> f64 {
        (refresh_at(SECONDS + exp, SECONDS + iat, NOW) - NOW) / 1000.0
    }

    fn near(left: f64, right: f64) -> bool {
        (left - right).abs() < 0.001
    }

    #[test]
    fn leaves_time_before_the_end() {
        assert!(near(used_for(3600.0, 0.0), 3590.0));
        assert!(near(used_for(60.0, 0.0), 54.0));
        assert!(near(used_for(2.0, 0.0), 1.8));
    }

    #[test]
    fn counts_from_the_receipt_where_clocks_disagree() {
        // This machine is an hour behind, then an hour ahead.
        assert!(near(used_for(3660.0, 3600.0), 54.0));
        assert!(near(used_for(-3540.0, -3600.0), 54.0));
    }

    #[test]
    fn trusts_the_clock_for_a_token_that_was_issued_earlier() {
        assert!(near(used_for(60.0, -3540.0), 54.0));
    }

    #[test]
    fn does_without_claims() {
        assert!(near(used_for(60.0, f64::NAN), 54.0));
        assert!(refresh_at(f64::NAN, f64::NAN, NOW).is_infinite());
        assert!(refresh_at(f64::NAN, SECONDS, NOW).is_infinite());
        assert!(refresh_at(SECONDS - 5.0, f64::NAN, NOW).is_infinite());
        assert!(refresh_at(SECONDS - 5.0, SECONDS + 5.0, NOW).is_infinite());
    }
}
