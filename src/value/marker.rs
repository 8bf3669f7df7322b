//! The objects that stand for values that JSON cannot hold.
use alloc::string::String;

use js_sys::JsString;
use wasm_bindgen::JsValue;

use super::explain::check_key;
use super::scalar::{self, ScalarError};
use crate::error::Error;
use crate::js::{self, Part};

/// Returns the value that an object whose only field is `key` stands for. Base64 text under `$bytes` does not get here:
/// the boundary has runtimes decode it where they can.
pub(crate) fn decode(key: &JsString, content: &JsValue, object: &JsValue) -> Result<JsValue, Error> {
    let name = String::from(key);
    let text = match name.as_str() {
        "$integer" | "$float" => content.as_string(),
        "$bytes" => None,
        "$commitTs" if content.is_null() => return Ok(js::commit_ts()),
        "$commitTs" => None,
        "$set" => return Err(no_longer_supported("Set")),
        "$map" => return Err(no_longer_supported("Map")),
        _ => {
            check_key(key)?;
            return Ok(object.clone());
        }
    };
    let Some(text) = text else {
        return Err(Error::Value(js::text(&[
            Part::Str("Malformed "),
            Part::Js(key),
            Part::Str(" field on "),
            Part::Js(&js::template(object)?),
        ])));
    };
    if name == "$integer" {
        scalar::decode_int64(text).map(JsValue::from)
    } else {
        scalar::decode_float(text).map(JsValue::from)
    }
    .map_err(|error| refuse(&error, &name))
}

/// Returns the error of a marker whose content is no base64 of the right size.
pub(crate) fn refuse(error: &ScalarError, key: &str) -> Error {
    Error::Value(match *error {
        ScalarError::Length => "Invalid string. Length must be a multiple of 4".into(),
        // The official client makes an array of -1 bytes, which is the engine's error.
        ScalarError::Padding => return Error::Js(js::array_length_error()),
        ScalarError::Size(size) => js::text(&[
            Part::Str("Received "),
            Part::Js(&js::number(size)),
            Part::Str(" bytes, expected 8 for "),
            Part::Str(key),
        ]),
        ScalarError::Ordinary(float) => {
            js::text(&[Part::Str("Float "), Part::Js(&js::number(float)), Part::Str(" should be encoded as a number")])
        }
    })
}

fn no_longer_supported(name: &str) -> Error {
    Error::Value(js::text(&[
        Part::Str("Received a "),
        Part::Str(name),
        Part::Str(" which is no longer supported as a Convex type."),
    ]))
}
