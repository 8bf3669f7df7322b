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
//! Requests and responses are visited by the engine itself, several times faster than wasm can visit them
//! (`encode.js` and `decode.js` of `pkg-template`). What it finds special is encoded and decoded here; why a value cannot be sent, and
//! where it stands, is found here as well.
#[cfg(not(feature = "rust-api"))]
mod explain;
pub(crate) mod field;
#[cfg(not(feature = "rust-api"))]
pub(crate) mod marker;
pub(crate) mod scalar;

#[cfg(not(feature = "rust-api"))]
pub(crate) use explain::{check_key, explain};
