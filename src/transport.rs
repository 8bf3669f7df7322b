//! The only `fetch`.
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

use crate::js::{self, Host};

/// Sends a request and returns what `fetch` returned: the promise of a response, or a response.
///
/// The `fetch` is a user's or the runtime's, in a guard that never throws, and hands an `init` that is a `Thrown` back.
pub(crate) fn send(host: &Host, fetch: &JsValue, endpoint: u8, init: &JsValue) -> JsValue {
    let fetch: &Function = fetch.unchecked_ref();
    fetch.call2(&JsValue::UNDEFINED, &js::url(host, endpoint), init).unwrap_or_else(|thrown| thrown)
}
