//! The functions' log lines. `pkg-template/log.js` prints them.
/// Returns the length of the level, in UTF-16 code units, of a line that reads `[LEVEL] text`.
pub(crate) fn level_length(line: &str) -> Option<u32> {
    let mut characters = line.strip_prefix('[')?.chars().peekable();
    let mut length: u32 = 0;
    while let Some(character) = characters.next() {
        match character {
            ']' if characters.peek() == Some(&' ') => return Some(length),
            // The level stands on the first line. These are ECMAScript's line terminators.
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => return None,
            '\u{10000}'.. => length = length.saturating_add(2),
            _ => length = length.saturating_add(1),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::level_length;

    #[test]
    fn finds_the_level() {
        assert_eq!(level_length("[LOG] 'text'"), Some(3));
        assert_eq!(level_length("[] text"), Some(0));
        assert_eq!(level_length("[WARN] a] b"), Some(4));
        assert_eq!(level_length("[a]b] c"), Some(3));
        assert_eq!(level_length("[\u{1f600}] c"), Some(2));
        assert_eq!(level_length("[LOG] first\nsecond"), Some(3));
    }

    #[test]
    fn finds_no_level_in_other_lines() {
        for line in ["", "LOG text", " [LOG] text", "[LOG]text", "[LOG", "[LOG\n] text", "[a\u{2028}] b"] {
            assert_eq!(level_length(line), None, "{line:?}");
        }
    }
}
