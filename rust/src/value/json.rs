//! Reading JSON, as a browser reads it.
//!
//! It is read here and not by `serde_json`, as that means something else where another crate has switched on one of its
//! features: numbers become maps, depths have no bound. It also adds 20 kB to a page, compressed.
use super::MAX_DEPTH;
use crate::runtime;

/// JSON. Of fields with one name, the last counts.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    Number(f64),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
    /// What is nested too deep for Rust's stack.
    Deep,
}

impl Json {
    /// Takes a field of an object; none where it is null or not there.
    pub(crate) fn take(&mut self, name: &str) -> Option<Self> {
        self.take_present(name).filter(|field| *field != Self::Null)
    }

    /// Takes a field of an object, which may be null.
    pub(crate) fn take_present(&mut self, name: &str) -> Option<Self> {
        let Self::Object(fields) = self else { return None };
        let (_, field) = fields.iter_mut().rfind(|(other, _)| other == name)?;
        Some(std::mem::replace(field, Self::Null))
    }

    /// Returns the text of a string.
    pub(crate) fn into_text(self) -> Option<String> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads a body: bytes that are no UTF-8 become U+FFFD, and a byte order mark is none of it.
pub(crate) fn parse_bytes(body: &[u8]) -> Result<Json, String> {
    parse(&String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)))
}

/// Reads JSON, or says where it is none.
pub(crate) fn parse(text: &str) -> Result<Json, String> {
    let mut reader = Reader { text, position: 0 };
    let read = reader.read(0).filter(|_| {
        reader.skip_space();
        reader.position == text.len()
    });
    read.ok_or_else(|| match text.get(reader.position..).and_then(|rest| rest.chars().next()) {
        Some(found) => format!("JSON has {found:?} at byte {}", reader.position),
        None => "JSON ends too early".to_owned(),
    })
}

/// Reads from a position, at which it stays where something is wrong.
struct Reader<'a> {
    text: &'a str,
    position: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn skip_while(&mut self, is_skipped: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&is_skipped) {
            self.position += 1;
        }
    }

    fn skip_space(&mut self) {
        self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.position += 1)
    }

    fn take_word(&mut self, word: &str, json: Json) -> Option<Json> {
        self.text.get(self.position..)?.starts_with(word).then(|| self.position += word.len())?;
        Some(json)
    }

    /// Reads what stands this deep.
    fn read(&mut self, depth: usize) -> Option<Json> {
        self.skip_space();
        match self.peek()? {
            b'n' => self.take_word("null", Json::Null),
            b't' => self.take_word("true", Json::Boolean(true)),
            b'f' => self.take_word("false", Json::Boolean(false)),
            b'"' => self.read_string().map(Json::String),
            // An envelope, a batch and a page stand around values.
            b'[' | b'{' if depth > MAX_DEPTH + 8 => self.skip_nested(),
            b'[' => self.read_array(depth),
            b'{' => self.read_object(depth),
            _ => self.read_number().map(Json::Number),
        }
    }

    /// Reads members up to the end of what holds them.
    fn read_members(&mut self, end: u8, mut read: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.position += 1;
        self.skip_space();
        if self.take(end).is_some() {
            return Some(());
        }
        loop {
            read(self)?;
            self.skip_space();
            if self.take(end).is_some() {
                return Some(());
            }
            self.take(b',')?;
        }
    }

    fn read_array(&mut self, depth: usize) -> Option<Json> {
        let mut items = Vec::new();
        self.read_members(b']', |reader| {
            items.push(reader.read(depth + 1)?);
            Some(())
        })?;
        Some(Json::Array(items))
    }

    fn read_object(&mut self, depth: usize) -> Option<Json> {
        let mut fields = Vec::new();
        self.read_members(b'}', |reader| {
            reader.skip_space();
            let name = reader.read_string()?;
            reader.skip_space();
            reader.take(b':')?;
            fields.push((name, reader.read(depth + 1)?));
            Some(())
        })?;
        Some(Json::Object(fields))
    }

    /// Skips what is nested too deep. Nobody sees whether its brackets match.
    fn skip_nested(&mut self) -> Option<Json> {
        let mut open = 0_usize;
        loop {
            match self.peek()? {
                b'"' => drop(self.read_string()?),
                byte => {
                    open += usize::from(matches!(byte, b'[' | b'{'));
                    open -= usize::from(matches!(byte, b']' | b'}'));
                    self.position += 1;
                }
            }
            if open == 0 {
                return Some(Json::Deep);
            }
        }
    }

    fn read_string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut string = String::new();
        loop {
            let start = self.position;
            self.skip_while(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            string.push_str(self.text.get(start..self.position)?);
            if self.take(b'"').is_some() {
                return Some(string);
            }
            self.take(b'\\')?;
            string.push(self.read_escape()?);
        }
    }

    fn read_escape(&mut self) -> Option<char> {
        let character = match self.peek()? {
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.read_unit(),
            _ => return None,
        };
        self.position += 1;
        Some(character)
    }

    /// Reads the character of a UTF-16 code unit, or of two. Half of one is none that Rust has: it becomes U+FFFD, as
    /// wherever a browser turns a string into UTF-8.
    fn read_unit(&mut self) -> Option<char> {
        let first = self.read_hex()?;
        let behind = self.position;
        if (0xd800..0xdc00).contains(&first) && self.take(b'\\').is_some() && self.peek() == Some(b'u') {
            let second = self.read_hex()?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
        }
        self.position = behind;
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// Reads `u` and four digits.
    fn read_hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.position + 1..self.position + 5)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.position += 5;
        u32::from_str_radix(digits, 16).ok()
    }

    fn read_number(&mut self) -> Option<f64> {
        let start = self.position;
        let _ = self.take(b'-');
        // No digit stands behind a zero at the beginning.
        if self.take(b'0').is_none() {
            self.take_digits()?;
        }
        if self.take(b'.').is_some() {
            self.take_digits()?;
        }
        if self.take(b'e').or_else(|| self.take(b'E')).is_some() {
            let _ = self.take(b'+').or_else(|| self.take(b'-'));
            self.take_digits()?;
        }
        let text = self.text.get(start..self.position)?;
        Some(read_short(text).unwrap_or_else(|| runtime::parse_number(text)))
    }

    fn take_digits(&mut self) -> Option<()> {
        let start = self.position;
        self.skip_while(|byte| byte.is_ascii_digit());
        (self.position > start).then_some(())
    }
}

/// Reads a number that is a quotient of two that floats hold exactly, which rounds it right: nearly every number is one.
/// The others are left to those who have the tables for it.
fn read_short(text: &str) -> Option<f64> {
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (mut whole, mut scale, mut is_fraction) = (0_u64, 1.0, false);
    for byte in digits.bytes() {
        match byte {
            b'.' => is_fraction = true,
            b'0'..=b'9' => {
                whole = whole.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                scale *= if is_fraction { 10.0 } else { 1.0 };
            }
            _ => return None,
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "it is exact in this range")]
    let number = (whole <= 1 << 53 && scale <= 1e22).then(|| whole as f64 / scale)?;
    Some(if is_negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::{Json, parse, parse_bytes};

    fn number(text: &str) -> f64 {
        match parse(text) {
            Ok(Json::Number(number)) => number,
            other => panic!("{text} {other:?}"),
        }
    }

    #[test]
    fn reads_numbers_as_they_were_written() {
        for text in [
            "0",
            "-0",
            "1",
            "-17",
            "0.1",
            "1.5",
            "0.30000000000000004",
            "9007199254740992",
            "9007199254740993",
            "1e21",
            "123456789012345678901234567890",
            "1.7976931348623157e308",
            "1e400",
            "5e-324",
            "2.2250738585072011e-308",
            "1E+2",
            "17325432101234.567",
            "0.000000000000000000000001",
            "8.41e21",
            "4503599627370497.5",
            "-1.25e-7",
        ] {
            assert_eq!(number(text).to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
        }
        let mut seed = 7_u64;
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let any = f64::from_bits(seed);
            let short = seed >> 40;
            for written in [format!("{any}"), format!("{any:e}"), format!("{}.{}", short, seed % 1_000_000)] {
                if any.is_finite() {
                    assert_eq!(number(&written).to_bits(), written.parse::<f64>().unwrap().to_bits(), "{written}");
                }
            }
        }
    }

    #[test]
    fn reads_what_a_parser_of_others_reads_and_nothing_else() {
        for text in [
            "null",
            " true ",
            "false",
            "[]",
            "[ ]",
            "{}",
            "{ }",
            "[1,2]",
            "[1 , 2]",
            r#"{"a":[{"b":null}]}"#,
            "\"\"",
            r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#,
            "\"\u{7f}\u{2028}\"",
            "",
            "nul",
            "tru",
            "[1,]",
            "[,1]",
            "[1",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{\"a\":1,}",
            "01",
            "-",
            "+1",
            ".5",
            "1.",
            "1e",
            "1e+",
            "--1",
            "1 2",
            "\"",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u00g0\"",
            "\"\\u+123\"",
            "\"\n\"",
            "\"\u{1}\"",
            "NaN",
            "Infinity",
            "'a'",
            "[1]]",
            "\"\\u00é\"",
            "\u{a0}1",
        ] {
            let other = serde_json::from_str::<serde_json::Value>(text).ok();
            assert_eq!(parse(text).ok().map(into_other), other, "{text}");
        }
    }

    fn into_other(json: Json) -> serde_json::Value {
        match json {
            Json::Null => serde_json::Value::Null,
            Json::Boolean(value) => value.into(),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cases are whole")]
            Json::Number(value) => (value as u64).into(),
            Json::String(text) => text.into(),
            Json::Array(items) => items.into_iter().map(into_other).collect(),
            Json::Object(fields) => fields.into_iter().map(|(name, field)| (name, into_other(field))).collect(),
            Json::Deep => panic!("no case is deep"),
        }
    }

    #[test]
    fn replaces_what_is_no_character() {
        let cases = [
            (r#""\ud800""#, "\u{fffd}"),
            (r#""\udc00\ud800a""#, "\u{fffd}\u{fffd}a"),
            (r#""\ud800\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (r#""\ud800\n""#, "\u{fffd}\n"),
            (r#""\ud800\u0041""#, "\u{fffd}A"),
        ];
        for (text, string) in cases {
            assert_eq!(parse(text), Ok(Json::String(string.to_owned())), "{text}");
        }
        assert_eq!(parse_bytes(b"\xef\xbb\xbf\"a\xff\""), Ok(Json::String("a\u{fffd}".to_owned())));
    }

    #[test]
    fn skips_what_is_too_deep_and_reads_on() {
        let deep = format!("{{\"a\":{}\"]\"{},\"b\":1}}", "[".repeat(100_000), "]".repeat(100_000));
        let mut json = parse(&deep).unwrap();
        assert_eq!(json.take("b"), Some(Json::Number(1.0)));
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&format!("{}1{}", "[".repeat(200), "]".repeat(200))).is_ok());
    }

    #[test]
    fn says_where_it_is_no_json() {
        assert_eq!(parse("<html>").unwrap_err(), "JSON has '<' at byte 0");
        assert_eq!(parse("[1, é]").unwrap_err(), "JSON has 'é' at byte 4");
        assert_eq!(parse("[1").unwrap_err(), "JSON ends too early");
    }

    #[test]
    fn takes_the_last_of_fields_with_one_name() {
        let mut json = parse(r#"{"a":1,"a":2,"b":null}"#).unwrap();
        assert_eq!(json.take("a"), Some(Json::Number(2.0)));
        assert_eq!((json.take("b"), json.take_present("b"), json.take_present("c")), (None, Some(Json::Null), None));
    }
}
