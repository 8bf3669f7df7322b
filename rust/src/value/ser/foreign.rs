//! What `serde_json` serializes as a struct of a name that only its own serializer knows, if one of its features is on.
use std::collections::BTreeMap;

use crate::value::json::parse;
use crate::value::{Value, ValueError, decode};

/// A struct whose only field is a text that stands for something else.
#[derive(Clone, Copy)]
pub(super) enum Foreign {
    /// A number of the feature `arbitrary_precision`.
    Number,
    /// A `RawValue`: JSON that is meant to be sent as it is.
    Json,
}

impl Foreign {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "$serde_json::private::Number" => Some(Self::Number),
            "$serde_json::private::RawValue" => Some(Self::Json),
            _ => None,
        }
    }

    /// Returns what its only field stands for.
    pub(super) fn read(self, fields: BTreeMap<String, Value>) -> Result<Value, ValueError> {
        let text = match fields.into_values().next() {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        match self {
            Self::Number => read_number(&text),
            Self::Json => parse(&text).map_err(ValueError::new).and_then(decode),
        }
    }
}

/// Reads a number as `serde_json` does without that feature: integers are integers, as far as 64 bits go.
fn read_number(text: &str) -> Result<Value, ValueError> {
    match (text.parse::<i64>(), text.parse::<u64>()) {
        (Ok(integer), _) if text != "-0" => Ok(Value::Int64(integer)),
        (Err(_), Ok(_)) => Err(ValueError::new(format!("integer {text} is outside of int64"))),
        _ => parse(text).map_err(ValueError::new).and_then(decode),
    }
}
