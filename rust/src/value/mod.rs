//! Convex values: dynamic ones, and any Rust type through serde.
mod convert;
mod de;
mod decode;
mod dynamic;
mod encode;
mod error;
#[cfg(feature = "js")]
mod js;
mod json;
pub mod number;
mod ser;

use std::cmp::Ordering;
use std::collections::BTreeMap;

pub use de::from_value;
pub use error::ValueError;
pub use ser::to_value;

pub(crate) use decode::{decode, decode_base64};
pub(crate) use encode::{encode, encode_base64};
pub(crate) use json::{Json, parse_bytes};

/// How deep values may be nested, which bounds recursion. The server takes 64 levels.
const MAX_DEPTH: usize = 256;

/// What is said of a value that is nested deeper.
const DEEP: &str = "value is nested too deep";

/// A value that a Convex function takes or returns.
///
/// The names are those of the `convex` crate. Of numbers, `Int64` is `v.int64()`, a bigint in JavaScript, and
/// `Float64` is `v.number()`.
/// It is read of other formats as well, where integers of more than 32 bits, as those of JSON, are int64s.
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
#[non_exhaustive]
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

    /// Returns the int64 that it is, or that a whole number is.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int64(value) => Some(*value),
            Self::Float64(value) => de::to_integer(*value),
            _ => None,
        }
    }

    /// Returns the number that it is, or that an int64 is where nothing is lost by it.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Float64(value) => Some(*value),
            Self::Int64(value) => de::to_number(*value),
            _ => None,
        }
    }

    /// Returns the content of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the content of bytes.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Returns the items of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the fields of an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&BTreeMap<String, Self>> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// Tells whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Writes the JSON that stands for it on the wire, byte by byte as the official client writes it.
    ///
    /// ```
    /// use convex_http_client::Value;
    ///
    /// let value = Value::from([("n", 1.into()), ("i", Value::Int64(1))]);
    /// assert_eq!(value.to_wire_json()?, r#"{"i":{"$integer":"AQAAAAAAAAA="},"n":1}"#);
    /// # Ok::<_, convex_http_client::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// For the name of a field that Convex does not allow, and for what is nested too deep.
    pub fn to_wire_json(&self) -> Result<String, ValueError> {
        encode(self)
    }

    /// Reads the JSON that stands for a value on the wire, where every plain number is `v.number()`. Half of a surrogate
    /// pair, which no Rust string can hold, becomes U+FFFD.
    ///
    /// # Errors
    ///
    /// For what is no JSON, and for JSON that stands for no value.
    pub fn from_wire_json(text: &str) -> Result<Self, ValueError> {
        json::parse(text).map_err(ValueError::new).and_then(decode)
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
