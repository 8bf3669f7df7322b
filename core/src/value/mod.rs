//! What is special about Convex values as JSON.
//!
//! | value | JSON |
//! |---|---|
//! | null, boolean, string, finite number but `-0` | itself |
//! | `-0`, NaN, ±Infinity | `{"$float": base64 of 8 bytes, little-endian}` |
//! | int64 | `{"$integer": base64 of 8 bytes, little-endian}` |
//! | bytes | `{"$bytes": base64}` |
//! | array, object | array, object |
//! | the placeholder of a commit timestamp | `{"$commitTs": null}` |
pub mod field;
pub mod scalar;
