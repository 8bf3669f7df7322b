//! The exported class, whose functions send requests.
//!
//! They take the `state` of a client and keep nothing of it. They return no object, and none may: where optimized
//! JavaScript calls such an export, and is deoptimized until it returns, the V8 of Node 20 and 22 ends the process. What
//! `fetch` returned stands in the state: see `pkg-template/src/state.ts`.
use convex_http_client_core::Kind;
use wasm_bindgen::prelude::*;
use web_sys::RequestInit;

use crate::imports::ClientState;

/// The parent of the npm package's `ConvexHttpClient`. It has no instances of its own.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ConvexHttpClient;

#[wasm_bindgen]
impl ConvexHttpClient {
    /// Starts a query.
    #[wasm_bindgen(js_name = startQuery)]
    pub fn query(state: &ClientState, init: &RequestInit) {
        start(state, Kind::Query, init);
    }

    /// Starts a mutation whose turn it is, or that skips the queue.
    #[wasm_bindgen(js_name = startMutation)]
    pub fn mutation(state: &ClientState, init: &RequestInit) {
        start(state, Kind::Mutation, init);
    }

    /// Starts an action.
    #[wasm_bindgen(js_name = startAction)]
    pub fn action(state: &ClientState, init: &RequestInit) {
        start(state, Kind::Action, init);
    }

    /// Starts a batch of queries.
    #[wasm_bindgen(js_name = startBatch)]
    pub fn batch(state: &ClientState, init: &RequestInit) {
        start(state, Kind::Batch, init);
    }

    /// Starts a function whose kind only the server knows.
    #[wasm_bindgen(js_name = startFunction)]
    pub fn function(state: &ClientState, init: &RequestInit) {
        start(state, Kind::Function, init);
    }

    /// Sends a request that is no call, or a query at a timestamp, to the endpoint of a number.
    pub fn request(state: &ClientState, endpoint: u8, init: &RequestInit) {
        state.fetch(endpoint, init);
    }
}

fn start(state: &ClientState, kind: Kind, init: &RequestInit) {
    state.fetch(kind.endpoint() as u8, init);
}
