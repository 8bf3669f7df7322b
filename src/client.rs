//! The exported class.
//!
//! Every method takes the `host` of its JavaScript instance, which holds everything that the garbage collector must
//! see, and all that a call needs once it is sent: a client can be freed while its calls are in flight. Only mutations
//! that wait in the queue need the instance, so it is freed when the last of them has settled.
//!
//! No method returns an object, and none may: where optimized JavaScript calls such an export, and is deoptimized until
//! it returns, the V8 of Node 20 and 22 ends the process. The promise of a call is left in `host.outcome`.
use core::cell::Cell;

use wasm_bindgen::prelude::*;

use crate::call::{self, Kind};
use crate::error::Error;
use crate::js::{self, Host};
use crate::queue::Queue;
use crate::transport;

/// What a client counts. It owns no JavaScript value: the `host` does.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Client {
    queue: Queue,
    /// The calls being sent right now: more than one where a user's `fetch` calls the client again.
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

    /// Runs a query. Here and below, `call` holds the call's options, undefined for a call as the official client's.
    pub fn query(&self, host: &Host, reference: &JsValue, args: &JsValue, call: &JsValue) {
        self.start(host, Kind::Query, reference, args, call);
    }

    /// Runs an action.
    pub fn action(&self, host: &Host, reference: &JsValue, args: &JsValue, call: &JsValue) {
        self.start(host, Kind::Action, reference, args, call);
    }

    /// Runs a mutation: when those before it have settled, or at once to skip the queue.
    pub fn mutation(&self, host: &Host, reference: &JsValue, args: &JsValue, skip_queue: bool, call: &JsValue) {
        if skip_queue {
            self.start(host, Kind::Mutation, reference, args, call);
        } else {
            self.enqueue(host, reference, args, call);
        }
    }

    /// Runs a function of unknown kind, of a component if `component` is its path.
    pub fn function(&self, host: &Host, reference: &JsValue, component: &JsValue, args: &JsValue, call: &JsValue) {
        let body = call::any_body(reference, component, args);
        self.send_or_refuse(host, Kind::Any, reference, body, call);
    }

    /// Runs several queries, whose `body` is ready, at one timestamp.
    pub fn batch(&self, host: &Host, references: &JsValue, body: &JsValue, call: &JsValue) {
        self.send(host, Kind::Batch, references, body, false, call);
    }

    /// Runs a query at the timestamp that all consistent queries of this client share.
    #[wasm_bindgen(js_name = consistentQuery)]
    pub fn consistent_query(&self, host: &Host, reference: &JsValue, args: &JsValue, call: &JsValue) {
        if !call.is_undefined() {
            return self.start(host, Kind::Query, reference, args, call);
        }
        let prepared = call::check_args(args).and_then(|()| {
            // The timestamp is asked for first, even if the arguments then turn out to be invalid.
            js::ask_timestamp(host);
            call::body(reference, args)
        });
        match prepared {
            Ok(body) => js::send_at(host, reference, &body),
            Err(error) => refuse(host, Kind::Query, reference, error),
        }
    }

    /// Sends the mutation whose turn it is.
    pub fn resume(&self, host: &Host, reference: &JsValue, body: &JsValue, call: &JsValue) {
        self.send(host, Kind::Mutation, reference, body, true, call);
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
    /// Starts a call that does not wait for others.
    fn start(&self, host: &Host, kind: Kind, reference: &JsValue, args: &JsValue, call: &JsValue) {
        self.send_or_refuse(host, kind, reference, call::body(reference, args), call);
    }

    /// Starts a mutation, or lets it wait for those before it.
    fn enqueue(&self, host: &Host, reference: &JsValue, args: &JsValue, call: &JsValue) {
        match call::body(reference, args) {
            Ok(body) if self.queue.join() => {
                self.send(host, Kind::Mutation, reference, &body, true, call);
                js::lead(host);
            }
            Ok(body) => js::chain(host, reference, &body, call),
            Err(error) => refuse(host, Kind::Mutation, reference, error),
        }
    }

    fn send_or_refuse(
        &self,
        host: &Host,
        kind: Kind,
        reference: &JsValue,
        body: Result<JsValue, Error>,
        call: &JsValue,
    ) {
        match body {
            Ok(body) => self.send(host, kind, reference, &body, false, call),
            Err(error) => refuse(host, kind, reference, error),
        }
    }

    /// Sends a request whose `body` is ready, or `Thrown`.
    fn send(&self, host: &Host, kind: Kind, reference: &JsValue, body: &JsValue, queued: bool, call: &JsValue) {
        self.sending.set(self.sending.get().saturating_add(1));
        if call.is_undefined() {
            let init = js::make_init(host, body);
            let response = transport::send(host, kind.code(), &init);
            js::settle(host, kind.code(), queued, reference, &response);
        } else {
            js::drive(host, call, queued, body);
        }
        self.sending.set(self.sending.get().saturating_sub(1));
    }
}

/// Rejects a call whose arguments are no object.
fn refuse(host: &Host, kind: Kind, reference: &JsValue, error: Error) {
    js::refuse(host, kind.code(), reference, &error.into_js());
}
