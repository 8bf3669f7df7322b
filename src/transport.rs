//! The only `fetch`.
use wasm_bindgen::JsValue;

use crate::js::{self, Host};

/// Sends a request to `endpoint` and returns what `fetch` returned: the promise of a response, or a response.
///
/// An undefined `body` or `authorization` is left out; `call` holds the call's options.
pub(crate) fn send(
    host: &Host,
    fetch: &JsValue,
    endpoint: &str,
    authorization: &JsValue,
    body: &JsValue,
    call: &JsValue,
) -> JsValue {
    let init = js::make_init(host, body, authorization, call);
    js::fetch(fetch, &js::url(host, endpoint), &init)
}

/// Asks for the timestamp that consistent queries share, unless its promise is there already.
pub(crate) fn ask_timestamp(host: &Host) {
    if host.timestamp().is_undefined() {
        let none = JsValue::UNDEFINED;
        let response = send(host, &host.fetch(), "/api/query_ts", &none, &none, &none);
        host.set_timestamp(&js::timestamp(host, &response));
    }
}
