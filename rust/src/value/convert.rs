//! Values of Rust's own types and back, with the names of the `convex` crate.
use std::collections::BTreeMap;

use super::{Value, ValueError, from_value};

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<()> for Value {
    fn from((): ()) -> Self {
        Self::Null
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident $make:expr;)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant($make(value))
            }
        }
    )*};
}

from! {
    i64 => Int64 |value| value;
    i8 => Float64 f64::from;
    i16 => Float64 f64::from;
    i32 => Float64 f64::from;
    u8 => Float64 f64::from;
    u16 => Float64 f64::from;
    u32 => Float64 f64::from;
    f32 => Float64 f64::from;
    f64 => Float64 |value| value;
    bool => Boolean |value| value;
    char => String String::from;
    &str => String str::to_owned;
    &String => String String::clone;
    String => String |value| value;
    &[u8] => Bytes <[u8]>::to_vec;
    Vec<u8> => Bytes |value| value;
    Vec<Self> => Array |value| value;
    BTreeMap<String, Self> => Object |value| value;
}

impl<K: Into<String>, const N: usize> From<[(K, Self); N]> for Value {
    fn from(fields: [(K, Self); N]) -> Self {
        fields.into_iter().collect()
    }
}

impl<K: Into<String>> FromIterator<(K, Self)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, Self)>>(fields: I) -> Self {
        let mut object = BTreeMap::new();
        // Collecting brings a sort of 5 kB along.
        for (name, value) in fields {
            object.insert(name.into(), value);
        }
        Self::Object(object)
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::Array(items.into_iter().collect())
    }
}

/// As [`to_value`](super::to_value()) makes them: not every one is an int64.
macro_rules! try_from {
    ($($type:ty)*) => {$(
        impl TryFrom<$type> for Value {
            type Error = ValueError;

            fn try_from(value: $type) -> Result<Self, ValueError> {
                super::to_value(&value)
            }
        }
    )*};
}

try_from! { u64 i128 u128 isize usize }

/// As [`from_value`] reads them: where nothing is lost by it.
macro_rules! try_into {
    ($($type:ty)*) => {$(
        impl TryFrom<Value> for $type {
            type Error = ValueError;

            fn try_from(value: Value) -> Result<Self, ValueError> {
                from_value(value)
            }
        }
    )*};
}

try_into! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 bool char String }

impl TryFrom<Value> for Vec<u8> {
    type Error = ValueError;

    fn try_from(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            other => from_value(other),
        }
    }
}

impl TryFrom<Value> for Vec<Value> {
    type Error = ValueError;

    fn try_from(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Array(items) => Ok(items),
            other => Err(other.refuse(&"an array")),
        }
    }
}

impl TryFrom<Value> for BTreeMap<String, Value> {
    type Error = ValueError;

    fn try_from(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Object(fields) => Ok(fields),
            other => Err(other.refuse(&"an object")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, Value};

    #[test]
    fn makes_values_of_scalars_and_back() {
        let text = "text".to_owned();
        assert_eq!(Value::from(&text), Value::String(text.clone()));
        assert_eq!(
            (Value::from(7_u8), Value::from(-7_i32), Value::from(0.5_f32)),
            (7.0.into(), (-7.0).into(), 0.5.into())
        );
        assert_eq!((Value::from('é'), Value::from(&b"ab"[..])), ("é".into(), Value::Bytes(b"ab".to_vec())));
        assert_eq!(Value::try_from(7_u64), Ok(Value::Int64(7)));
        assert!(Value::try_from(u64::MAX).is_err() && Value::try_from(u128::MAX).is_err());
        assert_eq!((u8::try_from(Value::from(7.0)), i64::try_from(Value::from(7.0))), (Ok(7), Ok(7)));
        assert!(u8::try_from(Value::from(256.0)).is_err() && u8::try_from(Value::Null).is_err());
        assert_eq!((f64::try_from(Value::Int64(7)), bool::try_from(Value::from(true))), (Ok(7.0), Ok(true)));
        assert_eq!((String::try_from(Value::from(&text)), char::try_from(Value::from("é"))), (Ok(text), Ok('é')));
        let (bytes, items) = (Value::Bytes(vec![1]), Value::Array(vec![1.0.into()]));
        assert_eq!(
            (Vec::<u8>::try_from(bytes.clone()), Vec::<u8>::try_from(items.clone())),
            (Ok(vec![1]), Ok(vec![1]))
        );
        assert_eq!(Vec::<Value>::try_from(items.clone()), Ok(vec![1.0.into()]));
        let error = BTreeMap::<String, Value>::try_from(items).unwrap_err();
        assert_eq!(error.message(), "invalid type: array, expected an object");
        assert_eq!(BTreeMap::try_from(Value::from([("a", bytes.clone())])), Ok([("a".to_owned(), bytes)].into()));
    }
}
