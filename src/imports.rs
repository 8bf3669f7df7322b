//! Every JavaScript function that the module calls.
//!
//! Those that can run a user's code, or read a user's object, return what they catch as a `Thrown`
//! (`pkg-template/src/wasm/imports.ts`), of which `outcome` makes a `Result`. An exception that crosses the module's
//! frames is no catastrophe, but costs the next call a new instance.
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
    /// What a user's function or object threw, on its way to the promise it belongs to.
    pub(crate) type Thrown;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new(error: &JsValue) -> Thrown;
    #[wasm_bindgen(method, getter)]
    fn error(this: &Thrown) -> JsValue;
    #[wasm_bindgen(js_name = isThrown)]
    fn is_thrown(value: &JsValue) -> bool;

    /// A `Thrown` that is no request's: its call is rejected at once.
    pub(crate) type Refused;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new(error: &JsValue) -> Refused;

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

    /// A walk through a value: see `pkg-template/src/values/walk.ts`.
    pub(crate) type Walk;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Walk;
    /// Goes on to the next member, out of what has none left; tells whether there is one.
    pub(crate) fn advance(walk: &Walk) -> bool;
    /// The key of the member, which is a string in an object and a number in an array.
    #[wasm_bindgen(js_name = keyOf)]
    pub(crate) fn key(walk: &Walk) -> JsValue;
    #[wasm_bindgen(js_name = memberOf)]
    pub(crate) fn member(walk: &Walk) -> JsValue;
    /// How many arrays and objects the member is in.
    pub(crate) fn levels(walk: &Walk) -> u32;
    /// Prints where in the whole value the member stands.
    #[wasm_bindgen(js_name = printPath)]
    pub(crate) fn print_path(walk: &Walk) -> JsValue;

    /// Fills the values into a text: a `{}` stands for each. They print without throwing.
    pub(crate) fn fill(text: &str, first: &JsValue, second: &JsValue) -> JsValue;
    /// Returns an error whose message is filled in; what a value throws when it is printed stands in for it.
    pub(crate) fn fail(message: &str, first: &JsValue, second: &JsValue) -> JsValue;
    /// Tells whether a string is a handle, which only a deployment's own functions can call.
    #[wasm_bindgen(js_name = isHandle)]
    pub(crate) fn is_handle(reference: &JsValue) -> bool;
    /// Tells whether a URL parser accepts an address.
    #[wasm_bindgen(js_name = isUrl)]
    pub(crate) fn is_url(address: &JsValue) -> bool;
    /// Returns the engine's error for an exhausted stack, whose class and text differ between engines.
    #[wasm_bindgen(js_name = stackError)]
    pub(crate) fn stack_error() -> JsValue;
    /// Returns the engine's error for an array of negative length.
    #[wasm_bindgen(js_name = arrayLengthError)]
    pub(crate) fn array_length_error() -> JsValue;

    #[wasm_bindgen(js_name = tryIsPlainObject)]
    fn raw_is_plain_object(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryEncodeArgs)]
    fn raw_encode_args(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryEncodeLeaf)]
    fn raw_encode_leaf(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryEnter)]
    fn raw_enter(walk: &Walk, value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryPrintType)]
    fn raw_print_type(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryPrintValue)]
    fn raw_print_value(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryStringify)]
    fn raw_stringify(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryWriteBody)]
    fn raw_write_body(name: &JsValue, args: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryWriteFunctionBody)]
    fn raw_write_function_body(component: &JsValue, name: &JsValue, args: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryNameOf)]
    fn raw_name_of(reference: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = tryPathOf)]
    fn raw_path_of(reference: &JsValue) -> JsValue;
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

/// Makes a result of what an attempt returned.
fn outcome(value: JsValue) -> Result<JsValue, JsValue> {
    if is_thrown(&value) { Err(value.unchecked_into::<Thrown>().error()) } else { Ok(value) }
}

/// Tells whether a value is a plain object of any realm.
pub(crate) fn is_plain_object(value: &JsValue) -> Result<bool, JsValue> {
    outcome(raw_is_plain_object(value)).map(|answer| !answer.is_falsy())
}

/// Returns the JSON of arguments; undefined where they cannot be encoded.
pub(crate) fn encode_args(value: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_encode_args(value))
}

/// Encodes a value that has no members; undefined where it has, or cannot be encoded.
pub(crate) fn encode_leaf(value: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_encode_leaf(value))
}

/// Goes into an array or a plain object, and tells whether the value is one.
pub(crate) fn enter(walk: &Walk, value: &JsValue) -> Result<bool, JsValue> {
    outcome(raw_enter(walk, value)).map(|answer| !answer.is_falsy())
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

/// Returns the body of a request.
pub(crate) fn write_body(name: &JsValue, args: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_write_body(name, args))
}

/// Returns the body of a request to a function of unknown kind, whose arguments are not in a list.
pub(crate) fn write_function_body(component: &JsValue, name: &JsValue, args: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_write_function_body(component, name, args))
}

/// Reads the function name of a reference.
pub(crate) fn name_of(reference: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_name_of(reference))
}

/// Reads the path of a component reference.
pub(crate) fn path_of(reference: &JsValue) -> Result<JsValue, JsValue> {
    outcome(raw_path_of(reference))
}
