//! Rust values to Convex values.
mod foreign;
mod key;

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::Serialize;
use serde::ser::{self, Serializer};

use self::foreign::Foreign;
use self::key::KeySerializer;
use super::{DEEP, MAX_DEPTH, Value, ValueError};

/// Makes a Convex value of any Rust value.
///
/// | Rust | Convex |
/// |---|---|
/// | `i64`, `u64`, `isize`, `usize`, `i128`, `u128` | `v.int64()`; an error outside its range |
/// | `f64`, `f32`, integers of up to 32 bits | `v.number()`, which holds each of them exactly |
/// | `bool`, `str`, `String`, `char` | `v.boolean()`, `v.string()` |
/// | `()`, a unit struct, `None` | `null`; use `#[serde(skip_serializing_if = "Option::is_none")]` for `v.optional()` |
/// | bytes, as `serde_bytes` serializes them | `v.bytes()` |
/// | sequences, tuples, `Vec<u8>` without `serde_bytes` | `v.array()` |
/// | structs, maps whose keys are strings, numbers, booleans or names of variants | `v.object()`, `v.record()` |
/// | `serde_json::Value` | as above: its integers are `v.int64()`, its floats `v.number()` |
/// | `serde_json::value::RawValue` | what its text is on the wire: its numbers are `v.number()` |
/// | enums | as with JSON: `"Name"`, or `{ "Name": … }`, or as serde's attributes say |
///
/// # Errors
///
/// For an integer that is no int64, a field name that Convex does not allow, a map whose keys are nothing like
/// strings, and values that are nested too deep. The error names the path.
pub fn to_value(value: &(impl Serialize + ?Sized)) -> Result<Value, ValueError> {
    value.serialize(ToValue { depth: 0 })
}

/// Makes a value of what stands this deep.
#[derive(Clone, Copy)]
struct ToValue {
    depth: usize,
}

impl ToValue {
    /// Returns the serializer of members.
    fn inner(self) -> Result<Self, ValueError> {
        if self.depth >= MAX_DEPTH {
            return Err(ValueError::new(DEEP));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

fn int64<T: TryInto<i64> + Display + Copy>(value: T) -> Result<Value, ValueError> {
    value.try_into().map(Value::Int64).map_err(|_| ValueError::new(format!("integer {value} is outside of int64")))
}

impl Serializer for ToValue {
    type Ok = Value;
    type Error = ValueError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    fn serialize_bool(self, value: bool) -> Result<Value, ValueError> {
        Ok(Value::Boolean(value))
    }

    fn serialize_i8(self, value: i8) -> Result<Value, ValueError> {
        Ok(Value::Float64(value.into()))
    }

    fn serialize_i16(self, value: i16) -> Result<Value, ValueError> {
        Ok(Value::Float64(value.into()))
    }

    fn serialize_i32(self, value: i32) -> Result<Value, ValueError> {
        Ok(Value::Float64(value.into()))
    }

    fn serialize_i64(self, value: i64) -> Result<Value, ValueError> {
        Ok(Value::Int64(value))
    }

    fn serialize_i128(self, value: i128) -> Result<Value, ValueError> {
        int64(value)
    }

    fn serialize_u8(self, value: u8) -> Result<Value, ValueError> {
        Ok(Value::Float64(value.into()))
    }

    fn serialize_u16(self, value: u16) -> Result<Value, ValueError> {
        Ok(Value::Float64(value.into()))
    }

    fn serialize_u32(self, value: u32) -> Result<Value, ValueError> {
        Ok(Value::Float64(value.into()))
    }

    fn serialize_u64(self, value: u64) -> Result<Value, ValueError> {
        int64(value)
    }

    fn serialize_u128(self, value: u128) -> Result<Value, ValueError> {
        int64(value)
    }

    fn serialize_f32(self, value: f32) -> Result<Value, ValueError> {
        Ok(Value::Float64(value.into()))
    }

    fn serialize_f64(self, value: f64) -> Result<Value, ValueError> {
        Ok(Value::Float64(value))
    }

    fn serialize_char(self, value: char) -> Result<Value, ValueError> {
        Ok(Value::String(value.into()))
    }

    fn serialize_str(self, value: &str) -> Result<Value, ValueError> {
        Ok(Value::from(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Value, ValueError> {
        Ok(Value::Bytes(value.to_vec()))
    }

    fn serialize_none(self) -> Result<Value, ValueError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, ValueError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, ValueError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, ValueError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Value, ValueError> {
        Ok(Value::from(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Value, ValueError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, ValueError> {
        let value = value.serialize(self.inner()?).map_err(|error| error.in_field(variant))?;
        Ok(Value::from([(variant, value)]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items, ValueError> {
        // The length is a hint, which may come from outside.
        let items = Vec::with_capacity(length.unwrap_or_default().min(4096));
        Ok(Items { inner: self.inner()?, variant: None, content: items })
    }

    fn serialize_tuple(self, length: usize) -> Result<Items, ValueError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items, ValueError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Items, ValueError> {
        Ok(Items { variant: Some(variant), ..self.inner()?.serialize_seq(Some(length))? })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, ValueError> {
        Ok(Fields { inner: self.inner()?, variant: None, foreign: None, key: String::new(), content: BTreeMap::new() })
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Result<Fields, ValueError> {
        Ok(Fields { foreign: Foreign::of(name), ..self.serialize_map(Some(length))? })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Fields, ValueError> {
        Ok(Fields { variant: Some(variant), ..self.inner()?.serialize_map(Some(length))? })
    }
}

/// Wraps the content of a variant in an object with its name.
fn name_variant(variant: Option<&'static str>, content: Value) -> Value {
    match variant {
        Some(variant) => Value::from([(variant, content)]),
        None => content,
    }
}

/// The items of an array.
struct Items {
    inner: ToValue,
    variant: Option<&'static str>,
    content: Vec<Value>,
}

impl ser::SerializeSeq for Items {
    type Ok = Value;
    type Error = ValueError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        let item = value.serialize(self.inner).map_err(|error| {
            let error = error.in_item(self.content.len());
            if let Some(variant) = self.variant { error.in_field(variant) } else { error }
        })?;
        self.content.push(item);
        Ok(())
    }

    fn end(self) -> Result<Value, ValueError> {
        Ok(name_variant(self.variant, Value::Array(self.content)))
    }
}

/// The fields of an object.
struct Fields {
    inner: ToValue,
    variant: Option<&'static str>,
    foreign: Option<Foreign>,
    key: String,
    content: BTreeMap<String, Value>,
}

impl Fields {
    fn add<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), ValueError> {
        let checked = if self.foreign.is_some() { Ok(()) } else { super::encode::check_field(&key) };
        let added = checked.and_then(|()| value.serialize(self.inner));
        match added {
            Ok(value) => {
                self.content.insert(key, value);
                Ok(())
            }
            Err(error) => {
                let error = error.in_field(key);
                Err(if let Some(variant) = self.variant { error.in_field(variant) } else { error })
            }
        }
    }
}

impl ser::SerializeMap for Fields {
    type Ok = Value;
    type Error = ValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ValueError> {
        self.key = key.serialize(KeySerializer)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        let key = std::mem::take(&mut self.key);
        self.add(key, value)
    }

    fn end(self) -> Result<Value, ValueError> {
        match self.foreign {
            Some(foreign) => foreign.read(self.content),
            None => Ok(name_variant(self.variant, Value::Object(self.content))),
        }
    }
}

/// Lets the kinds of sequences and of structs that serde tells apart be one.
macro_rules! delegate {
    ($($of:ident::$trait:ident::$method:ident => $base:ident::$to:ident($($key:ident)?);)*) => {$(
        impl ser::$trait for $of {
            type Ok = Value;
            type Error = ValueError;

            fn $method<T: Serialize + ?Sized>(&mut self $(, $key: &'static str)?, value: &T) -> Result<(), ValueError> {
                $of::$to(self $(, $key.to_owned())?, value)
            }

            fn end(self) -> Result<Value, ValueError> {
                ser::$base::end(self)
            }
        }
    )*};
}

impl Items {
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        ser::SerializeSeq::serialize_element(self, value)
    }
}

delegate! {
    Items::SerializeTuple::serialize_element => SerializeSeq::add();
    Items::SerializeTupleStruct::serialize_field => SerializeSeq::add();
    Items::SerializeTupleVariant::serialize_field => SerializeSeq::add();
    Fields::SerializeStruct::serialize_field => SerializeMap::add(key);
    Fields::SerializeStructVariant::serialize_field => SerializeMap::add(key);
}
