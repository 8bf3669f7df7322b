//! The only `fetch`.
use wasm_bindgen::JsValue;

use crate::js::{self, Headers, Host};

/// Sends a request to `endpoint` and returns what `fetch` returned: the promise of a response, or a response.
pub(crate) fn send(
    host: &Host,
    fetch: &JsValue,
    endpoint: &str,
    headers: &Headers,
    body: Option<&JsValue>,
) -> Result<JsValue, JsValue> {
    let url = js::concat(&[&js::template(&host.address())?, &endpoint.into()]);
    let init = js::init(&host.fetch_options(), headers, body)?;
    js::fetch(fetch, &url, &init)
}
