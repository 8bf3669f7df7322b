//! The response envelope.
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::js;

/// Returns the error of a reply that is JSON but no envelope.
pub(crate) fn refuse(reply: &JsValue) -> Error {
    match js::stringify(reply) {
        Ok(text) => Error::Reply(js::fail("Invalid response: {}", &text, &JsValue::NULL)),
        Err(thrown) => Error::Js(thrown),
    }
}
