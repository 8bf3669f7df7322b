//! Which replies have an envelope.

/// The status under which a function's own failure may come, with an envelope, besides 200.
pub const FUNCTION_FAILED: u16 = 560;

/// Tells whether a reply has an envelope as its body: what a function returned, or what it failed with.
#[must_use]
pub const fn has_envelope(status: u16) -> bool {
    matches!(status, 200..300 | FUNCTION_FAILED)
}

#[cfg(test)]
mod tests {
    use super::has_envelope;

    #[test]
    fn knows_both_statuses_of_a_functions_failure() {
        for status in [200, 204, 299, 560] {
            assert!(has_envelope(status), "{status}");
        }
        for status in [0, 199, 300, 401, 500, 503, 559, 561] {
            assert!(!has_envelope(status), "{status}");
        }
    }
}
