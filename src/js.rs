//! Every JavaScript function this crate calls, besides js-sys's.
//!
//! A JavaScript exception that crosses a wasm frame leaks that frame, and one that `catch` passes on leaks a handle. So
//! imports that can run a user's code, or read a user's object, come from `pkg-template/attempts.js`, whose functions
//! return what they catch; `outcome` makes a `Result` of it. The others touch only what this package made.
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

pub(crate) use js_sys::{JsString, Promise};

#[wasm_bindgen]
extern "C" {
    /// What the JavaScript instance owns, so that the garbage collector sees it: a handle in wasm is a root, and a
    /// logger that refers to its client would keep both for ever. Made by `pkg-template/client.js`.
    pub type Host;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_address(this: &Host, address: &JsValue);
    /// The deployment URL, as a string.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn base(this: &Host) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn auth(this: &Host) -> JsValue;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_auth(this: &Host, credential: &JsValue);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn fetch(this: &Host) -> JsValue;
    /// Settles when the last queued mutation has; undefined while the queue is empty.
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_tail(this: &Host, tail: &JsValue);
    /// The promise of the timestamp that consistent queries share.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn timestamp(this: &Host) -> JsValue;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_timestamp(this: &Host, timestamp: &JsValue);
}

// The package's own JavaScript. It calls back into the exports of `client` and `value`.
#[wasm_bindgen(raw_module = "./encode.js")]
extern "C" {
    /// Returns a request's body; undefined where a reference or arguments need a closer look; a `Thrown` where
    /// reading them threw.
    pub(crate) fn body(reference: &JsValue, args: &JsValue) -> JsValue;
}

#[wasm_bindgen(raw_module = "./visit.js")]
extern "C" {
    /// Tells whether a value is a plain object of any realm.
    #[wasm_bindgen(js_name = isPlainObject, catch)]
    pub(crate) fn is_plain_object(value: &JsValue) -> Result<bool, JsValue>;
    /// Returns the engine's error for an exhausted stack, whose class and text differ between engines.
    #[wasm_bindgen(js_name = stackError)]
    pub(crate) fn stack_error() -> JsValue;
}

#[wasm_bindgen(raw_module = "./queue.js")]
extern "C" {
    /// Makes a mutation the queue's last: `resume` sends it when the one before it has settled.
    pub(crate) fn chain(host: &Host, reference: &JsValue, body: &JsValue, call: &JsValue);
    /// Makes the mutation that was just sent the queue's first.
    pub(crate) fn lead(host: &Host);
}

#[wasm_bindgen(raw_module = "./settle.js")]
extern "C" {
    /// Leaves the promise of a call's result in `host.outcome`, from the promise of its response.
    #[wasm_bindgen(js_name = startSettling)]
    pub(crate) fn settle(host: &Host, kind: u8, queued: bool, reference: &JsValue, response: &JsValue, call: &JsValue);
    /// Leaves the rejection of a call whose arguments are no object in `host.outcome`.
    pub(crate) fn refuse(host: &Host, kind: u8, reference: &JsValue, error: &JsValue);
    /// Returns the promise of the timestamp in a response, and forgets it in `host` if it fails.
    pub(crate) fn timestamp(host: &Host, response: &JsValue) -> Promise;
    /// Returns the promise of the response to the query that `client.queryAt` sends when the timestamp is known.
    #[wasm_bindgen(js_name = queryAt)]
    pub(crate) fn query_at(host: &Host, fetch: &JsValue, authorization: &JsValue, body: &JsValue) -> Promise;
}

#[wasm_bindgen(raw_module = "./drive.js")]
extern "C" {
    /// Sends a call with options, as often as they say, and leaves the promise of its result in `host.outcome`.
    pub(crate) fn drive(host: &Host, call: &JsValue, queued: bool, authorization: &JsValue, body: &JsValue);
}

#[wasm_bindgen(raw_module = "./errors.js")]
extern "C" {
    /// What a user's function or object threw, on its way to the promise it belongs to.
    pub(crate) type Thrown;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new(error: &JsValue) -> Thrown;
    #[wasm_bindgen(method, getter)]
    fn error(this: &Thrown) -> JsValue;

    /// Fills the values into a text: a `{}` stands for each. They print without throwing.
    pub(crate) fn fill(text: &str, first: &JsValue, second: &JsValue) -> JsValue;
    /// Returns an error whose message is filled in; what a value throws when it is printed stands in for it.
    pub(crate) fn fail(message: &str, first: &JsValue, second: &JsValue) -> JsValue;
}

#[wasm_bindgen(raw_module = "./attempts.js")]
extern "C" {
    #[wasm_bindgen(js_name = tryFill)]
    fn raw_fill(text: &str, first: &JsValue, second: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryLower)]
    fn raw_lower(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryLowerLeaf)]
    fn raw_lower_leaf(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryMembersOf)]
    fn raw_members_of(value: &JsValue, is_array: bool) -> JsValue;
    #[wasm_bindgen(js_name = tryPrintType)]
    fn raw_print_type(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryPrintValue)]
    fn raw_print_value(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryStringify)]
    fn raw_stringify(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryNameOf)]
    fn raw_name_of(reference: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryPathOf)]
    fn raw_path_of(reference: &JsValue) -> JsValue;

    /// Returns the object that a request passes to `fetch`, or what the user's fetch options threw, which the fetch then
    /// rejects with. In JavaScript, since an object literal costs a tenth of setting its members from wasm.
    #[wasm_bindgen(js_name = makeInit)]
    pub(crate) fn make_init(host: &Host, body: &JsValue, authorization: &JsValue, call: &JsValue) -> JsValue;
    /// Returns the fetch of a client as it is now, for a call that is sent later.
    #[wasm_bindgen(js_name = keepFetch)]
    pub(crate) fn keep_fetch(host: &Host) -> JsValue;
    /// Tells whether a URL parser accepts an address.
    #[wasm_bindgen(js_name = isUrl)]
    pub(crate) fn is_url(address: &str) -> bool;
    /// Returns the engine's error for an array of negative length.
    #[wasm_bindgen(js_name = arrayLengthError)]
    pub(crate) fn array_length_error() -> JsValue;
}

/// Makes a result of what a function of attempts.js returned.
fn outcome(value: JsValue) -> Result<JsValue, JsValue> {
    match value.dyn_into::<Thrown>() {
        Ok(thrown) => Err(thrown.error()),
        Err(value) => Ok(value),
    }
}

/// Fills values into a text that may throw when they are printed: a `{}` stands for each.
pub(crate) fn try_fill(text: &str, first: &JsValue, second: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_fill(text, first, second))
}

/// Encodes arguments; undefined where they cannot be encoded.
pub(crate) fn lower(value: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_lower(value))
}

/// Encodes a value that has no members; undefined where it has, or cannot be encoded.
pub(crate) fn lower_leaf(value: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_lower_leaf(value))
}

/// Returns the `[key, value]` pairs of an object in the order of their keys, or of an array.
pub(crate) fn members_of(value: &JsValue, is_array: bool) -> Result<Array, JsValue> {
    outcome(raw_members_of(value, is_array)).map(JsCast::unchecked_into)
}

/// Prints a value that is no Convex value, with its type.
pub(crate) fn print_type(value: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_print_type(value))
}

/// Prints a value for an error message.
pub(crate) fn print_value(value: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_print_value(value))
}

/// Returns a value's JSON as text.
pub(crate) fn stringify(value: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_stringify(value))
}

/// Reads the function name of a reference.
pub(crate) fn name_of(reference: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_name_of(reference))
}

/// Reads the path of a component reference.
pub(crate) fn path_of(reference: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_path_of(reference))
}

// rustfmt takes the initializers of foreign statics away.
#[rustfmt::skip]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, static_string)]
    static QUERY: JsString = "/api/query";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static MUTATION: JsString = "/api/mutation";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static ACTION: JsString = "/api/action";
}

/// Returns the URL of an endpoint. The endpoints of most calls are kept, as making a string costs more than the rest.
pub(crate) fn url(host: &Host, endpoint: &str) -> JsValue {
    let base = host.base();
    match endpoint {
        "/api/query" => QUERY.with(|path| &base + path.as_ref()),
        "/api/mutation" => MUTATION.with(|path| &base + path.as_ref()),
        "/api/action" => ACTION.with(|path| &base + path.as_ref()),
        _ => base + JsValue::from(endpoint),
    }
}

/// Calls a client's fetch, which never throws: it rejects.
pub(crate) fn fetch(fetch: &JsValue, url: &JsValue, init: &JsValue) -> JsValue {
    fetch.unchecked_ref::<Function>().call2(&JsValue::UNDEFINED, url, init).unwrap_or_else(|thrown| thrown)
}
