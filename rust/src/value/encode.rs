//! Convex values to JSON: see `convex_http_client_core::value` for the table.
//!
//! It is written byte by byte as the official client writes it, as the server's cache of queries goes by their text:
//! fields are sorted, and numbers look like JavaScript's.
use std::fmt::Write as _;

use super::{DEEP, MAX_DEPTH, Value, ValueError};
use crate::runtime;
use convex_http_client_core::value::field::{self, FieldError};
use convex_http_client_core::value::scalar;

/// Writes a value's JSON.
pub(crate) fn encode(value: &Value) -> Result<String, ValueError> {
    let mut json = String::new();
    write(value, &mut json, 0)?;
    Ok(json)
}

fn write(value: &Value, json: &mut String, depth: usize) -> Result<(), ValueError> {
    if depth > MAX_DEPTH {
        return Err(ValueError::new(DEEP));
    }
    match value {
        Value::Null => json.push_str("null"),
        Value::Boolean(value) => json.push_str(if *value { "true" } else { "false" }),
        Value::Int64(value) => write_marker("$integer", &value.to_le_bytes(), json),
        Value::Float64(value) if scalar::is_special(*value) => write_marker("$float", &value.to_le_bytes(), json),
        Value::Float64(value) => json.push_str(&print_number(*value)),
        Value::Bytes(value) => write_marker("$bytes", value, json),
        Value::String(text) => write_string(text, json),
        Value::Array(items) => {
            json.push('[');
            for (index, item) in items.iter().enumerate() {
                json.push_str(if index == 0 { "" } else { "," });
                write(item, json, depth + 1).map_err(|error| error.in_item(index))?;
            }
            json.push(']');
        }
        Value::Object(fields) => {
            json.push('{');
            for (index, (name, field)) in fields.iter().enumerate() {
                json.push_str(if index == 0 { "" } else { "," });
                write_field(name, field, json, depth).map_err(|error| error.in_field(name))?;
            }
            json.push('}');
        }
    }
    Ok(())
}

fn write_field(name: &str, field: &Value, json: &mut String, depth: usize) -> Result<(), ValueError> {
    check_field(name)?;
    write_string(name, json);
    json.push(':');
    write(field, json, depth + 1)
}

/// Writes a string as `JSON.stringify` does: with as few escapes as JSON allows.
fn write_string(text: &str, json: &mut String) {
    json.push('"');
    let mut written = 0;
    for (position, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x0c => "\\f",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x00..0x20 => "",
            _ => continue,
        };
        json.push_str(text.get(written..position).unwrap_or_default());
        written = position + 1;
        if escape.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(json, "\\u{byte:04x}");
        } else {
            json.push_str(escape);
        }
    }
    json.push_str(text.get(written..).unwrap_or_default());
    json.push('"');
}

/// Prints a number as JavaScript does: <https://tc39.es/ecma262/#sec-numeric-types-number-tostring>.
pub(super) fn print_number(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "it is exact in this range")]
    if is_whole(number) && number.abs() < 1e15 { (number as i64).to_string() } else { runtime::print_number(number) }
}

/// Tells whether a number is an integer, which `-0.0` is not.
pub(super) fn is_whole(number: f64) -> bool {
    number.fract() == 0.0 && (number != 0.0 || number.is_sign_positive())
}

fn write_marker(marker: &str, bytes: &[u8], json: &mut String) {
    let _ = write!(json, "{{\"{marker}\":\"{}\"}}", encode_base64(bytes));
}

/// Returns base64, with padding.
pub(crate) fn encode_base64(bytes: &[u8]) -> String {
    let mut text = vec![0; bytes.len().div_ceil(3).saturating_mul(4)];
    scalar::write_base64(bytes, &mut text);
    // It is ASCII, so this never falls back.
    String::from_utf8(text).unwrap_or_default()
}

/// Checks the name of a field.
pub(super) fn check_field(name: &str) -> Result<(), ValueError> {
    let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
    let Err(error) = field::check(length, name.encode_utf16()) else {
        return Ok(());
    };
    Err(ValueError::new(match error {
        FieldError::TooLong => "field name is longer than 1024 characters",
        FieldError::Reserved => "field name starts with a `$`, which is reserved",
        FieldError::Character(_) => "field name has a character that is not printable ASCII",
    }))
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, Value, encode};

    #[test]
    fn writes_numbers_as_javascript_does() {
        // What `JSON.stringify` returns for each of them.
        for (number, json) in [
            (0.0, "0"),
            (1.0, "1"),
            (-2.0, "-2"),
            (0.1 + 0.2, "0.30000000000000004"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (1.152_921_504_606_847e18, "1152921504606847000"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (-1.5e300, "-1.5e+300"),
            (f64::MAX, "1.7976931348623157e+308"),
            (0.000_001, "0.000001"),
            (0.000_001_5, "0.0000015"),
            (1e-7, "1e-7"),
            (-1.25e-7, "-1.25e-7"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(encode(&Value::Float64(number)).as_deref(), Ok(json));
        }
    }

    #[test]
    fn writes_strings_as_javascript_does() {
        // What `JSON.stringify` returns for each of them.
        for (text, json) in [
            ("", r#""""#),
            ("a\"b\\c/", r#""a\"b\\c/""#),
            ("\u{8}\t\n\u{c}\r", r#""\b\t\n\f\r""#),
            ("\0\u{b}\u{1f}\u{7f}", "\"\\u0000\\u000b\\u001f\u{7f}\""),
            ("é\u{2028}\u{1f600}", "\"é\u{2028}\u{1f600}\""),
        ] {
            assert_eq!(encode(&text.into()).as_deref(), Ok(json));
        }
    }

    #[test]
    fn refuses_names_of_fields_with_their_path() {
        let value = Value::Array(vec![Value::from([("a", Value::from([("$b", Value::Null)]))])]);
        let error = encode(&value).unwrap_err();
        assert_eq!(error.to_string(), "field name starts with a `$`, which is reserved (at `[0].a[\"$b\"]`)");
        let mut deep = Value::Null;
        for _ in 0..=MAX_DEPTH {
            assert!(encode(&deep).is_ok());
            deep = Value::Array(vec![deep]);
        }
        let deep = Value::Array(vec![deep]);
        assert_eq!(encode(&deep).unwrap_err().message(), "value is nested too deep");
    }
}
