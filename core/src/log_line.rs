//! How a function's log line is read.

/// Returns the length of the level, in UTF-16 code units, of a line that reads `[LEVEL] text`.
#[must_use]
pub fn level_length(line: &str) -> Option<u32> {
    let mut length: u32 = 0;
    // The last three bytes.
    let mut last = u32::from(line.as_bytes().first().copied()?);
    if last != u32::from(b'[') {
        return None;
    }
    for byte in line.bytes().skip(1) {
        last = (last << 8 | u32::from(byte)) & 0x00ff_ffff;
        match last {
            // The bracket is counted too.
            _ if last & 0xffff == u32::from_be_bytes([0, 0, b']', b' ']) => return length.checked_sub(1),
            // The level stands on the first line. These are ECMAScript's line terminators.
            _ if matches!(byte, b'\n' | b'\r') => return None,
            0xe2_80a8 | 0xe2_80a9 => return None,
            _ => length = length.saturating_add(units_at(byte)),
        }
    }
    None
}

/// Returns how many UTF-16 code units begin at a byte of UTF-8: two at the first of four bytes, none at one that goes on.
pub(crate) const fn units_at(byte: u8) -> u32 {
    match byte {
        0x80..0xc0 => 0,
        0xf0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    fn length_in(line: &str) -> Option<u32> {
        super::level_length(line)
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
