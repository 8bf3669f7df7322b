//! Starting calls.
//!
//! Every function takes the `host` of a client, which holds everything that the garbage collector must see. Nothing is
//! kept here: a client costs no memory of wasm's, and there is none to give back.
//!
//! No function returns an object, and none may: where optimized JavaScript calls such an export, and is deoptimized until
//! it returns, the V8 of Node 20 and 22 ends the process. The promise of a call is handed over: see
//! `pkg-template/outcome.js`.
use wasm_bindgen::prelude::*;

use crate::call::{self, Kind};
use crate::js::{self, Call, Host};
use crate::transport;

/// Starts a call, whose kind and turn in the queue are numbers. Here and below, `call` holds the call's options; there is
/// none for a call as the official client's.
#[wasm_bindgen(js_name = startCall)]
pub fn start(host: &Host, kind: u8, turn: u8, reference: &JsValue, args: &JsValue, call: Option<Call>) {
    if let Some(call) = call {
        js::drive(host, &call, turn, &js::body(reference, args));
    } else {
        send(host, kind, turn, reference, &js::init(host, reference, args));
    }
}

/// Starts a call whose `body` is ready, or `Thrown`.
#[wasm_bindgen(js_name = resumeCall)]
pub fn resume(host: &Host, kind: u8, turn: u8, reference: &JsValue, body: &JsValue, call: Option<Call>) {
    if let Some(call) = call {
        js::drive(host, &call, turn, body);
    } else {
        send(host, kind, turn, reference, &js::make_init(host, body));
    }
}

/// Starts a query at the timestamp that all consistent queries of a client share.
#[wasm_bindgen(js_name = startConsistent)]
pub fn start_consistent(host: &Host, reference: &JsValue, args: &JsValue) {
    match call::check_args(args) {
        Ok(()) => {
            // The timestamp is asked for first, even if the arguments then turn out to be invalid.
            js::ask_timestamp(host);
            js::send_at(host, reference, &js::body(reference, args));
        }
        Err(error) => resume(host, Kind::Query.code(), 0, reference, &call::refuse(error), None),
    }
}

/// Sends a request.
fn send(host: &Host, kind: u8, turn: u8, reference: &JsValue, init: &JsValue) {
    let response = transport::send(host, kind, init);
    js::settle(host, kind, turn, reference, &response);
}
