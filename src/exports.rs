//! The exported functions: what the package offers beside the class, and what its JavaScript calls.
use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::value::{self, scalar};
use crate::{reference, reply};

/// Returns the name under which the server knows a function.
///
/// A string is its own name: the types do not allow one, JavaScript users do.
///
/// # Errors
///
/// For function handles, component references and everything that is not a function reference.
#[wasm_bindgen(js_name = getFunctionName)]
pub fn get_function_name(reference: &JsValue) -> Result<JsValue, JsValue> {
    Ok(reference::name(reference)?)
}

/// Tells whether a response that is not `ok` has an envelope as its body all the same.
#[wasm_bindgen(js_name = hasEnvelope)]
#[must_use]
pub fn has_envelope(status: &JsValue) -> bool {
    reply::has_envelope(status)
}

/// Returns the error of an envelope that does not say `success`, with the error's data, undefined for none; `class` is
/// the class of errors with data.
///
/// # Errors
///
/// What reading the envelope throws.
#[wasm_bindgen]
pub fn failure(reply: &JsValue, data: &JsValue, class: &JsValue) -> Result<JsValue, JsValue> {
    Ok(reply::failure(reply, data, class)?.into_js())
}

/// Returns the JSON of a Convex value, as fresh objects whose keys are sorted.
///
/// # Errors
///
/// For a value that Convex does not support, with its path.
#[wasm_bindgen(js_name = convexToJson)]
pub fn convex_to_json(value: &JsValue) -> Result<JsValue, JsValue> {
    Ok(value::encode(value)?)
}

/// Returns the Convex value of JSON, as fresh objects.
///
/// # Errors
///
/// For JSON that is not the form of a Convex value.
#[wasm_bindgen(js_name = jsonToConvex)]
pub fn json_to_convex(json: &JsValue) -> Result<JsValue, JsValue> {
    Ok(value::decode(json)?)
}

/// Encodes a bigint that is known to be an int64.
#[wasm_bindgen(js_name = encodeInt64)]
#[must_use]
pub fn encode_int64(value: i64) -> String {
    scalar::encode_int64(value)
}

/// Encodes a number that JSON cannot hold.
#[wasm_bindgen(js_name = encodeFloat)]
#[must_use]
pub fn encode_float(value: f64) -> String {
    scalar::encode_float(value)
}

/// Encodes the bytes of an `ArrayBuffer`.
#[wasm_bindgen(js_name = encodeBytes)]
#[must_use]
pub fn encode_bytes(bytes: &[u8]) -> String {
    scalar::encode_base64(bytes)
}

/// Decodes an `$integer` that is known to have the length of one.
///
/// # Errors
///
/// Where it does not have eight bytes after all.
#[wasm_bindgen(js_name = decodeInt64)]
pub fn decode_int64(text: String) -> Result<i64, JsValue> {
    scalar::decode_int64(text).map_err(|error| value::refuse_scalar(error, "$integer").into_js())
}

/// Decodes a `$bytes`.
///
/// # Errors
///
/// Where the text is not base64.
#[wasm_bindgen(js_name = decodeBytes)]
pub fn decode_bytes(text: &JsValue) -> Result<JsValue, JsValue> {
    Ok(value::decode_bytes(text)?)
}

/// Throws the error of a field name that is known to be invalid.
///
/// # Errors
///
/// Always, or the name is valid.
#[wasm_bindgen(js_name = refuseField)]
pub fn refuse_field(name: &JsValue) -> Result<(), JsValue> {
    Ok(value::check_key(name.unchecked_ref())?)
}
