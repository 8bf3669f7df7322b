//! How a function's log line is read.

const SPACE: u16 = 0x20;
const OPENING: u16 = 0x5b;
const CLOSING: u16 = 0x5d;

/// Returns the length of the level, in UTF-16 code units, of a line that reads `[LEVEL] text`; `units` is read only as
/// far as needed.
pub fn level_length(units: impl Iterator<Item = u16>) -> Option<u32> {
    let mut before = SPACE;
    for (position, unit) in (0_u32..).zip(units) {
        match unit {
            _ if position == 0 && unit != OPENING => return None,
            // Two units are the brackets.
            SPACE if before == CLOSING => return Some(position.saturating_sub(2)),
            // The level stands on the first line. These are ECMAScript's line terminators.
            0x0a | 0x0d | 0x2028 | 0x2029 => return None,
            _ => before = unit,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    fn length_in(line: &str) -> Option<u32> {
        super::level_length(line.encode_utf16())
    }

    #[test]
    fn finds_the_level() {
        assert_eq!(length_in("[LOG] 'text'"), Some(3));
        assert_eq!(length_in("[] text"), Some(0));
        assert_eq!(length_in("[WARN] a] b"), Some(4));
        assert_eq!(length_in("[a]b] c"), Some(3));
        assert_eq!(length_in("[\u{1f600}] c"), Some(2));
        assert_eq!(length_in("[two words] c"), Some(9));
        assert_eq!(length_in("[LOG] first\nsecond"), Some(3));
    }

    #[test]
    fn finds_no_level_in_other_lines() {
        for line in [
            "",
            "LOG text",
            " [LOG] text",
            "[LOG]text",
            "[LOG",
            "[LOG text",
            "[ ",
            "[LOG\n] text",
            "[\r] b",
            "[a\u{2028}] b",
            "[a\u{2029}] b",
        ] {
            assert_eq!(length_in(line), None, "{line:?}");
        }
    }
}
