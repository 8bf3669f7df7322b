//! The exported class, which sends requests.
//!
//! Its function takes the `state` of a client and keeps nothing of it. It returns no object, and none may: where optimized
//! JavaScript calls such an export, and is deoptimized until it returns, the V8 of Node 20 and 22 ends the process. What
//! `fetch` returned stands in the state: see `pkg-template/src/state.ts`.
use wasm_bindgen::prelude::*;
use web_sys::RequestInit;

use crate::imports::ClientState;

/// The parent of the npm package's `ConvexHttpClient`. It has no instances of its own.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ConvexHttpClient;

#[wasm_bindgen]
impl ConvexHttpClient {
    /// Sends the request of a query, a mutation, an action or whatever else, to the endpoint of a number.
    pub fn start(state: &ClientState, endpoint: u8, init: &RequestInit) {
        state.fetch(endpoint, init);
    }
}
