//! What a header may say.

/// The headers that the client sets itself, in lower case.
pub const RESERVED: [&str; 3] = ["authorization", "content-type", "convex-client"];

/// The header that finds a call in the server's logs, in lower case. The caller's own is the one that is reported.
pub const REQUEST_ID: &str = "convex-request-id";

/// What the client calls itself; behind it stand `-` and its version. A name of its own, which the server never takes
/// for a deprecated version of another client.
pub const CLIENT: &str = "convex-http-client";

/// Tells whether the client sets a header itself, so that nobody else may.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
}

/// Returns where the first character stands that no header may hold, of the UTF-16 code units of a header's value:
/// a control character other than the tab, or one above Latin-1.
///
/// Whoever reports it names the position and never the value, which may be a token:
/// <https://fetch.spec.whatwg.org/#concept-header-value>.
pub fn refused_at(units: impl Iterator<Item = u16>) -> Option<u32> {
    let is_allowed = |unit: u16| matches!(unit, 0x09 | 0x20..=0x7e | 0x80..=0xff);
    (0..).zip(units).find_map(|(position, unit)| (!is_allowed(unit)).then_some(position))
}

#[cfg(test)]
mod tests {
    use super::{is_reserved, refused_at};

    fn refused_in(value: &str) -> Option<u32> {
        refused_at(value.encode_utf16())
    }

    #[test]
    fn keeps_its_own_headers_for_itself_in_any_case() {
        for name in ["Authorization", "CONTENT-TYPE", "convex-client"] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["", "Convex-Request-Id", "X-Authorization"] {
            assert!(!is_reserved(name), "{name}");
        }
    }

    #[test]
    fn says_where_a_value_cannot_be_sent() {
        assert_eq!(refused_in("Bearer eyJ.a-b_c.d\t~ \u{ff}"), None);
        assert_eq!(refused_in("a\nb"), Some(1));
        assert_eq!(refused_in("ab\r\n"), Some(2));
        assert_eq!(refused_in("\0"), Some(0));
        assert_eq!(refused_in("\u{7f}"), Some(0));
        assert_eq!(refused_in("a\u{100}"), Some(1));
        assert_eq!(refused_in("\u{1f600}"), Some(0));
    }
}
