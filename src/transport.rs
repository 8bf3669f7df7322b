//! The only `fetch`.
use wasm_bindgen::JsValue;

use crate::js::{self, Host};

/// Sends a request to `endpoint` and returns what `fetch` returned: the promise of a response, or a response.
///
/// An undefined `body` or `authorization` is left out.
pub(crate) fn send(host: &Host, fetch: &JsValue, endpoint: &str, authorization: &JsValue, body: &JsValue) -> JsValue {
    let init = js::make_init(host, body, authorization);
    js::fetch(fetch, &js::url(host, endpoint), &init)
}
