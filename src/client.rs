//! The exported class.
//!
//! Every method takes the `host` of its JavaScript instance, which holds everything that the garbage collector must
//! see, and all that a call needs once it is sent: a client can be freed while its calls are in flight. Only mutations
//! that wait in the queue need the instance, so it is freed when the last of them has settled.
//!
//! No method returns an object, and none may: where optimized JavaScript calls such an export, and is deoptimized until
//! it returns, the V8 of Node 20 and 22 ends the process. The promise of a call is handed over: see
//! `pkg-template/outcome.js`.
use core::cell::Cell;

use wasm_bindgen::prelude::*;

use crate::call::{self, Kind};
use crate::js::{self, Call, Host};
use crate::queue::{Queue, Turn};
use crate::transport;

/// What a client counts. It owns no JavaScript value: the `host` does.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Client {
    queue: Queue,
    /// The calls being sent right now: more than one where a user's `fetch`, or a getter, calls the client again.
    sending: Cell<u32>,
}

#[wasm_bindgen]
impl Client {
    /// Makes a client.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Client {
        Self::default()
    }

    /// Runs a query. Here and below, `call` holds the call's options; there is none for a call as the official client's.
    pub fn query(&self, host: &Host, reference: &JsValue, args: &JsValue, call: Option<Call>) {
        self.start(host, Kind::Query, Turn::None, reference, args, call);
    }

    /// Runs an action.
    pub fn action(&self, host: &Host, reference: &JsValue, args: &JsValue, call: Option<Call>) {
        self.start(host, Kind::Action, Turn::None, reference, args, call);
    }

    /// Runs a mutation: when those before it have settled, or at once to skip the queue.
    pub fn mutation(&self, host: &Host, reference: &JsValue, args: &JsValue, skip_queue: bool, call: Option<Call>) {
        if skip_queue {
            self.start(host, Kind::Mutation, Turn::None, reference, args, call);
        } else if self.queue.join() {
            self.start(host, Kind::Mutation, Turn::First, reference, args, call);
        } else {
            js::chain(host, reference, &js::body(reference, args), &call.into());
        }
    }

    /// Runs a function of unknown kind, of a component if `component` is its path.
    pub fn function(&self, host: &Host, reference: &JsValue, component: &JsValue, args: &JsValue, call: Option<Call>) {
        let _sending = self.sending();
        let body = call::any_body(reference, component, args);
        self.go_on(host, Kind::Any, Turn::None, reference, &body, call);
    }

    /// Runs several queries, whose `body` is ready, at one timestamp.
    pub fn batch(&self, host: &Host, references: &JsValue, body: &JsValue, call: Option<Call>) {
        self.go_on(host, Kind::Batch, Turn::None, references, body, call);
    }

    /// Runs a query at the timestamp that all consistent queries of this client share.
    #[wasm_bindgen(js_name = consistentQuery)]
    pub fn consistent_query(&self, host: &Host, reference: &JsValue, args: &JsValue, call: Option<Call>) {
        if call.is_some() {
            return self.start(host, Kind::Query, Turn::None, reference, args, call);
        }
        let _sending = self.sending();
        match call::check_args(args) {
            Ok(()) => {
                // The timestamp is asked for first, even if the arguments then turn out to be invalid.
                js::ask_timestamp(host);
                js::send_at(host, reference, &js::body(reference, args));
            }
            Err(error) => self.go_on(host, Kind::Query, Turn::None, reference, &call::refuse(error), None),
        }
    }

    /// Sends the mutation whose turn it is.
    pub fn resume(&self, host: &Host, reference: &JsValue, body: &JsValue, call: Option<Call>) {
        self.go_on(host, Kind::Mutation, Turn::Next, reference, body, call);
    }

    /// Removes a mutation that settled from the queue, and tells whether none is left.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.queue.leave()
    }

    /// The mutations that were queued and have not settled.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn pending(&self) -> u32 {
        self.queue.length()
    }

    /// Tells whether nothing needs the instance any more, so that it can be freed.
    #[wasm_bindgen(getter, js_name = isIdle)]
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.sending.get() == 0
    }
}

impl Client {
    /// Starts a call.
    fn start(&self, host: &Host, kind: Kind, turn: Turn, reference: &JsValue, args: &JsValue, call: Option<Call>) {
        let _sending = self.sending();
        if let Some(call) = call {
            js::drive(host, &call, turn as u8, &js::body(reference, args));
        } else {
            send(host, kind, turn, reference, &js::init(host, reference, args));
        }
    }

    /// Starts a call whose `body` is ready, or `Thrown`.
    fn go_on(&self, host: &Host, kind: Kind, turn: Turn, reference: &JsValue, body: &JsValue, call: Option<Call>) {
        let _sending = self.sending();
        if let Some(call) = call {
            js::drive(host, &call, turn as u8, body);
        } else {
            send(host, kind, turn, reference, &js::make_init(host, body));
        }
    }

    fn sending(&self) -> Sending<'_> {
        self.sending.set(self.sending.get().saturating_add(1));
        Sending(&self.sending)
    }
}

/// Sends a request.
fn send(host: &Host, kind: Kind, turn: Turn, reference: &JsValue, init: &JsValue) {
    let response = transport::send(host, kind.code(), init);
    js::settle(host, kind.code(), turn as u8, reference, &response);
}

/// Keeps the instance while a call is being sent, which may run a user's code that frees it.
struct Sending<'a>(&'a Cell<u32>);

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}
