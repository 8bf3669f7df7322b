//! Every JavaScript function that the module calls.
//!
//! All of them borrow what they take, and none returns an object: the module has no table of objects to keep, and so no
//! need of memory.
//!
//! Those that can run a user's code, or print a user's object, catch what that throws: an exception that crosses the
//! module's frames is no catastrophe, but costs the next call a new instance.
use convex_http_client_core::Refusal;
use wasm_bindgen::prelude::*;
use web_sys::RequestInit;

#[wasm_bindgen]
extern "C" {
    /// What a client owns: see `pkg-template/src/state.ts`.
    pub type ClientState;
    /// Calls the user's `fetch`, or the runtime's, with the URL of an endpoint, and keeps what it returns. It never throws.
    #[wasm_bindgen(method)]
    pub(crate) fn fetch(this: &ClientState, endpoint: u8, init: &RequestInit);

    /// A string, of whatever code units.
    pub type JsString;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &JsString) -> u32;
    #[wasm_bindgen(method, js_name = charCodeAt)]
    fn char_code_at(this: &JsString, position: u32) -> u32;
}

#[wasm_bindgen(raw_module = "../wasm/imports.ts")]
extern "C" {
    /// Hands over a text of twelve ASCII characters, four in each number.
    #[wasm_bindgen(js_name = handOverGroups)]
    pub(crate) fn hand_over_groups(first: i32, second: i32, third: i32);

    /// Hands over an error whose message is filled in; what a value throws when it is printed stands in for it. The message
    /// is ASCII: a `str` would have to be proved to be UTF-8, which takes 0.3 kB.
    fn fail(message: &[u8], first: &JsValue, second: &JsValue);
    /// Tells whether a URL parser accepts an address.
    #[wasm_bindgen(js_name = isUrl)]
    pub(crate) fn is_url(address: &JsString) -> bool;
}

/// Hands over the error of a refusal, with the values that its message shows.
pub(crate) fn refuse(refusal: Refusal, first: &JsValue, second: &JsValue) {
    fail(refusal.message().as_bytes(), first, second);
}

impl JsString {
    /// Reads the code units one by one, only as far as they are asked for.
    pub(crate) fn units(&self) -> impl Iterator<Item = u16> {
        (0..self.length()).map(|position| u16::try_from(self.char_code_at(position)).unwrap_or_default())
    }

    /// Reads the beginning of a text of ASCII. What is beyond Latin-1 is read as the last of its characters.
    pub(crate) fn read<'a>(&self, buffer: &'a mut [u8]) -> &'a [u8] {
        let mut length = 0;
        for (byte, unit) in buffer.iter_mut().zip(self.units()) {
            *byte = u8::try_from(unit).unwrap_or(u8::MAX);
            length += 1;
        }
        buffer.get(..length).unwrap_or_default()
    }
}
