//! Keys of maps, which are names of fields.
use std::fmt::Display;

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use crate::value::ValueError;
use crate::value::encode::print_number;

/// Makes the name of a field of a key: a string, or what has one form as a string.
pub(super) struct KeySerializer;

fn refuse<T>() -> Result<T, ValueError> {
    Err(ValueError::new("key of a map is not a string"))
}

#[expect(clippy::unnecessary_wraps, reason = "it is what serializers return")]
fn print(key: impl Display) -> Result<String, ValueError> {
    Ok(key.to_string())
}

macro_rules! print_keys {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, key: $type) -> Result<String, ValueError> {
            print(key)
        }
    )*};
}

impl Serializer for KeySerializer {
    type Ok = String;
    type Error = ValueError;
    type SerializeSeq = Impossible<String, ValueError>;
    type SerializeTuple = Self::SerializeSeq;
    type SerializeTupleStruct = Self::SerializeSeq;
    type SerializeTupleVariant = Self::SerializeSeq;
    type SerializeMap = Self::SerializeSeq;
    type SerializeStruct = Self::SerializeSeq;
    type SerializeStructVariant = Self::SerializeSeq;

    print_keys! {
        serialize_bool bool;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_i128 i128;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_u128 u128;
        serialize_char char;
        serialize_str &str;
    }

    fn serialize_f32(self, key: f32) -> Result<String, ValueError> {
        if key.is_finite() { print(key) } else { refuse() }
    }

    fn serialize_f64(self, key: f64) -> Result<String, ValueError> {
        if key.is_finite() { Ok(print_number(key)) } else { refuse() }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result<String, ValueError> {
        key.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, key: &T) -> Result<String, ValueError> {
        key.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<String, ValueError> {
        print(variant)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<String, ValueError> {
        refuse()
    }

    fn serialize_none(self) -> Result<String, ValueError> {
        refuse()
    }

    fn serialize_unit(self) -> Result<String, ValueError> {
        refuse()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<String, ValueError> {
        refuse()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<String, ValueError> {
        refuse()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, ValueError> {
        refuse()
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, ValueError> {
        refuse()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, ValueError> {
        refuse()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, ValueError> {
        refuse()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, ValueError> {
        refuse()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, ValueError> {
        refuse()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, ValueError> {
        refuse()
    }
}
