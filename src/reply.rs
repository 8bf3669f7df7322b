//! The response envelope.
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;
use crate::js::{self, Reply};

/// The status under which a function's own failure comes, with an envelope, besides 200.
const FUNCTION_FAILED: f64 = 560.0;

/// Tells whether a response that is not `ok` has an envelope as its body all the same.
pub(crate) fn has_envelope(status: &JsValue) -> bool {
    status.as_f64() == Some(FUNCTION_FAILED)
}

/// Returns why a call failed whose envelope does not say `success`.
///
/// A `ConvexError(null)` has data as well: only undefined `data` means a plain error.
pub(crate) fn failure(reply: &JsValue, data: &JsValue, class: &JsValue) -> Result<Error, Error> {
    let envelope: &Reply = reply.unchecked_ref();
    if envelope.status()?.as_string().as_deref() != Some("error") {
        return Ok(Error::Reply(js::template(&js::stringify(reply)?)?));
    }
    let data = (!data.is_undefined()).then(|| (data.clone(), class.clone()));
    Ok(Error::Function { message: envelope.error_message()?, data })
}
