//! JSON to Convex values: see `convex_http_client_core::value` for the table.
use std::collections::BTreeMap;
use std::fmt::{self, Formatter};

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Value;
use super::encode::check_field;
use convex_http_client_core::value::scalar::{self, ScalarError};

/// Returns the value of a part of a reply.
pub(crate) fn from_json<'de, D: Deserializer<'de>>(json: D) -> Result<Value, D::Error> {
    Ok(Json::deserialize(json)?.0)
}

/// A value as it is written.
struct Json(Value);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(deserializer.deserialize_any(JsonVisitor)?))
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("a Convex value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float64(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON's numbers are floats; an int64 has a form of its own")]
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Float64(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON's numbers are floats; an int64 has a form of its own")]
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Float64(value as f64))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Json(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = BTreeMap::new();
        while let Some(name) = fields.next_key::<String>()? {
            if name.starts_with('$') && object.is_empty() {
                let content = fields.next_value::<Option<String>>()?.unwrap_or_default();
                if fields.next_key::<String>()?.is_some() {
                    return Err(de::Error::custom(format_args!("`{name}` has fields beside it")));
                }
                return decode(&name, &content).map_err(de::Error::custom);
            }
            check_field(&name).map_err(|error| de::Error::custom(format_args!("{error}: {name:?}")))?;
            object.insert(name, fields.next_value::<Json>()?.0);
        }
        Ok(Value::Object(object))
    }
}

/// Returns the bytes of base64.
pub(crate) fn decode_base64(text: &str) -> Result<Vec<u8>, ScalarError> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let size = scalar::decode_base64(text.encode_utf16(), |group| bytes.extend(group))?;
    bytes.truncate(size);
    Ok(bytes)
}

/// Decodes the content of an object whose only field is a marker.
fn decode(marker: &str, content: &str) -> Result<Value, String> {
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
        ScalarError::Ordinary(number) => format!("`{marker}` holds {number}, which is a JSON number"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::encode::encode;
    use super::{Value, from_json};

    fn decode(json: &str) -> Result<Value, serde_json::Error> {
        from_json(&mut serde_json::Deserializer::from_str(json))
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
