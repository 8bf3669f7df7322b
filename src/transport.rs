//! The only `fetch`.
use wasm_bindgen::JsValue;

use crate::js::{self, Host};

/// Sends a request and returns what `fetch` returned: the promise of a response, or a response.
pub(crate) fn send(host: &Host, endpoint: u8, init: &JsValue) -> JsValue {
    host.fetch(&js::url(host, endpoint), init)
}
