//! When a token fetcher is asked, and whether for a new token.
use crate::numbered::numbered;

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
#[must_use]
pub fn refresh_at(exp: f64, iat: f64, now: f64) -> f64 {
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

numbered! {
    /// What a call does that needs a token.
    pub enum Need, else New {
        /// Use the current one.
        Nothing = 0,
        /// Wait for the one that is being fetched.
        Wait = 1,
        /// Ask for one.
        Any = 2,
        /// Ask for a new one: the current one has expired or was refused, so a cached copy of it would be of no use.
        New = 3,
    }
}

/// What is known of a fetcher's tokens when a call needs one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// The time from which the current token is not used any more, in milliseconds; NaN where there is no token.
    pub until: f64,
    /// Whether one is being fetched.
    pub is_fetching: bool,
    /// Whether the call has sent a token that was refused.
    pub is_refused: bool,
    /// Whether the current token is the one that the call has sent. If it is another, it has not been refused yet.
    pub is_sent: bool,
}

/// Returns what a call needs.
#[must_use]
pub const fn need(known: Known, now: f64) -> Need {
    let Known { until, is_fetching, is_refused, is_sent } = known;
    if is_fetching {
        Need::Wait
    } else if until > now && !(is_refused && is_sent) {
        Need::Nothing
    } else if is_refused || !until.is_nan() {
        Need::New
    } else {
        Need::Any
    }
}

/// Returns what [`Known::until`] is after a fetch that failed. Where it was to bring a new token, the old one stays of no
/// use: the next call asks for a new one again.
#[must_use]
pub const fn until_after_failure(asked: Need) -> f64 {
    if matches!(asked, Need::New) { 0.0 } else { f64::NAN }
}

/// How long later calls wait for a fetch that a call without a deadline has begun, in milliseconds. In workerd, that
/// fetch may have ended with the request that it belonged to, and nobody is told.
pub const PATIENCE: f64 = 30_000.0;

/// How long calls ask one after the other without getting anything, in milliseconds, until those that wait fail. A fetcher
/// that calls its own client, which waits for the fetcher, would be asked for ever.
pub const ENDURANCE: f64 = 45_000.0;

#[cfg(test)]
mod tests {
    use super::{ENDURANCE, Known, Need, PATIENCE, need, refresh_at, until_after_failure};

    const NONE: Known = Known { until: f64::NAN, is_fetching: false, is_refused: false, is_sent: false };
    const FRESH: Known = Known { until: NOW + 1.0, is_sent: true, ..NONE };

    #[test]
    fn asks_for_a_new_token_where_the_last_one_is_of_no_use() {
        assert_eq!(need(NONE, NOW), Need::Any);
        assert_eq!(need(FRESH, NOW), Need::Nothing);
        assert_eq!(need(Known { until: NOW, ..FRESH }, NOW), Need::New);
        assert_eq!(need(Known { is_refused: true, ..FRESH }, NOW), Need::New);
        // Another call has replaced it already.
        assert_eq!(need(Known { is_refused: true, is_sent: false, ..FRESH }, NOW), Need::Nothing);
        assert_eq!(need(Known { is_refused: true, is_sent: true, ..NONE }, NOW), Need::New);
    }

    #[test]
    fn waits_for_the_token_that_another_call_asked_for() {
        for known in [NONE, FRESH, Known { is_refused: true, ..FRESH }] {
            assert_eq!(need(Known { is_fetching: true, ..known }, NOW), Need::Wait);
        }
        // Half a minute, where that call has no deadline.
        assert!(near(PATIENCE, 30_000.0));
        // Long enough for a second try, and no third.
        assert!(near(ENDURANCE, 45_000.0));
    }

    #[test]
    fn asks_again_for_a_new_token_where_one_was_not_to_be_had() {
        for (asked, next) in [(Need::New, Need::New), (Need::Any, Need::Any)] {
            assert_eq!(need(Known { until: until_after_failure(asked), ..NONE }, NOW), next);
        }
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
        // It ends at this very moment, or was issued when it ends.
        assert!(near(used_for(0.0, -60.0), 54.0));
        assert!(near(used_for(60.0, 60.0), 54.0));
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
