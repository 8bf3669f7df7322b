//! The objects that stand for values that JSON cannot hold.
use wasm_bindgen::JsValue;

use convex_http_client_core::value::scalar::ScalarError;
use crate::error::Error;
use crate::imports;

/// Refuses an object whose only field is `key`, if that is a marker's: it could not be decoded.
pub(crate) fn refuse(key: &str, object: &JsValue) -> Result<(), Error> {
    let message = match key {
        "$bytes" | "$integer" | "$float" | "$commitTs" => "Malformed {} field on {}",
        "$set" => "Received a Set which is no longer supported as a Convex type.",
        "$map" => "Received a Map which is no longer supported as a Convex type.",
        _ => return Ok(()),
    };
    Err(Error::value(message, &key.into(), object))
}

/// Returns the error of an `$integer`, which is 0, or of another marker whose content is no base64 of the right size.
pub(crate) fn refuse_content(error: ScalarError, marker: u8) -> Error {
    let key = if marker == 0 { "$integer" } else { "$float" };
    let (message, value) = match error {
        ScalarError::Length => ("Invalid string. Length must be a multiple of 4", JsValue::NULL),
        // The official client makes an array of -1 bytes, which is the engine's error.
        ScalarError::Padding => return Error::Js(imports::array_length_error()),
        ScalarError::Size(size) => ("Received {} bytes, expected 8 for {}", JsValue::from(size)),
        ScalarError::Ordinary(float) => ("Float {} should be encoded as a number", JsValue::from(float)),
    };
    Error::value(message, &value, &key.into())
}
