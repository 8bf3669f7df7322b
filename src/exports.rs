//! The exported functions: what the package offers beside the class, and what its JavaScript calls.
use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::js::JsString;
use crate::value::{self, marker, scalar};
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

/// Returns the error of an envelope that does not say `success`, with the error's data, undefined for none.
///
/// # Errors
///
/// What reading the envelope throws.
#[wasm_bindgen]
pub fn failure(reply: &JsValue, data: &JsValue) -> Result<JsValue, JsValue> {
    Ok(reply::failure(reply, data)?.into_js())
}

/// Returns the error of a value that cannot be encoded, with its path.
#[wasm_bindgen]
#[must_use]
pub fn explain(value: &JsValue) -> JsValue {
    value::explain(value).into_js()
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
    scalar::decode_int64(text).map_err(|error| marker::refuse(&error, "$integer").into_js())
}

/// Decodes the text of a `$bytes`.
///
/// # Errors
///
/// Where it is not base64.
#[wasm_bindgen(js_name = decodeBytes)]
pub fn decode_bytes(text: String) -> Result<Vec<u8>, JsValue> {
    scalar::decode_base64(text.into_bytes()).map_err(|error| marker::refuse(&error, "$bytes").into_js())
}

/// Decodes an object whose only field is `key`.
///
/// # Errors
///
/// Where it is a malformed marker, or the key is no field name.
#[wasm_bindgen(js_name = decodeMarker)]
pub fn decode_marker(key: &JsString, content: &JsValue, object: &JsValue) -> Result<JsValue, JsValue> {
    Ok(marker::decode(key, content, object)?)
}

/// Checks a field name.
///
/// # Errors
///
/// Where it is too long, reserved or not of printable ASCII.
#[wasm_bindgen(js_name = checkField)]
pub fn check_field(name: &JsString) -> Result<(), JsValue> {
    Ok(value::check_key(name)?)
}
