//! The literals in a Rust file, as far as core/ is written: it has no raw strings and no block comments.
use std::ops::Range;

/// Returns where numbers, characters and strings stand, outside of comments and attributes.
pub(super) fn literals(code: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(rest) = code.get(position..).filter(|rest| !rest.is_empty()) {
        let (length, is_literal) = token(rest);
        if is_literal {
            found.push(position..position + length);
        }
        position += length;
    }
    found
}

/// Returns the length of what begins here, and whether it is a literal.
fn token(rest: &str) -> (usize, bool) {
    let to = |end: &str| rest.find(end).map_or(rest.len(), |position| position + end.len());
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        '/' if rest.starts_with("//") => (to("\n"), false),
        '#' => (to("]"), false),
        '"' => (quoted(rest, '"').unwrap_or(1), true),
        // Else it is a lifetime.
        '\'' => quoted(rest, '\'').filter(|length| *length <= 4).map_or((1, false), |length| (length, true)),
        'b' if rest.starts_with("b'") => (1 + rest.get(1..).and_then(|rest| quoted(rest, '\'')).unwrap_or(1), true),
        '.' if rest.starts_with("..") => (2, false),
        // A field of a tuple.
        '.' => (1 + rest.get(1..).map_or(0, word), false),
        _ if first.is_ascii_digit() => (number(rest), true),
        _ => (word(rest).max(first.len_utf8()), false),
    }
}

/// Returns the length of a name, or of a number without a fraction.
fn word(rest: &str) -> usize {
    rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len())
}

/// Returns the length of a number; two points behind it are those of a range.
fn number(rest: &str) -> usize {
    let whole = word(rest);
    let fraction = rest.get(whole..).and_then(|rest| rest.strip_prefix('.'));
    let fraction = fraction.filter(|rest| rest.starts_with(|it: char| it.is_ascii_digit())).map_or(0, word);
    if fraction > 0 { whole + 1 + fraction } else { whole }
}

/// Returns the length of what begins and ends with a quotation mark.
fn quoted(rest: &str, mark: char) -> Option<usize> {
    let mut is_escaped = false;
    rest.char_indices().skip(1).find_map(|(position, character)| {
        let is_end = character == mark && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        is_end.then_some(position + mark.len_utf8())
    })
}

#[cfg(test)]
mod tests {
    use super::literals;

    fn found(code: &str) -> Vec<&str> {
        literals(code).into_iter().filter_map(|range| code.get(range)).collect()
    }

    #[test]
    fn finds_numbers_characters_and_strings() {
        assert_eq!(found("429 => &[\"a\", \"b\\\"\"], // 7"), ["429", "\"a\"", "\"b\\\"\""]);
        assert_eq!(found("matches!(unit, 0x20..=0x7e)"), ["0x20", "0x7e"]);
        assert_eq!(found("200..300 | 520..=529"), ["200", "300", "520", "529"]);
        assert_eq!(found("b'A'..=b'Z' => 1.5 * 60_000.0"), ["b'A'", "b'Z'", "1.5", "60_000.0"]);
        assert_eq!(found("1.max(2)"), ["1", "2"]);
    }

    #[test]
    fn finds_no_literal_in_other_places() {
        for code in ["self.0", "u32", "&'static str", "/// 401\n", "#[repr(u8)]", "a1"] {
            assert!(found(code).is_empty(), "{code}");
        }
    }
}
