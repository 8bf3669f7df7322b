//! JSON to Convex values: see `convex_http_client_core::value` for the table.
use std::collections::BTreeMap;

use super::encode::check_field;
use super::json::Json;
use super::{DEEP, MAX_DEPTH, Value, ValueError};
use convex_http_client_core::value::scalar::{self, ScalarError};

/// Returns the value that JSON stands for.
pub(crate) fn decode(json: Json) -> Result<Value, ValueError> {
    decode_at(json, 0)
}

fn decode_at(json: Json, depth: usize) -> Result<Value, ValueError> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Boolean(value) => Value::Boolean(value),
        Json::Number(value) => Value::Float64(value),
        Json::String(text) => Value::String(text),
        Json::Array(_) | Json::Object(_) | Json::Deep if depth > MAX_DEPTH => return Err(ValueError::new(DEEP)),
        Json::Deep => return Err(ValueError::new(DEEP)),
        Json::Array(items) => {
            let item = |(index, item)| decode_at(item, depth + 1).map_err(|error| error.in_item(index));
            Value::Array(items.into_iter().enumerate().map(item).collect::<Result<_, _>>()?)
        }
        Json::Object(fields) => decode_fields(fields, depth)?,
    })
}

fn decode_fields(fields: Vec<(String, Json)>, depth: usize) -> Result<Value, ValueError> {
    if let [(marker, content)] = fields.as_slice()
        && marker.starts_with('$')
    {
        let content = if let Json::String(text) = content { text } else { "" };
        return decode_marker(marker, content).map_err(ValueError::new);
    }
    let mut object = BTreeMap::new();
    for (name, field) in fields {
        let field = check_field(&name).and_then(|()| decode_at(field, depth + 1));
        match field {
            Ok(field) => drop(object.insert(name, field)),
            Err(error) => return Err(error.in_field(name)),
        }
    }
    Ok(Value::Object(object))
}

/// Returns the bytes of base64.
pub(crate) fn decode_base64(text: &str) -> Result<Vec<u8>, ScalarError> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let size = scalar::decode_base64(text.encode_utf16(), |group| bytes.extend(group))?;
    bytes.truncate(size);
    Ok(bytes)
}

/// Decodes the content of an object whose only field is a marker.
fn decode_marker(marker: &str, content: &str) -> Result<Value, String> {
    let bytes = decode_base64(content);
    let decoded = match marker {
        "$integer" => bytes.and_then(|bytes| scalar::read_int64(&bytes)).map(Value::Int64),
        "$float" => bytes.and_then(|bytes| scalar::read_float(&bytes)).map(Value::Float64),
        "$bytes" => bytes.map(Value::Bytes),
        _ => return Err(format!("`{marker}` is no value of this client")),
    };
    decoded.map_err(|error| match error {
        ScalarError::Length | ScalarError::Padding => format!("`{marker}` is not base64"),
        ScalarError::Size(size) => format!("`{marker}` has {size} bytes instead of 8"),
        ScalarError::Ordinary(_) => format!("`{marker}` holds a number that needs none"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::encode::encode;
    use super::super::json::parse;
    use super::{Value, ValueError};

    fn decode(json: &str) -> Result<Value, ValueError> {
        super::decode(parse(json).unwrap())
    }

    #[test]
    fn round_trips_every_type() {
        let table = [
            (Value::Null, "null"),
            (Value::Int64(1), r#"{"$integer":"AQAAAAAAAAA="}"#),
            (Value::Int64(i64::MIN), r#"{"$integer":"AAAAAAAAAIA="}"#),
            (Value::Float64(1.5), "1.5"),
            (Value::Float64(5e-324), "5e-324"),
            (Value::Float64(0.1 + 0.2), "0.30000000000000004"),
            (Value::Float64(-0.0), r#"{"$float":"AAAAAAAAAIA="}"#),
            (Value::Float64(f64::NAN), r#"{"$float":"AAAAAAAA+H8="}"#),
            (Value::Float64(f64::INFINITY), r#"{"$float":"AAAAAAAA8H8="}"#),
            (Value::Boolean(true), "true"),
            (Value::from("a \"b\" \u{1f600}"), "\"a \\\"b\\\" \u{1f600}\""),
            (Value::Bytes(vec![]), r#"{"$bytes":""}"#),
            (Value::Bytes(vec![1, 2, 255]), r#"{"$bytes":"AQL/"}"#),
            (Value::Array(vec![Value::Null, Value::Int64(-1)]), r#"[null,{"$integer":"//////////8="}]"#),
            (Value::from([("a", Value::from("b")), ("__proto__", Value::Null)]), r#"{"__proto__":null,"a":"b"}"#),
            (Value::Object([].into()), "{}"),
        ];
        for (value, json) in table {
            assert_eq!(encode(&value).as_deref(), Ok(json));
            assert_eq!(decode(json).ok(), Some(value), "{json}");
        }
    }

    #[test]
    fn reads_numbers_of_every_form() {
        for (json, number) in
            [("3", 3.0), ("-3", -3.0), ("1e3", 1000.0), ("18446744073709551616", 18_446_744_073_709_551_616.0)]
        {
            assert_eq!(decode(json).ok(), Some(Value::Float64(number)), "{json}");
        }
    }

    #[test]
    fn refuses_what_the_server_never_sends() {
        for json in [
            r#"{"$integer":"AQ=="}"#,
            r#"{"$integer":null}"#,
            r#"{"$float":"AAAAAAAA8D8="}"#,
            r#"{"$bytes":"A"}"#,
            r#"{"$bytes":"AQL/","a":1}"#,
            r#"{"$set":[]}"#,
            r#"{"$commitTs":null}"#,
            r#"{"a":1,"$bytes":"AQL/"}"#,
            r#"{"é":1}"#,
        ] {
            assert!(decode(json).is_err(), "{json}");
        }
    }
}
