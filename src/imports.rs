//! Every JavaScript function that the module calls.
//!
//! Those that can run a user's code, or print a user's object, catch what that throws: an exception that crosses the
//! module's frames is no catastrophe, but costs the next call a new instance.
use convex_http_client_core::Refusal;
use wasm_bindgen::convert::IntoWasmAbi;
use wasm_bindgen::describe::WasmDescribe;
use wasm_bindgen::prelude::*;
use web_sys::RequestInit;

#[wasm_bindgen]
extern "C" {
    /// What a client owns: see `pkg-template/src/state.ts`.
    pub type ClientState;
    /// Calls the user's `fetch`, or the runtime's, with the URL of an endpoint. It never throws. Returns the promise of a
    /// response; what is no promise comes from a mock, and is a response.
    #[wasm_bindgen(method)]
    pub(crate) fn fetch(this: &ClientState, endpoint: u8, init: &RequestInit) -> JsValue;

    /// A string, of whatever code units.
    pub type JsString;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &JsString) -> u32;
    #[wasm_bindgen(method, js_name = charCodeAt)]
    fn char_code_at(this: &JsString, position: u32) -> u32;
    #[wasm_bindgen(method)]
    pub(crate) fn slice(this: &JsString, start: u32, end: u32) -> JsValue;
}

#[wasm_bindgen(raw_module = "../wasm/imports.ts")]
extern "C" {
    /// Hands a value over to the JavaScript that called, at the end of a function.
    #[wasm_bindgen(js_name = handOver)]
    pub(crate) fn hand_over(value: &JsValue);
    #[wasm_bindgen(js_name = handOver)]
    pub(crate) fn hand_over_int64(value: i64);
    #[wasm_bindgen(js_name = handOver)]
    pub(crate) fn hand_over_number(value: f64);
    #[wasm_bindgen(js_name = handOverBytes)]
    pub(crate) fn hand_over_bytes(bytes: &[u8]);
    /// Adds a part to the text that is handed over.
    #[wasm_bindgen(js_name = handOverText)]
    pub(crate) fn hand_over_text(part: Ascii<'_>);
    /// Hands over a text of twelve ASCII characters, four in each number.
    #[wasm_bindgen(js_name = handOverGroups)]
    pub(crate) fn hand_over_groups(first: u32, second: u32, third: u32);

    /// Returns what a request passes to `fetch`, with the arguments encoded and the credentials that are in force. Where
    /// the call cannot be sent, hands its rejected promise over and returns none.
    pub(crate) fn prepare(
        state: &ClientState,
        kind: u8,
        place: &JsValue,
        reference: &JsValue,
        args: &JsValue,
    ) -> Option<RequestInit>;
    /// Does the same for a body that is there already, or a `Thrown`.
    #[wasm_bindgen(js_name = makeInit)]
    pub(crate) fn make_init(
        state: &ClientState,
        kind: u8,
        place: &JsValue,
        reference: &JsValue,
        body: &JsValue,
    ) -> Option<RequestInit>;
    /// Hands the promise of a call's result over, from what `fetch` returned.
    #[wasm_bindgen(js_name = settle)]
    pub(crate) fn settle(state: &ClientState, kind: u8, place: &JsValue, reference: &JsValue, sent: &JsValue);

    /// Hands over an error whose message is filled in; what a value throws when it is printed stands in for it.
    fn fail(message: &str, first: &JsValue, second: &JsValue);
    /// Hands over the engine's error for an array of negative length.
    #[wasm_bindgen(js_name = failArrayLength)]
    pub(crate) fn fail_array_length();
    /// Tells whether a URL parser accepts an address.
    #[wasm_bindgen(js_name = isUrl)]
    pub(crate) fn is_url(address: &JsValue) -> bool;
}

/// Hands over the error of a refusal, with the values that its message shows.
pub(crate) fn refuse(refusal: Refusal, first: &JsValue, second: &JsValue) {
    fail(refusal.message(), first, second);
}

impl JsString {
    /// Reads the code units one by one, only as far as they are asked for.
    pub(crate) fn units(&self) -> impl Iterator<Item = u16> {
        (0..self.length()).map(|position| u16::try_from(self.char_code_at(position)).unwrap_or_default())
    }
}

/// A text of ASCII on its way to JavaScript. A `str` would have to be proved to be UTF-8, which takes 0.3 kB.
pub(crate) struct Ascii<'a>(pub(crate) &'a [u8]);

impl WasmDescribe for Ascii<'_> {
    fn describe() {
        <&str as WasmDescribe>::describe();
    }
}

impl<'a> IntoWasmAbi for Ascii<'a> {
    type Abi = <&'a [u8] as IntoWasmAbi>::Abi;

    fn into_abi(self) -> Self::Abi {
        self.0.into_abi()
    }
}
