//! Convex values to Rust values.
mod key;
mod variant;

use std::cell::Cell;
use std::collections::{BTreeMap, btree_map};

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};

use self::key::Key;
use self::variant::Variant;
use super::encode::{encode, is_whole};
use super::{Value, ValueError};

/// Makes a Rust value of a Convex value: the inverse of [`to_value`](super::to_value()).
///
/// A number becomes an integer, and an int64 a float, where nothing is lost by it, also inside `#[serde(flatten)]` and
/// tagged and untagged enums, where serde looks at a value before it knows the type. There, a number below -2³¹ is a
/// float alone: give an integer that may be one `#[serde(with = "convex_http_client::number")]`.
///
/// # Errors
///
/// For a value of another type, an integer that is too large, an unknown variant, a missing field. The error names the
/// path.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, ValueError> {
    let _reading = Reading::begin();
    T::deserialize(value)
}

thread_local!(static IS_READING: Cell<bool> = const { Cell::new(false) });

/// For as long as this lives, `u64` stands for a number and `i64` for an int64, where serde looks at a value before it
/// knows the type: its buffer keeps numbers in Rust's types alone, and of a buffered float it makes no integer.
struct Reading {
    was_reading: bool,
}

impl Reading {
    fn begin() -> Self {
        Self { was_reading: IS_READING.replace(true) }
    }

    fn is_on() -> bool {
        IS_READING.get()
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        IS_READING.set(self.was_reading);
    }
}

/// Makes a value of an integer of 64 bits that serde has.
pub(super) fn from_u64<E: de::Error>(integer: u64) -> Result<Value, E> {
    match i64::try_from(integer) {
        Ok(integer) if Reading::is_on() => Ok(to_number(integer).map_or(Value::Int64(integer), Value::Float64)),
        Ok(integer) => Ok(Value::Int64(integer)),
        Err(_) => Err(E::invalid_value(Unexpected::Unsigned(integer), &"an int64")),
    }
}

/// Shows a number to a visitor that takes any type: a whole one as an integer, as readers of JSON do.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "each is exact in its range")]
fn visit_number<'de, V: Visitor<'de>>(number: f64, visitor: V) -> Result<V::Value, ValueError> {
    match number {
        _ if !is_whole(number) => visitor.visit_f64(number),
        -2_147_483_648.0..0.0 => visitor.visit_i32(number as i32),
        0.0..4_294_967_296.0 => visitor.visit_u32(number as u32),
        0.0..=9_007_199_254_740_992.0 if Reading::is_on() => visitor.visit_u64(number as u64),
        _ => visitor.visit_f64(number),
    }
}

/// How `serde_json` asks for a `RawValue`, which holds a value's JSON.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// The end of the range in which every integer has a float of its own.
const MAX_EXACT: i64 = 1 << 53;

/// Returns the integer that a number is.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "both are exact in this range")]
pub(super) fn to_integer(number: f64) -> Option<i64> {
    (number.abs() <= MAX_EXACT as f64 && number.fract() == 0.0).then_some(number as i64)
}

/// Returns the number that an integer is.
#[expect(clippy::cast_precision_loss, reason = "it is exact in this range")]
pub(super) fn to_number(integer: i64) -> Option<f64> {
    (integer.unsigned_abs() <= MAX_EXACT.unsigned_abs()).then_some(integer as f64)
}

impl Value {
    /// Returns the error of a value that has another type.
    pub(super) fn refuse(&self, expected: &dyn de::Expected) -> ValueError {
        let unexpected = match self {
            Self::Null => Unexpected::Unit,
            Self::Int64(value) => Unexpected::Signed(*value),
            Self::Float64(value) => Unexpected::Float(*value),
            Self::Boolean(value) => Unexpected::Bool(*value),
            Self::String(value) => Unexpected::Str(value),
            Self::Bytes(value) => Unexpected::Bytes(value),
            Self::Array(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        };
        de::Error::invalid_type(unexpected, expected)
    }
}

macro_rules! deserialize_integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            match self {
                Self::Int64(value) => visitor.visit_i64(value),
                Self::Float64(value) => match to_integer(value) {
                    Some(value) => visitor.visit_i64(value),
                    None => Err(de::Error::invalid_value(Unexpected::Float(value), &visitor)),
                },
                other => Err(other.refuse(&visitor)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Value {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Int64(value) => visitor.visit_i64(value),
            Self::Float64(value) => visit_number(value, visitor),
            Self::Boolean(value) => visitor.visit_bool(value),
            Self::String(value) => visitor.visit_string(value),
            Self::Bytes(value) => visitor.visit_byte_buf(value),
            Self::Array(items) => visit_items(items.into_iter(), visitor),
            Self::Object(fields) => visit_fields(fields, visitor),
        }
    }

    deserialize_integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is looked at")]
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            Self::Float64(value) if value.is_finite() && (value as f32).is_infinite() => {
                Err(de::Error::invalid_value(Unexpected::Float(value), &visitor))
            }
            Self::Int64(value) if value.unsigned_abs() > 1 << f32::MANTISSA_DIGITS => {
                Err(de::Error::invalid_value(Unexpected::Signed(value), &"an integer that a float can hold"))
            }
            other => other.deserialize_f64(visitor),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            Self::Float64(value) => visitor.visit_f64(value),
            Self::Int64(value) => match to_number(value) {
                Some(value) => visitor.visit_f64(value),
                None => Err(de::Error::invalid_value(Unexpected::Signed(value), &"an integer that a float can hold")),
            },
            other => Err(other.refuse(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            Self::Null => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        if name == RAW_VALUE {
            // What serde_json's own deserializer does.
            return visitor.visit_map(de::value::MapDeserializer::new([(RAW_VALUE, encode(&self)?)].into_iter()));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            // For a `Vec<u8>` without `serde_bytes`.
            Self::Bytes(bytes) => visit_items(bytes.into_iter().map(|byte| Self::Int64(byte.into())), visitor),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let (name, content) = match self {
            Self::String(name) => (name, None),
            Self::Object(fields) => {
                let mut fields = fields.into_iter();
                match (fields.next(), fields.next()) {
                    (Some((name, content)), None) => (name, Some(content)),
                    _ => return Err(de::Error::invalid_value(Unexpected::Map, &"an object with one field")),
                }
            }
            other => return Err(other.refuse(&visitor)),
        };
        visitor.visit_enum(Variant { name, content })
    }

    serde::forward_to_deserialize_any! {
        bool char str string bytes byte_buf unit unit_struct map struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, ValueError> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

fn visit_items<'de, V: Visitor<'de>>(
    items: impl ExactSizeIterator<Item = Value>,
    visitor: V,
) -> Result<V::Value, ValueError> {
    let mut access = Items { items, index: 0 };
    let value = visitor.visit_seq(&mut access)?;
    match access.items.len() {
        0 => Ok(value),
        left => Err(de::Error::invalid_length(access.index + left, &"fewer items")),
    }
}

/// The items of an array that are left.
struct Items<I> {
    items: I,
    index: usize,
}

impl<'de, I: ExactSizeIterator<Item = Value>> SeqAccess<'de> for Items<I> {
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ValueError> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|error| error.in_item(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

fn visit_fields<'de, V: Visitor<'de>>(fields: BTreeMap<String, Value>, visitor: V) -> Result<V::Value, ValueError> {
    visitor.visit_map(Fields { fields: fields.into_iter(), current: None })
}

/// The fields of an object that are left.
struct Fields {
    fields: btree_map::IntoIter<String, Value>,
    current: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ValueError> {
        self.current = self.fields.next();
        let Some((name, _)) = &self.current else { return Ok(None) };
        seed.deserialize(Key(name.clone())).map(Some).map_err(|error| error.in_field(name))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ValueError> {
        let (name, value) = self.current.take().ok_or_else(|| ValueError::new("value was read before its key"))?;
        seed.deserialize(value).map_err(|error| error.in_field(name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.fields.len())
    }
}
