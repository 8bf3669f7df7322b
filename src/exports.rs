//! The exported functions beside the class: the rules, as JavaScript asks for them.
//!
//! None returns an object or a string, and none throws: such results are handed over
//! (`pkg-template/src/wasm/results.ts`). Where it says so, what is handed over is an error, or undefined for none.
use alloc::string::String;

use convex_http_client_core::page::{self, Page};
use convex_http_client_core::token::{self, Known, Need};
use convex_http_client_core::value::field::{self, FieldError};
use convex_http_client_core::value::scalar::{self, ScalarError};
use convex_http_client_core::{Call, Cause, Refusal, address, header, log_line, retry};
use wasm_bindgen::prelude::*;

use crate::imports::{self, Ascii, JsString};

/// Hands over the error of a refusal, given as its number, with the values that its message shows.
#[wasm_bindgen]
pub fn refuse(refusal: u8, first: &JsValue, second: &JsValue) {
    imports::refuse(Refusal::of(refusal), first, second);
}

/// Encodes a bigint that is known to be an int64.
#[wasm_bindgen(js_name = encodeInt64)]
pub fn encode_int64(value: i64) {
    hand_over_eight(value.to_le_bytes());
}

/// Encodes a number that JSON cannot hold.
#[wasm_bindgen(js_name = encodeFloat)]
pub fn encode_float(value: f64) {
    hand_over_eight(value.to_le_bytes());
}

/// Encodes bytes.
#[wasm_bindgen(js_name = encodeBytes)]
pub fn encode_bytes(bytes: &[u8]) {
    let mut buffer = [0; 0x4000];
    // As many at a time as the buffer takes.
    for part in bytes.chunks(buffer.len() / 4 * 3) {
        if let Some(text) = buffer.get_mut(..part.len().div_ceil(3) * 4) {
            scalar::write_base64(part, text);
            imports::hand_over_text(Ascii(text));
        }
    }
}

/// Encodes eight bytes. Their text crosses as numbers, which is faster where it is short.
fn hand_over_eight(bytes: [u8; 8]) {
    let mut text = [0; 12];
    scalar::write_base64(&bytes, &mut text);
    if let ([first, second, third], _) = text.as_chunks() {
        imports::hand_over_groups(u32::from_le_bytes(*first), u32::from_le_bytes(*second), u32::from_le_bytes(*third));
    }
}

/// Decodes the text of a marker: 0 for `$integer`, 1 for `$float`, 2 for `$bytes`. Where it is not base64, or not of the
/// right size, or of a number that needs no escape, an error is handed over.
#[wasm_bindgen(js_name = decodeMarker)]
pub fn decode_marker(marker: u8, text: String) {
    let mut text = text.into_bytes();
    let result = scalar::decode_base64(&mut text).and_then(|bytes| match marker {
        0 => scalar::read_int64(bytes).map(imports::hand_over_int64),
        1 => scalar::read_float(bytes).map(imports::hand_over_number),
        _ => {
            imports::hand_over_bytes(bytes);
            Ok(())
        }
    });
    let key = || JsValue::from(if marker == 0 { "$integer" } else { "$float" });
    match result {
        Ok(()) => {}
        Err(ScalarError::Length) => imports::refuse(Refusal::Base64, &JsValue::NULL, &JsValue::NULL),
        // The official client makes an array of -1 bytes, which is the engine's error.
        Err(ScalarError::Padding) => imports::fail_array_length(),
        Err(ScalarError::Size(size)) => imports::refuse(Refusal::Size, &size.into(), &key()),
        Err(ScalarError::Ordinary(float)) => imports::refuse(Refusal::Ordinary, &float.into(), &JsValue::NULL),
    }
}

/// Decodes the text of a well-formed `$integer`, given as its twelve code units, two in each number. For every other
/// text it returns the least int64: `decodeMarker` says what is wrong.
#[wasm_bindgen(js_name = decodeUnits)]
#[must_use]
pub fn decode_units(first: u32, second: u32, third: u32, fourth: u32, fifth: u32, sixth: u32) -> i64 {
    scalar::decode_units([first, second, third, fourth, fifth, sixth]).unwrap_or(i64::MIN)
}

/// Hands over the error of a field that no value has: it is too long, reserved or not of printable ASCII. `key` is its
/// name again where it is an object's only one: then it may be the marker of what could not be decoded.
#[wasm_bindgen(js_name = refuseField)]
pub fn refuse_field(name: &JsString, key: &str, object: &JsValue) {
    let refusal = match key {
        "$bytes" | "$integer" | "$float" | "$commitTs" => Refusal::Malformed,
        "$set" => Refusal::Set,
        "$map" => Refusal::Map,
        _ => {
            let Err(error) = field::check(name.length(), name.units()) else { return };
            let position = if let FieldError::Character(position) = error { position } else { 0 };
            let character = name.slice(position, position.saturating_add(1));
            return imports::refuse(error.into(), name, &character);
        }
    };
    imports::refuse(refusal, name, object);
}

/// Returns where the text of a log line begins, in UTF-16 code units; 0 where it is no log line.
#[wasm_bindgen(js_name = textStart)]
#[must_use]
pub fn text_start(line: &str) -> u32 {
    // Behind the brackets of the level and a space.
    log_line::level_length(line).map_or(0, |length| length.saturating_add(3))
}

/// Returns a call after its step was done: see `convex_http_client_core::call`.
#[wasm_bindgen(js_name = callDone)]
#[must_use]
pub fn call_done(call: u32) -> u32 {
    Call::of(call).done().bits()
}

/// Returns a call after its step failed, or it was stopped.
#[wasm_bindgen(js_name = callFailed)]
#[must_use]
pub fn call_failed(call: u32, cause: u8, status: u16, code: &str, limit: f64) -> u32 {
    Call::of(call).fail(Cause::of(cause), status, code, limit).bits()
}

/// Returns how long to wait before the `attempt`th repetition, in milliseconds; infinity where the reply asks to wait for
/// longer than `most`. `until` is how far away the header is, if it is a date, and `random` says how much of the backoff.
#[wasm_bindgen(js_name = retryDelay)]
#[must_use]
pub fn retry_delay(
    backoff: f64,
    max_delay: f64,
    attempt: u32,
    random: f64,
    header: &str,
    until: f64,
    most: f64,
) -> f64 {
    let delay = retry::delay(backoff, max_delay, attempt, random);
    retry::wait(retry::retry_after(header, until), delay, most).unwrap_or(f64::INFINITY)
}

/// Returns the time from which a token is not used any more, in milliseconds: see `token::refresh_at`.
#[wasm_bindgen(js_name = refreshAt)]
#[must_use]
pub fn refresh_at(exp: f64, iat: f64, now: f64) -> f64 {
    token::refresh_at(exp, iat, now)
}

/// Returns what a call does that needs a token, as the number of a `Need`.
#[wasm_bindgen(js_name = tokenNeed)]
#[must_use]
pub fn token_need(until: f64, now: f64, is_fetching: bool, is_refused: bool, is_sent: bool) -> u8 {
    token::need(Known { until, is_fetching, is_refused, is_sent }, now) as u8
}

/// Returns until when the token there is is used after a fetch that failed, which was asked for by a `Need`.
#[wasm_bindgen(js_name = untilAfterFailure)]
#[must_use]
pub fn until_after_failure(asked: u8) -> f64 {
    token::until_after_failure(Need::of(asked))
}

/// Returns what follows a page, as the number of a `Next`. `is_done` is 0 for false, 1 for true, and 2 for neither.
#[wasm_bindgen(js_name = nextPage)]
#[must_use]
pub fn next_page(is_done: u8, is_cut: bool, is_end: bool, is_repeated: bool, is_empty: bool) -> u8 {
    let is_done = (is_done < 2).then_some(is_done == 1);
    page::next(Page { is_done, is_cut, is_end, is_repeated, is_empty }) as u8
}

/// Returns where the first character stands that no header may hold; -1 where there is none.
#[wasm_bindgen(js_name = headerRefusedAt)]
#[must_use]
pub fn header_refused_at(value: &str) -> i32 {
    header::refused_at(value).and_then(|position| i32::try_from(position).ok()).unwrap_or(-1)
}

fn hand_over_surplus(address: &str) {
    imports::hand_over_number(u32::try_from(address::surplus(address)).unwrap_or(u32::MAX).into());
}

/// Checks the constructor's arguments, and hands over how many characters at the address's end are to be dropped, or an
/// error. `text` is the address if it is a string, else empty; `unchecked` is the option `skipConvexDeploymentUrlCheck`;
/// `is_flag` says that a flag stands where options belong.
#[wasm_bindgen(js_name = checkAddress)]
pub fn check_address(given: &JsValue, is_string: bool, is_undefined: bool, text: &str, unchecked: bool, is_flag: bool) {
    let refusal = if is_flag {
        Refusal::Flag
    } else if unchecked {
        return hand_over_surplus(text);
    } else if !is_string {
        if is_undefined { Refusal::NoAddress } else { Refusal::NotAnAddress }
    } else {
        match address::check(text, || imports::is_url(given)) {
            Ok(()) => return hand_over_surplus(text),
            Err(error) => error.into(),
        }
    };
    imports::refuse(refusal, given, &JsValue::NULL);
}
