//! The exported class, which starts calls.
//!
//! Its functions take the `state` of a client and keep nothing of it. None returns an object, and none may: where
//! optimized JavaScript calls such an export, and is deoptimized until it returns, the V8 of Node 20 and 22 ends the
//! process. The promise of a call is handed over instead: see `pkg-template/src/wasm/results.ts`.
use convex_http_client_core::Kind;
use wasm_bindgen::prelude::*;
use web_sys::RequestInit;

use crate::imports::{self, ClientState};

/// The parent of the npm package's `ConvexHttpClient`. It has no instances of its own.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ConvexHttpClient;

#[wasm_bindgen]
impl ConvexHttpClient {
    /// Sends a query that has no options, and hands its promise over. Here and below, `place` is the call's place in the
    /// queue, undefined for one that is not in it.
    #[wasm_bindgen(js_name = startQuery)]
    pub fn query(state: &ClientState, place: &JsValue, reference: &JsValue, args: &JsValue) {
        start(state, Kind::Query, place, reference, args);
    }

    /// Sends a mutation that has no options, and hands its promise over.
    #[wasm_bindgen(js_name = startMutation)]
    pub fn mutation(state: &ClientState, place: &JsValue, reference: &JsValue, args: &JsValue) {
        start(state, Kind::Mutation, place, reference, args);
    }

    /// Sends an action that has no options, and hands its promise over.
    #[wasm_bindgen(js_name = startAction)]
    pub fn action(state: &ClientState, place: &JsValue, reference: &JsValue, args: &JsValue) {
        start(state, Kind::Action, place, reference, args);
    }

    /// Sends a call that has no options and whose body is there: of a mutation that waited in the queue, a batch, or a
    /// function of unknown kind. Hands its promise over.
    pub fn resume(state: &ClientState, place: &JsValue, reference: &JsValue, body: &JsValue, kind: u8) {
        let kind = Kind::of(kind);
        if let Some(init) = imports::make_init(state, kind as u8, place, reference, body) {
            send(state, kind, place, reference, &init);
        }
    }

    /// Sends an attempt of a call that has options, or a request that is no call, to the endpoint of a number. Hands over
    /// what `fetch` returned.
    pub fn attempt(state: &ClientState, endpoint: u8, init: &RequestInit) {
        imports::hand_over(&state.fetch(endpoint, init));
    }
}

fn start(state: &ClientState, kind: Kind, place: &JsValue, reference: &JsValue, args: &JsValue) {
    if let Some(init) = imports::prepare(state, kind as u8, place, reference, args) {
        send(state, kind, place, reference, &init);
    }
}

fn send(state: &ClientState, kind: Kind, place: &JsValue, reference: &JsValue, init: &RequestInit) {
    let sent = state.fetch(kind.endpoint() as u8, init);
    imports::settle(state, kind as u8, place, reference, &sent);
}
