//! What an idempotent call is known by, so that sending it again does not run it again.
//!
//! Convex hands the request id of a call to its function. A function that looks the id up before it does anything, and
//! notes it in the same transaction, runs once for each id. All attempts of an idempotent call have one id: one that was
//! made for the call, or the caller's own key, which outlives the caller. The prefix tells such ids from those that only
//! serve to find a call in the logs.
/// What the request ids of idempotent calls begin with.
pub const PREFIX: &str = "idempotent-";

/// How many characters a caller's key may have.
pub const MAX_KEY: usize = 256;

/// How many characters of a key's id follow the prefix, at most: as many as four escaped bytes of each character take.
pub const MAX_ESCAPED: usize = MAX_KEY * 12;

/// Tells whether a text may be a key: not empty, not too long, and without control characters; or the id of one.
#[must_use]
pub fn is_key(key: &str) -> bool {
    let length = key.chars().count();
    is_id(key) || (0 < length && length <= MAX_KEY && !key.chars().any(char::is_control))
}

/// Tells whether a text is an id as [`id_of`] returns it.
fn is_id(text: &str) -> bool {
    let is_escaped = |it: &str| (1..=MAX_ESCAPED).contains(&it.len()) && it.bytes().all(|byte| byte.is_ascii_graphic());
    text.strip_prefix(PREFIX).is_some_and(is_escaped)
}

/// Returns the request id of a key.
///
/// Convex takes no id but one of visible ASCII (convex-backend, `crates/common/src/http/mod.rs`), so the rest is escaped, as
/// `encodeURIComponent` does it. A key that is such an id already, as an error has told it, stays what it is.
pub fn id_of(key: &str) -> impl Iterator<Item = char> {
    let is_id = is_id(key);
    let prefix = if is_id { "" } else { PREFIX };
    prefix.chars().chain(key.bytes().flat_map(move |byte| escape(byte, is_id)))
}

/// Escapes a byte of a text in UTF-8, unless it may stay.
fn escape(byte: u8, may_stay: bool) -> impl Iterator<Item = char> {
    let may_stay = may_stay || byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    let digit = |value: u8| char::from_digit(value.into(), 16).map(|digit| digit.to_ascii_uppercase());
    let escaped = [Some('%'), digit(byte >> 4), digit(byte & 0xf)];
    let plain = [Some(byte.into()), None, None];
    let written = if may_stay { plain } else { escaped };
    written.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::string::String;

    use super::{MAX_KEY, id_of, is_key};

    fn id(key: &str) -> String {
        id_of(key).collect()
    }

    #[test]
    fn takes_keys_that_say_something() {
        for key in ["a", " ", "order 42", "\u{e9}\u{1f600}", "idempotent-a", "%"] {
            assert!(is_key(key), "{key:?}");
        }
        for key in ["", "\n", "a\0b", "a\u{7f}", "\u{85}", "a\tb"] {
            assert!(!is_key(key), "{key:?}");
        }
        // By characters, whatever their size.
        for character in ["a", "\u{e9}", "\u{1f600}"] {
            assert!(is_key(&character.repeat(MAX_KEY)));
            assert!(!is_key(&character.repeat(MAX_KEY + 1)));
        }
        assert_eq!(MAX_KEY, 256);
        // The id of the longest key is one.
        let longest = id(&"\u{1f600}".repeat(MAX_KEY));
        assert!(is_key(&longest) && id(&longest) == longest);
        assert!(!is_key(&(longest + "a")));
    }

    // What follows the prefix is what JavaScript's encodeURIComponent returns.
    #[test]
    fn makes_ids_that_the_server_takes_as_they_are() {
        for (key, expected) in [
            ("order-42", "idempotent-order-42"),
            ("aZ09-_.!~*'()", "idempotent-aZ09-_.!~*'()"),
            ("a b", "idempotent-a%20b"),
            ("a%20b", "idempotent-a%2520b"),
            (";/?:@&=+$,#", "idempotent-%3B%2F%3F%3A%40%26%3D%2B%24%2C%23"),
            ("\u{e9}\u{1f600}", "idempotent-%C3%A9%F0%9F%98%80"),
            ("{\"a\":[^`|]}<\\>", "idempotent-%7B%22a%22%3A%5B%5E%60%7C%5D%7D%3C%5C%3E"),
        ] {
            assert_eq!(id(key), expected);
        }
    }

    #[test]
    fn keeps_the_ids_that_errors_tell() {
        for key in ["order-42", "a b", "\u{e9}", "%"] {
            assert_eq!(id(&id(key)), id(key));
        }
        assert_eq!(id("idempotent-a%20:b~!"), "idempotent-a%20:b~!");
        // These are none.
        for (key, expected) in [
            ("idempotent-", "idempotent-idempotent-"),
            ("idempotent-a b", "idempotent-idempotent-a%20b"),
            ("idempotent-\u{e9}", "idempotent-idempotent-%C3%A9"),
            ("Idempotent-a", "idempotent-Idempotent-a"),
        ] {
            assert_eq!(id(key), expected);
        }
    }
}
