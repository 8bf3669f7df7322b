//! Every JavaScript function this crate calls, besides js-sys's and web-sys's.
//!
//! A JavaScript exception that crosses a wasm frame leaks that frame, so each import that can run a user's code, or
//! read a user's object, is `catch`. The others touch only strings and objects that this package made.
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

    /// The constructor's options.
    pub(crate) type Options;
    #[wasm_bindgen(method, getter, catch, js_name = skipConvexDeploymentUrlCheck)]
    pub(crate) fn skip_url_check(this: &Options) -> Result<JsValue, JsValue>;
    /// A mutation's options.
    pub(crate) type CallOptions;
    #[wasm_bindgen(method, getter, catch, js_name = skipQueue)]
    pub(crate) fn skip_queue(this: &CallOptions) -> Result<JsValue, JsValue>;

    /// `fetch` by its bare name: looked up at each call, as tests replace it, and called without `this`.
    #[wasm_bindgen(js_name = fetch, catch)]
    pub(crate) fn global_fetch(url: &JsValue, init: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = Promise)]
    type Settled;
    #[wasm_bindgen(method)]
    fn then(this: &Settled) -> Promise;

    #[wasm_bindgen(js_namespace = JSON, catch)]
    pub(crate) fn stringify(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = Uint8Array)]
    type View;
    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn with_length(length: f64) -> Result<View, JsValue>;

}

// The package's own JavaScript. It calls back into the exports of `client` and `value`.
#[wasm_bindgen(raw_module = "./boundary.js")]
extern "C" {
    /// Returns a request's body; undefined where a reference or arguments need a closer look; `[error]` where reading
    /// them threw.
    pub(crate) fn body(reference: &JsValue, args: &JsValue) -> JsValue;
    /// Returns the object that a request passes to `fetch`. Here, since an object literal costs a tenth of setting its
    /// members one by one from wasm.
    #[wasm_bindgen(catch)]
    pub(crate) fn init(host: &Host, body: &JsValue, authorization: &JsValue) -> Result<JsValue, JsValue>;
    /// Returns the promise of a call's result, from the promise of its response.
    pub(crate) fn settle(host: &Host, kind: u8, queued: bool, reference: &JsValue, response: &JsValue) -> Promise;
    /// Returns a promise of the call that `resume` starts when `tail` has settled.
    pub(crate) fn chain(host: &Host, reference: &JsValue, body: &JsValue) -> Promise;
    /// Encodes a value that has no members; undefined where it has, or cannot be encoded.
    #[wasm_bindgen(js_name = lowerLeaf, catch)]
    pub(crate) fn lower_leaf(value: &JsValue) -> Result<JsValue, JsValue>;
    /// Encodes arguments; undefined where they cannot be encoded.
    #[wasm_bindgen(catch)]
    pub(crate) fn lower(value: &JsValue) -> Result<JsValue, JsValue>;
    /// Tells whether a value is a plain object of any realm.
    #[wasm_bindgen(js_name = isPlainObject, catch)]
    pub(crate) fn is_plain_object(value: &JsValue) -> Result<bool, JsValue>;
    /// Returns the `[key, value]` pairs of an object in the order of their keys, or of an array.
    #[wasm_bindgen(js_name = membersOf, catch)]
    pub(crate) fn members_of(value: &JsValue, is_array: bool) -> Result<Array, JsValue>;
    /// Prints a value that is no Convex value, with its type.
    #[wasm_bindgen(js_name = printType, catch)]
    pub(crate) fn print_type(value: &JsValue) -> Result<JsValue, JsValue>;
    /// Returns the engine's error for an exhausted stack, whose class and text differ between engines.
    #[wasm_bindgen(js_name = stackError)]
    pub(crate) fn stack_error() -> JsValue;
    /// Makes the mutation that was just sent the queue's first.
    pub(crate) fn lead(host: &Host, first: &Promise);
    /// Returns the runtime's own `fetch` of this moment.
    #[wasm_bindgen(js_name = currentFetch, catch)]
    fn current_fetch() -> Result<JsValue, JsValue>;
    /// Returns the promise of the timestamp in a response, and forgets it in `host` if it fails.
    pub(crate) fn timestamp(host: &Host, response: &JsValue) -> Promise;
    /// Returns the promise of the response to the query that `client.queryAt` sends when the timestamp is known.
    #[wasm_bindgen(js_name = queryAt)]
    pub(crate) fn query_at(host: &Host, fetch: &JsValue, authorization: &JsValue, body: &JsValue) -> Promise;
    /// Reads the function name or the reference path of a reference.
    #[wasm_bindgen(js_name = nameOf, catch)]
    pub(crate) fn name_of(reference: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = pathOf, catch)]
    pub(crate) fn path_of(reference: &JsValue) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(raw_module = "./errors.js")]
extern "C" {
    /// Fills the values into a text: a `{}` stands for each. They print without throwing.
    pub(crate) fn fill(text: &str, first: &JsValue, second: &JsValue) -> JsValue;
    /// The same for values that may throw when they are printed.
    #[wasm_bindgen(js_name = fill, catch)]
    pub(crate) fn try_fill(text: &str, first: &JsValue, second: &JsValue) -> Result<JsValue, JsValue>;
    /// Returns an error whose message is filled in; what a value throws when it is printed stands in for it.
    pub(crate) fn fail(message: &str, first: &JsValue, second: &JsValue) -> JsValue;
    /// Prints a value for an error message.
    #[wasm_bindgen(js_name = printValue, catch)]
    pub(crate) fn print_value(value: &JsValue) -> Result<JsValue, JsValue>;
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

/// Returns the `fetch` to call later: the user's own or the runtime's of this moment.
pub(crate) fn keep_fetch(host: &Host) -> Result<JsValue, JsValue> {
    let fetch = host.fetch();
    if fetch.is_falsy() { current_fetch() } else { Ok(fetch) }
}

/// Calls `fetch`, the user's own or the runtime's, without `this`.
pub(crate) fn fetch(fetch: &JsValue, url: &JsValue, init: &JsValue) -> Result<JsValue, JsValue> {
    if fetch.is_falsy() {
        return global_fetch(url, init);
    }
    fetch.unchecked_ref::<Function>().call2(&JsValue::UNDEFINED, url, init)
}

/// Tells whether a value is null or undefined.
pub(crate) fn is_nullish(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}

/// Returns a promise that settles as `promise` does, one step later.
pub(crate) fn follow(promise: &Promise) -> Promise {
    promise.unchecked_ref::<Settled>().then()
}

/// Returns the engine's error for an array of negative length.
pub(crate) fn array_length_error() -> JsValue {
    View::with_length(-1.0).map_or_else(|thrown| thrown, JsValue::from)
}
