//! Convex values and their JSON.
//!
//! | JavaScript | JSON |
//! |---|---|
//! | `null`, boolean, string, finite number but `-0` | itself |
//! | `-0`, `NaN`, `±Infinity` | `{"$float": base64 of 8 bytes, little-endian}` |
//! | `bigint` in int64 | `{"$integer": base64 of 8 bytes, little-endian}` |
//! | `ArrayBuffer` | `{"$bytes": base64}` |
//! | array, plain object | array, object; undefined fields are dropped |
//! | the placeholder of a commit timestamp | `{"$commitTs": null}` |
//!
//! This module is the complete rule, as careful as it has to be, and makes fresh objects. Requests and responses take
//! a shorter way in `pkg-template/boundary.js`, where the engine visits its own values several times faster than wasm
//! can; what that finds special or strange comes here.
mod decode;
mod encode;
pub(crate) mod field;
pub(crate) mod scalar;
mod walk;

pub(crate) use decode::{decode, decode_bytes, refuse_scalar};
pub(crate) use encode::{check_key, encode};
