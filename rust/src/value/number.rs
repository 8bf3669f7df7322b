//! Integers as `v.number()`, for `#[serde(with = "convex_http_client::number")]`.
//!
//! Integers of more than 32 bits are sent as `v.int64()`. Where a function declares `v.number()`, as for a time in
//! milliseconds, this sends them as such. One beyond 2⁵³, where numbers are no longer exact, is an error.
//!
//! ```
//! use convex_http_client::{Value, from_value, to_value};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Event {
//!     #[serde(with = "convex_http_client::number")]
//!     at: u64,
//!     #[serde(with = "convex_http_client::number", default, skip_serializing_if = "Option::is_none")]
//!     until: Option<i64>,
//! }
//!
//! let event = Event { at: 1_700_000_000_000, until: None };
//! let value = to_value(&event)?;
//! assert_eq!(value.get("at"), Some(&Value::Float64(1.7e12)));
//! assert_eq!(from_value::<Event>(value)?, event);
//! # Ok::<_, convex_http_client::ValueError>(())
//! ```
use std::fmt::{self, Display, Formatter};
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Unexpected, Visitor};
use serde::ser::{Error as _, Serializer};

/// Serializes an integer as a number.
pub fn serialize<T: Number, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    number.write(serializer)
}

/// Deserializes an integer of a number, or of an int64.
pub fn deserialize<'de, T: Number, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// An integer, or an `Option` of one.
pub trait Number: private::Number {}

impl<T: private::Number> Number for T {}

mod private {
    use serde::{Deserializer, Serializer};

    pub trait Number: Sized {
        fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    }
}

/// The end of the range in which every integer has a float of its own.
const MAX_EXACT: i128 = 1 << 53;

fn write<S: Serializer>(integer: Option<i128>, shown: impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    #[expect(clippy::cast_precision_loss, reason = "it is exact in this range")]
    match integer.filter(|integer| (-MAX_EXACT..=MAX_EXACT).contains(integer)) {
        Some(integer) => serializer.serialize_f64(integer as f64),
        None => Err(S::Error::custom(format_args!("integer {shown} has no number of its own"))),
    }
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl private::Number for $type {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                write(i128::try_from(*self).ok(), self, serializer)
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let integer = deserializer.deserialize_f64(Integer)?;
                integer.try_into().map_err(|_| {
                    de::Error::custom(format_args!("integer {integer} is no {}", stringify!($type)))
                })
            }
        }
    )*};
}

numbers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

impl<T: private::Number> private::Number for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(number) => number.write(serializer),
            None => serializer.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Optional(PhantomData))
    }
}

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i128;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<i128, E> {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "both are exact in this range"
        )]
        if value.fract() == 0.0 && value.abs() <= MAX_EXACT as f64 {
            Ok(value as i128)
        } else {
            Err(E::invalid_value(Unexpected::Float(value), &self))
        }
    }

    fn visit_i64<E>(self, value: i64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<i128, E> {
        Ok(value.into())
    }
}

struct Optional<T>(PhantomData<T>);

impl<'de, T: private::Number> Visitor<'de> for Optional<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number or null")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read(deserializer).map(Some)
    }
}
