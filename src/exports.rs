//! The exported functions beside the class: the rules, as JavaScript asks for them.
//!
//! None returns an object or a string, and none throws: such results are handed over (`pkg-template/src/wasm/imports.ts`).
//! None takes a text but as the engine's own, which is read as far as it is needed: so no memory is ever asked for.
use convex_http_client_core::page::{self, Page, Split};
use convex_http_client_core::token::{self, Known, Need};
use convex_http_client_core::value::field::{self, FieldError};
use convex_http_client_core::value::scalar;
use convex_http_client_core::{Call, Cause, Refusal, address, header, log_line, retry};
use wasm_bindgen::prelude::*;

use crate::imports::{self, JsString};

/// The longest header that says something, in UTF-16 code units, and more.
const LONGEST: usize = 64;

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

/// Encodes eight bytes. Their text crosses as numbers, which is faster where it is short.
#[inline(never)]
fn hand_over_eight(bytes: [u8; 8]) {
    let [first, second, third] = scalar::encode_units(bytes).map(u32::cast_signed);
    imports::hand_over_groups(first, second, third);
}

/// Decodes the text of a well-formed `$integer` or `$float`, given as its twelve code units, two in each number. For every
/// other text it returns the least int64.
#[wasm_bindgen(js_name = decodeUnits)]
#[must_use]
pub fn decode_units(first: u32, second: u32, third: u32, fourth: u32, fifth: u32, sixth: u32) -> i64 {
    scalar::decode_units([first, second, third, fourth, fifth, sixth]).unwrap_or(i64::MIN)
}

/// Returns the number of the refusal of a field's name that no field may have, and above its eight bits the position of
/// the character that is at fault.
#[wasm_bindgen(js_name = judgeField)]
#[must_use]
pub fn judge_field(name: &JsString) -> u32 {
    let Err(error) = field::check(name.length(), name.units()) else { return Refusal::Malformed as u32 };
    let position = if let FieldError::Character(position) = error { position } else { 0 };
    position << 8 | Refusal::from(error) as u32
}

/// Returns where the text of a log line begins, in UTF-16 code units; 0 where it is no log line.
#[wasm_bindgen(js_name = textStart)]
#[must_use]
pub fn text_start(line: &JsString) -> u32 {
    // Behind the brackets of the level and a space.
    log_line::level_length(line.units()).map_or(0, |length| length.saturating_add(3))
}

/// Returns a call after its step was done: see `convex_http_client_core::call`.
#[wasm_bindgen(js_name = callDone)]
#[must_use]
pub fn call_done(call: u32) -> u32 {
    Call::of(call).done().bits()
}

/// Returns a call after its step failed, or it was stopped. `code` is the position of the reply's code among those that
/// say something, or beyond them.
#[wasm_bindgen(js_name = callFailed)]
#[must_use]
pub fn call_failed(call: u32, cause: u8, status: u16, code: usize, limit: f64) -> u32 {
    Call::of(call).fail(Cause::of(cause), status, retry::Code::at(code), limit).bits()
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
    header: &JsString,
    until: f64,
    most: f64,
) -> f64 {
    let delay = retry::delay(backoff, max_delay, attempt, random);
    retry::wait(retry::retry_after(header.read(&mut [0; LONGEST]), until), delay, most).unwrap_or(f64::INFINITY)
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

/// Returns what follows a page, as the number of a `Next`. `is_done` is 0 for false, 1 for true, and 2 for neither; `split`
/// is the number of a `Split`.
#[wasm_bindgen(js_name = nextPage)]
#[must_use]
pub fn next_page(
    is_done: u8,
    is_cut: bool,
    split: u8,
    is_bounded: bool,
    is_end: bool,
    is_repeated: bool,
    is_empty: bool,
) -> u8 {
    let is_done = (is_done < 2).then_some(is_done == 1);
    let split = Split::of(split);
    page::next(Page { is_done, is_cut, split, is_bounded, is_end, is_repeated, is_empty }) as u8
}

/// Returns where the first character stands that no header may hold; -1 where there is none.
#[wasm_bindgen(js_name = headerRefusedAt)]
#[must_use]
pub fn header_refused_at(value: &JsString) -> i32 {
    header::refused_at(value.units()).and_then(|position| i32::try_from(position).ok()).unwrap_or(-1)
}

/// Returns the number of the refusal of an address without slashes at its end; -1 where it is none.
#[wasm_bindgen(js_name = judgeAddress)]
#[must_use]
pub fn judge_address(address: &JsString) -> i32 {
    // An address that is longer has another end, of no host.
    match address::check(address.read(&mut [0; 0x400]), || imports::is_url(address)) {
        Ok(()) => -1,
        Err(error) => Refusal::from(error) as i32,
    }
}
