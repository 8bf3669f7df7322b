//! Every JavaScript function this crate calls, besides js-sys's and web-sys's.
//!
//! A JavaScript exception that crosses a wasm frame leaks that frame, so each import that can run a user's code, or
//! read a user's object, is `catch`. The others touch only strings and objects that this package made.
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::prelude::*;

pub(crate) use js_sys::{JsString, Promise};

#[wasm_bindgen]
extern "C" {
    /// What the JavaScript instance owns, so that the garbage collector sees it: a handle in wasm is a root, and a
    /// logger that refers to its client would keep both for ever. Made by `pkg-template/client.js`.
    pub type Host;
    /// The deployment URL as the user reads it.
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_address(this: &Host, address: &JsValue);
    /// The same as a string, which an unchecked address need not be.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn base(this: &Host) -> JsValue;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_base(this: &Host, base: &JsValue);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn auth(this: &Host) -> JsValue;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_auth(this: &Host, credential: &JsValue);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn fetch(this: &Host) -> JsValue;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_fetch(this: &Host, fetch: &JsValue);
    #[wasm_bindgen(method, getter, js_name = fetchOptions)]
    pub(crate) fn fetch_options(this: &Host) -> JsValue;
    #[wasm_bindgen(method, setter, js_name = fetchOptions)]
    pub(crate) fn set_fetch_options(this: &Host, options: &JsValue);
    #[wasm_bindgen(method, getter)]
    pub(crate) fn logger(this: &Host) -> JsValue;
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_logger(this: &Host, logger: &JsValue);
    /// Settles when the last queued mutation has; undefined while the queue is empty.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn tail(this: &Host) -> JsValue;
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
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn logger(this: &Options) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn fetch(this: &Options) -> Result<JsValue, JsValue>;

    /// A mutation's options.
    pub(crate) type CallOptions;
    #[wasm_bindgen(method, getter, catch, js_name = skipQueue)]
    pub(crate) fn skip_queue(this: &CallOptions) -> Result<JsValue, JsValue>;

    /// The response envelope: what the body's JSON says.
    pub(crate) type Reply;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn status(this: &Reply) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = errorMessage)]
    pub(crate) fn error_message(this: &Reply) -> Result<JsValue, JsValue>;

    /// `fetch` by its bare name: looked up at each call, as tests replace it, and called without `this`.
    #[wasm_bindgen(js_name = fetch, catch)]
    pub(crate) fn global_fetch(url: &JsValue, init: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = Error)]
    type PlainError;
    #[wasm_bindgen(constructor, js_class = "Error", catch)]
    fn new(message: &JsValue) -> Result<PlainError, JsValue>;

    #[wasm_bindgen(js_name = Promise)]
    type Settled;
    #[wasm_bindgen(method)]
    fn then(this: &Settled) -> Promise;

    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    pub(crate) fn prototype_of(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = entries, catch)]
    pub(crate) fn entries(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    pub(crate) fn array_from(iterable: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = JSON, catch)]
    pub(crate) fn stringify(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, thread_local_v2, js_name = prototype)]
    static OBJECT_PROTOTYPE: JsValue;

    #[wasm_bindgen(js_name = Uint8Array)]
    type View;
    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn new(buffer: &JsValue) -> Result<View, JsValue>;
    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn with_length(length: f64) -> Result<View, JsValue>;

    // As js-sys has it, but a value's own `toString` may throw.
    type Template;
    #[wasm_bindgen(method, js_name = concat, catch)]
    fn append(this: &Template, value: &JsValue) -> Result<JsValue, JsValue>;

    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, bytes: &mut [u8]) -> Progress;
    type Progress;
    #[wasm_bindgen(method, getter)]
    fn read(this: &Progress) -> u32;
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
    pub(crate) fn init(body: &JsValue, authorization: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    /// Returns the promise of a call's result, from the promise of its response.
    pub(crate) fn settle(host: &Host, kind: u8, queued: bool, reference: &JsValue, response: &JsValue) -> Promise;
    /// Returns a promise of the call that `resume` starts when `tail` has settled.
    pub(crate) fn chain(host: &Host, reference: &JsValue, body: &JsValue) -> Promise;
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
    /// Reads the name of a value's constructor.
    #[wasm_bindgen(js_name = typeName, catch)]
    pub(crate) fn type_name(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    pub(crate) fn log(
        logger: &JsValue,
        prefix: &JsValue,
        color: &JsValue,
        line: &JsValue,
        level: u32,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = logError, catch)]
    pub(crate) fn log_error(logger: &JsValue, text: &JsValue) -> Result<(), JsValue>;
}

#[wasm_bindgen(raw_module = "./errors.js")]
extern "C" {
    /// Prints a value for an error message.
    #[wasm_bindgen(js_name = printValue, catch)]
    pub(crate) fn print_value(value: &JsValue) -> Result<JsValue, JsValue>;

    /// Makes a `ConvexError` of the client's class.
    #[wasm_bindgen(js_name = makeConvexError, catch)]
    pub(crate) fn convex_error(class: &JsValue, message: &JsValue, data: &JsValue) -> Result<JsValue, JsValue>;

    pub(crate) type CommitTsPlaceholder;
    #[wasm_bindgen(thread_local_v2, js_name = commitTsPlaceholder)]
    static COMMIT_TS: JsValue;
}

// rustfmt takes the initializers of foreign statics away.
#[rustfmt::skip]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, static_string)]
    static EMPTY: JsString = "";
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

/// Joins strings.
pub(crate) fn concat(parts: &[&JsValue]) -> JsValue {
    parts.iter().fold(EMPTY.with(|empty| JsValue::from(empty)), |text, part| &text + *part)
}

/// Makes a string of any value, as a template literal does.
pub(crate) fn template(value: &JsValue) -> Result<JsValue, JsValue> {
    if value.is_string() {
        return Ok(value.clone());
    }
    EMPTY.with(|empty| empty.unchecked_ref::<Template>().append(value))
}

/// Prints a number as JavaScript does.
pub(crate) fn number(number: impl Into<JsValue>) -> JsValue {
    template(&number.into()).unwrap_or_default()
}

/// Makes an `Error`; an undefined message is an empty one.
pub(crate) fn error(message: &JsValue) -> JsValue {
    PlainError::new(message).map_or_else(|thrown| thrown, JsValue::from)
}

/// Tells whether a value is a plain object of any realm: one without a prototype, or one made by an `Object`.
pub(crate) fn is_plain_object(value: &JsValue) -> Result<bool, JsValue> {
    let prototype = prototype_of(value)?;
    // A function is no object here, although its prototype can be plain.
    if !value.is_object() || value.is_function() {
        return Ok(false);
    }
    if prototype.is_null() || OBJECT_PROTOTYPE.with(|plain| plain == &prototype) {
        return Ok(true);
    }
    Ok(type_name(&prototype)?.as_string().as_deref() == Some("Object"))
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

/// Returns a promise that settles as `promise` does, one step later.
pub(crate) fn follow(promise: &Promise) -> Promise {
    promise.unchecked_ref::<Settled>().then()
}

/// Copies an `ArrayBuffer` out of JavaScript. A detached one throws.
pub(crate) fn buffer_bytes(buffer: &JsValue) -> Result<Vec<u8>, JsValue> {
    Ok(View::new(buffer)?.unchecked_into::<Uint8Array>().to_vec())
}

/// Returns the engine's error for an array of negative length.
pub(crate) fn array_length_error() -> JsValue {
    View::with_length(-1.0).map_or_else(|thrown| thrown, JsValue::from)
}

/// Returns the value that stands for a commit timestamp that is not known yet.
pub(crate) fn commit_ts() -> JsValue {
    COMMIT_TS.with(JsValue::clone)
}

/// Copies a string into UTF-8 bytes.
///
/// wasm-bindgen's own copy visits every character in JavaScript, which takes milliseconds for a megabyte.
pub(crate) fn bytes(text: &JsString) -> Vec<u8> {
    // Room for ASCII, which base64 is; other text does not fit and is copied the slow way.
    let mut bytes = vec![0; text.length() as usize];
    if TextEncoder::new().encode_into(text, &mut bytes).read() == text.length() {
        return bytes;
    }
    String::from(text).into_bytes()
}
