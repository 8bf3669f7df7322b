//! The response envelope.
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::js;

/// The status under which a function's own failure comes, with an envelope, besides 200.
const FUNCTION_FAILED: f64 = 560.0;

/// Tells whether a response that is not `ok` has an envelope as its body all the same.
pub(crate) fn has_envelope(status: &JsValue) -> bool {
    status.as_f64() == Some(FUNCTION_FAILED)
}

/// Returns the error of a reply that is JSON but no envelope.
pub(crate) fn refuse(reply: &JsValue) -> Error {
    match js::stringify(reply) {
        Ok(text) => Error::Reply(js::fail("Invalid response: {}", &text, &JsValue::NULL)),
        Err(thrown) => Error::Js(thrown),
    }
}
