//! Enums.
use serde::de::value::StringDeserializer;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, Unexpected, VariantAccess, Visitor,
};

use crate::value::{Value, ValueError};

/// A variant of an enum: a string, or an object with one field.
pub(super) struct Variant {
    pub(super) name: String,
    pub(super) content: Option<Value>,
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
pub(super) struct Content {
    name: String,
    content: Option<Value>,
}

impl Content {
    fn read<T>(self, read: impl FnOnce(Value) -> Result<T, ValueError>) -> Result<T, ValueError> {
        match self.content {
            Some(content) => read(content).map_err(|error| error.in_field(self.name)),
            None => Err(de::Error::invalid_type(Unexpected::UnitVariant, &"a variant with content")),
        }
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
        self.read(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, ValueError> {
        self.read(|content| content.deserialize_tuple(length, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, ValueError> {
        self.read(|content| content.deserialize_any(visitor))
    }
}
