//! Convex values: dynamic ones, and any Rust type through serde.
mod convert;
mod de;
mod decode;
mod dynamic;
mod encode;
mod error;
mod ser;

use std::cmp::Ordering;
use std::collections::BTreeMap;

pub use de::from_value;
pub use error::ValueError;
pub use ser::to_value;

pub(crate) use decode::{decode_base64, from_json};
pub(crate) use encode::encode;

/// How deep values may be nested, which bounds recursion. The server takes 64 levels.
const MAX_DEPTH: usize = 120;

/// A value that a Convex function takes or returns.
///
/// The names are those of the `convex` crate. Of numbers, `Int64` is `v.int64()`, a bigint in JavaScript, and
/// `Float64` is `v.number()`.
///
/// Values are ordered as Convex orders them in an index: by type, in the order of the variants, then by content.
/// Floats are compared by [`f64::total_cmp`], so a `NaN` equals itself, and `-0.0` is less than `0.0`.
///
/// ```
/// use convex_http_client::Value;
///
/// let value = Value::from([("name", Value::from("Ada")), ("born", Value::from(1815_i64))]);
/// assert_eq!(value.get("born"), Some(&Value::Int64(1815)));
/// ```
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `v.int64()`.
    Int64(i64),
    /// `v.number()`.
    Float64(f64),
    /// `v.boolean()`.
    Boolean(bool),
    /// `v.string()`, also an id.
    String(String),
    /// `v.bytes()`.
    Bytes(Vec<u8>),
    /// `v.array()`.
    Array(Vec<Value>),
    /// `v.object()`, `v.record()`.
    Object(BTreeMap<String, Value>),
}

impl Value {
    /// Returns a field of an object.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.get(field),
            _ => None,
        }
    }

    /// Returns the text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the place among the types, by which values are ordered first.
    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Int64(_) => 1,
            Self::Float64(_) => 2,
            Self::Boolean(_) => 3,
            Self::String(_) => 4,
            Self::Bytes(_) => 5,
            Self::Array(_) => 6,
            Self::Object(_) => 7,
        }
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Int64(left), Self::Int64(right)) => left.cmp(right),
            (Self::Float64(left), Self::Float64(right)) => left.total_cmp(right),
            (Self::Boolean(left), Self::Boolean(right)) => left.cmp(right),
            (Self::String(left), Self::String(right)) => left.cmp(right),
            (Self::Bytes(left), Self::Bytes(right)) => left.cmp(right),
            (Self::Array(left), Self::Array(right)) => left.cmp(right),
            (Self::Object(left), Self::Object(right)) => left.cmp(right),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Value {}

#[cfg(test)]
mod tests {
    use super::Value;

    #[test]
    fn orders_by_type_and_content() {
        let ordered = [
            Value::Null,
            Value::Int64(-1),
            Value::Int64(2),
            Value::Float64(f64::NEG_INFINITY),
            Value::Float64(-0.0),
            Value::Float64(0.0),
            Value::Float64(f64::NAN),
            Value::Boolean(false),
            Value::Boolean(true),
            Value::from("a"),
            Value::from("b"),
            Value::Bytes(vec![1]),
            Value::Array(vec![Value::Null]),
            Value::from([("a", Value::Null)]),
        ];
        assert!(ordered.is_sorted_by(|left, right| left < right));
        assert!(ordered.iter().all(|value| value == &value.clone()));
    }
}
