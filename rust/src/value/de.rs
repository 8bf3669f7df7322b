//! Convex values to Rust values.
use std::collections::{BTreeMap, btree_map};
use std::fmt::{self, Formatter};

use serde::de::value::StringDeserializer;
use serde::de::{
    self, Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};

use super::{Value, ValueError};

/// Makes a Rust value of a Convex value: the inverse of [`to_value`](super::to_value()).
///
/// A number becomes an integer, and an int64 a float, where nothing is lost by it. Inside `#[serde(flatten)]` and
/// untagged enums, where serde has to guess types, they become only `f64` and `i64`.
///
/// # Errors
///
/// For a value of another type, an integer that is too large, an unknown variant, a missing field. The error names the
/// path.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, ValueError> {
    T::deserialize(value)
}

/// The end of the range in which every integer has a float of its own.
const MAX_EXACT: i64 = 1 << 53;

/// Returns the integer that a number is.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "both are exact in this range")]
fn to_integer(number: f64) -> Option<i64> {
    (number.abs() <= MAX_EXACT as f64 && number.fract() == 0.0).then_some(number as i64)
}

/// Returns the number that an integer is.
#[expect(clippy::cast_precision_loss, reason = "it is exact in this range")]
fn to_number(integer: i64) -> Option<f64> {
    (integer.unsigned_abs() <= MAX_EXACT.unsigned_abs()).then_some(integer as f64)
}

impl Value {
    /// Returns the error of a value that has another type.
    fn refuse(&self, expected: &dyn de::Expected) -> ValueError {
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
            Self::Float64(value) => visitor.visit_f64(value),
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

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_f64(visitor)
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

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ValueError> {
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

/// A name of a field, which may stand for an integer.
struct Key(String);

macro_rules! deserialize_keys {
    ($($method:ident $visit:ident $type:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            match self.0.parse::<$type>() {
                Ok(value) => visitor.$visit(value),
                Err(_) => Err(de::Error::invalid_type(Unexpected::Str(&self.0), &visitor)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Key {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_string(self.0)
    }

    deserialize_keys! {
        deserialize_bool visit_bool bool;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        visitor.visit_enum(Variant { name: self.0, content: None })
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

/// A variant of an enum: a string, or an object with one field.
struct Variant {
    name: String,
    content: Option<Value>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = ValueError;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content), ValueError> {
        let name: StringDeserializer<ValueError> = self.name.clone().into_deserializer();
        Ok((seed.deserialize(name)?, Content { name: self.name, content: self.content }))
    }
}

/// What a variant holds.
struct Content {
    name: String,
    content: Option<Value>,
}

impl Content {
    fn read<T>(self, kind: Unexpected<'_>, read: impl FnOnce(Value) -> Result<T, ValueError>) -> Result<T, ValueError> {
        match self.content {
            Some(content) => read(content).map_err(|error| error.in_field(self.name)),
            None => Err(de::Error::invalid_type(Unexpected::UnitVariant, &Described(kind))),
        }
    }
}

/// Lets an `Unexpected` say what was expected.
struct Described<'a>(Unexpected<'a>);

impl de::Expected for Described<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl<'de> VariantAccess<'de> for Content {
    type Error = ValueError;

    fn unit_variant(self) -> Result<(), ValueError> {
        match self.content {
            None => Ok(()),
            Some(content) => <()>::deserialize(content).map_err(|error| error.in_field(self.name)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ValueError> {
        self.read(Unexpected::NewtypeVariant, |content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, ValueError> {
        self.read(Unexpected::TupleVariant, |content| content.deserialize_tuple(length, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, ValueError> {
        self.read(Unexpected::StructVariant, |content| content.deserialize_any(visitor))
    }
}
