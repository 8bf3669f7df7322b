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
/// a control character other than the tab, or one above Latin-1. Line breaks at the ends are fine: `fetch` drops them, as
/// it drops spaces, and a token that was read from a file has one.
///
/// `fetch` refuses such a value, and its message quotes it: a token would end up in logs. Whoever reports it names the
/// position and never the value. What a field value may hold: <https://www.rfc-editor.org/rfc/rfc9110#fields.values>.
pub fn refused_at(units: impl Iterator<Item = u16>) -> Option<u32> {
    let mut has_begun = false;
    let mut line_break = None;
    for (position, unit) in (0..).zip(units) {
        match unit {
            0x0a | 0x0d if has_begun => line_break = line_break.or(Some(position)),
            0x09 | 0x0a | 0x0d | 0x20 => {}
            0x21..=0x7e | 0x80..=0xff if line_break.is_none() => has_begun = true,
            _ => return line_break.or(Some(position)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{CLIENT, REQUEST_ID, is_reserved, refused_at};

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

    // convex-backend, crates/common/src/http/mod.rs and crates/common/src/version.rs.
    #[test]
    fn is_known_to_the_server_by_headers_that_it_reads() {
        assert!(REQUEST_ID.eq_ignore_ascii_case("Convex-Request-Id"));
        // These may be told that they are deprecated.
        let deprecable = ["npm", "npm-cli", "actions", "python-convex", "rust"];
        assert!(!deprecable.contains(&CLIENT));
        assert_eq!(CLIENT, "convex-http-client");
    }

    #[test]
    fn lets_the_runtime_drop_what_it_drops_at_the_ends() {
        for value in ["", "a\n", "a\r\n", "\n a", " a\t \n"] {
            assert_eq!(refused_in(value), None, "{value:?}");
        }
    }

    #[test]
    fn says_where_a_value_cannot_be_sent() {
        assert_eq!(refused_in("Bearer eyJ.a-b_c.d\t~ \u{ff}"), None);
        assert_eq!(refused_in("a\nb"), Some(1));
        assert_eq!(refused_in("ab\r\nc"), Some(2));
        assert_eq!(refused_in("a\n b\n"), Some(1));
        assert_eq!(refused_in("\0"), Some(0));
        assert_eq!(refused_in("a\n\0"), Some(1));
        assert_eq!(refused_in("\u{1f}"), Some(0));
        assert_eq!(refused_in("\u{7f}"), Some(0));
        assert_eq!(refused_in("\u{80}"), None);
        assert_eq!(refused_in("a\u{100}"), Some(1));
        assert_eq!(refused_in("\u{1f600}"), Some(0));
    }
}
