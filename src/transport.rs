//! The only `fetch`.
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Window;

use crate::js::{self, Host};

/// Sends a request and returns what `fetch` returned: the promise of a response, or a response.
///
/// The host stands for a window: its `fetch` is the user's or the runtime's, in a guard that never throws, and hands an
/// `init` that is a `Thrown` back.
pub(crate) fn send(host: &Host, endpoint: u8, init: &JsValue) -> JsValue {
    let window: &Window = host.unchecked_ref();
    let url = js::url(host, endpoint);
    window.fetch_with_request_and_init(url.unchecked_ref(), init.unchecked_ref()).into()
}
