//! The rules of a field name.

/// The longest field name, in UTF-16 code units.
const MAX_LENGTH: usize = 1024;

/// Why a field name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldError {
    /// It has more than 1024 code units.
    TooLong,
    /// It starts with `$`, which the wire format keeps for its markers.
    Reserved,
    /// The code unit at this position is not a printable ASCII character.
    Character(u32),
}

/// Checks a field name of `length` UTF-16 code units; `units` is read only as far as needed.
pub fn check(length: u32, units: impl Iterator<Item = u16>) -> Result<(), FieldError> {
    if usize::try_from(length).is_ok_and(|length| length > MAX_LENGTH) {
        return Err(FieldError::TooLong);
    }
    for (position, unit) in (0..).zip(units) {
        if position == 0 && unit == u16::from(b'$') {
            return Err(FieldError::Reserved);
        }
        if !(32..127).contains(&unit) {
            return Err(FieldError::Character(position));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{FieldError, check};

    fn check_str(name: &str) -> Result<(), FieldError> {
        let length = u32::try_from(name.encode_utf16().count()).unwrap_or(u32::MAX);
        check(length, name.encode_utf16())
    }

    #[test]
    fn accepts_printable_ascii() {
        for name in ["", "a", "_id", "with space", "a$", "quote\"", "~", "__proto__", &"x".repeat(1024)] {
            assert_eq!(check_str(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn refuses_names_over_1024_code_units() {
        assert_eq!(check_str(&"x".repeat(1025)), Err(FieldError::TooLong));
        assert_eq!(check_str(&["$", &"x".repeat(1024)].concat()), Err(FieldError::TooLong));
    }

    #[test]
    fn refuses_a_leading_dollar_sign() {
        assert_eq!(check_str("$"), Err(FieldError::Reserved));
        assert_eq!(check_str("$integer"), Err(FieldError::Reserved));
    }

    #[test]
    fn refuses_everything_but_printable_ascii_and_says_where() {
        assert_eq!(check_str("\u{1f}"), Err(FieldError::Character(0)));
        assert_eq!(check_str("a\u{7f}"), Err(FieldError::Character(1)));
        assert_eq!(check_str("ab\u{e9}"), Err(FieldError::Character(2)));
        assert_eq!(check_str("a\u{1f600}"), Err(FieldError::Character(1)));
    }
}
