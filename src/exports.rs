//! The exported functions: what the package offers beside the class, and what its JavaScript calls.
use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::call::{self, Kind};
use crate::js::{Ascii, Host, JsString};
use crate::value::{self, marker, scalar};
use crate::{log, options, reference, reply, retry, token, transport};

/// Returns the name under which the server knows a function.
///
/// A string is its own name: the types do not allow one, JavaScript users do.
///
/// # Errors
///
/// For function handles, component references and everything that is not a function reference.
#[wasm_bindgen(js_name = getFunctionName)]
pub fn get_function_name(reference: &JsValue) -> Result<JsValue, JsValue> {
    Ok(reference::name(reference)?)
}

/// Throws the error of a reply that is no envelope.
///
/// # Errors
///
/// Always.
#[wasm_bindgen(js_name = refuseReply)]
pub fn refuse_reply(reply: &JsValue) -> Result<(), JsValue> {
    Err(reply::refuse(reply).into_js())
}

/// Throws the error of a value that cannot be encoded, with its path.
///
/// # Errors
///
/// Always.
#[wasm_bindgen]
pub fn explain(value: &JsValue) -> Result<(), JsValue> {
    Err(value::explain(value).into_js())
}

/// Encodes a bigint that is known to be an int64.
#[wasm_bindgen(js_name = encodeInt64)]
#[must_use]
pub fn encode_int64(value: i64) -> Ascii {
    Ascii(scalar::encode_int64(value))
}

/// Encodes a number that JSON cannot hold.
#[wasm_bindgen(js_name = encodeFloat)]
#[must_use]
pub fn encode_float(value: f64) -> Ascii {
    Ascii(scalar::encode_float(value))
}

/// Encodes the bytes of an `ArrayBuffer`.
#[wasm_bindgen(js_name = encodeBytes)]
#[must_use]
pub fn encode_bytes(bytes: &[u8]) -> Ascii {
    Ascii(scalar::encode_base64(bytes))
}

/// Decodes the text of an `$integer`.
///
/// # Errors
///
/// Where it is not base64 of eight bytes.
#[wasm_bindgen(js_name = decodeInt64)]
pub fn decode_int64(text: String) -> Result<i64, JsValue> {
    scalar::decode_int64(text).map_err(|error| marker::refuse_content(error, "$integer").into_js())
}

/// Decodes the text of a well-formed `$integer`, given as its twelve code units, two in each number. For every other
/// text it returns the least int64: `decodeInt64` says what is wrong.
#[wasm_bindgen(js_name = decodeUnits)]
#[must_use]
pub fn decode_units(first: u32, second: u32, third: u32, fourth: u32, fifth: u32, sixth: u32) -> i64 {
    scalar::decode_units([first, second, third, fourth, fifth, sixth]).unwrap_or(i64::MIN)
}

/// Decodes the text of a `$float`.
///
/// # Errors
///
/// Where it is not base64 of eight bytes, or of a number that needs no escape.
#[wasm_bindgen(js_name = decodeFloat)]
pub fn decode_float(text: String) -> Result<f64, JsValue> {
    scalar::decode_float(text).map_err(|error| marker::refuse_content(error, "$float").into_js())
}

/// Decodes the text of a `$bytes`.
///
/// # Errors
///
/// Where it is not base64.
#[wasm_bindgen(js_name = decodeBytes)]
pub fn decode_bytes(text: String) -> Result<Vec<u8>, JsValue> {
    scalar::decode_base64(text).map_err(|error| marker::refuse_content(error, "$bytes").into_js())
}

/// Refuses an object whose only field is `key`, if that is a marker's: it could not be decoded.
///
/// # Errors
///
/// Where it is.
#[wasm_bindgen(js_name = refuseMarker)]
pub fn refuse_marker(key: &str, object: &JsValue) -> Result<(), JsValue> {
    Ok(marker::refuse(key, object)?)
}

/// Checks a field name.
///
/// # Errors
///
/// Where it is too long, reserved or not of printable ASCII.
#[wasm_bindgen(js_name = checkField)]
pub fn check_field(name: &JsString) -> Result<(), JsValue> {
    Ok(value::check_key(name)?)
}

/// Returns the length of the level of a log line, in UTF-16 code units; undefined where it has none.
#[wasm_bindgen(js_name = levelLength)]
#[must_use]
pub fn level_length(line: &JsString) -> Option<u32> {
    log::level_length(line.units())
}

/// Returns the body of a request whose reference or arguments need a closer look, or a `Thrown`.
///
/// # Errors
///
/// Where the arguments are no object.
#[wasm_bindgen(js_name = makeBody)]
pub fn make_body(reference: &JsValue, args: &JsValue) -> Result<JsValue, JsValue> {
    Ok(call::body(reference, args)?)
}

/// Sends a request of a call that had to wait, to the endpoint of a number, and leaves what `fetch` returned in
/// `host.outcome`.
#[wasm_bindgen]
pub fn dispatch(host: &Host, endpoint: u8, init: &JsValue) {
    host.set_outcome(&transport::send(host, endpoint, init));
}

/// Judges an attempt without an envelope: 1 for what may be sent again, plus 2 for what may have had effects. The status
/// is 0 where no whole reply came.
#[wasm_bindgen]
#[must_use]
pub fn judge(kind: u8, status: u16, code: &str) -> u8 {
    let verdict = retry::judge(Kind::of(kind), status, code);
    u8::from(verdict.retryable) | (u8::from(verdict.unknown) << 1)
}

/// Returns how long to wait before the `attempt`th repetition, in milliseconds: what a `Retry-After` header says, or a
/// `random` part of the backoff. `delay` is how far away the header is, if it is a date.
#[wasm_bindgen(js_name = retryDelay)]
#[must_use]
pub fn retry_delay(backoff: f64, max_delay: f64, attempt: u32, random: f64, header: &str, delay: f64) -> f64 {
    retry::retry_after(header, delay).unwrap_or_else(|| retry::delay(backoff, max_delay, attempt, random))
}

/// Returns the time from which a token is not used any more, in milliseconds: see `token::refresh_at`.
#[wasm_bindgen(js_name = refreshAt)]
#[must_use]
pub fn refresh_at(exp: f64, iat: f64, now: f64) -> f64 {
    token::refresh_at(exp, iat, now)
}

/// Checks the constructor's arguments and returns how many characters at the address's end are to be dropped; see
/// `options::read`.
///
/// # Errors
///
/// For a deployment URL that cannot be one.
#[wasm_bindgen(js_name = checkAddress)]
pub fn check_address(
    address: &JsValue,
    text: Option<String>,
    unchecked: bool,
    is_flag: bool,
) -> Result<usize, JsValue> {
    Ok(options::read(address, text, unchecked, is_flag)?)
}

/// Encodes the identity that an admin key acts as, which is JSON.
#[wasm_bindgen(js_name = encodeIdentity)]
#[must_use]
pub fn encode_identity(json: &str) -> Ascii {
    Ascii(scalar::encode_base64(json.as_bytes()))
}
