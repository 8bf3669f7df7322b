//! How large a batch may be.

/// The longest body that the server accepts, in bytes: <https://docs.convex.dev/production/state/limits>.
pub const MAX_BODY: usize = 16 << 20;

/// What is to be done with a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Nothing is sent, and there are no results.
    Empty,
    /// It is sent.
    Sent,
    /// It is refused before it is sent.
    TooLong,
}

/// Tells what is to be done with a batch of as many queries, whose body takes as many bytes.
#[must_use]
pub const fn fit(queries: usize, bytes: usize) -> Fit {
    match queries {
        0 => Fit::Empty,
        _ if bytes > MAX_BODY => Fit::TooLong,
        _ => Fit::Sent,
    }
}

#[cfg(test)]
mod tests {
    use super::{Fit, fit};

    #[test]
    fn sends_up_to_sixteen_mebibytes_and_never_nothing() {
        assert_eq!(fit(0, 14), Fit::Empty);
        assert_eq!(fit(1, 16_777_216), Fit::Sent);
        assert_eq!(fit(1, 16_777_217), Fit::TooLong);
    }
}
