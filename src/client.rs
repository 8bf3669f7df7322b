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

use crate::auth::{self, Scheme};
use crate::call::{self, Kind};
use crate::js::{self, Host};
use crate::queue::Queue;
use crate::{options, transport};

/// What a client counts and switches. It owns no JavaScript value: the `host` does.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Client {
    scheme: Cell<Scheme>,
    queue: Queue,
    /// The calls being sent right now: more than one where a user's `fetch` calls the client again.
    sending: Cell<u32>,
}

#[wasm_bindgen]
impl Client {
    /// Checks the constructor's arguments and stores the deployment URL in `host`.
    ///
    /// # Errors
    ///
    /// For a deployment URL that cannot be one, and what a getter of the options throws.
    #[wasm_bindgen(constructor)]
    pub fn new(host: &Host, address: &JsValue, unchecked: bool, is_flag: bool) -> Result<Client, JsValue> {
        host.set_address(&options::read(address, unchecked, is_flag)?);
        Ok(Self { scheme: Cell::default(), queue: Queue::default(), sending: Cell::default() })
    }

    /// Stores the identity token of the calls that follow; undefined for none.
    #[wasm_bindgen(js_name = setAuth)]
    pub fn set_auth(&self, host: &Host, token: &JsValue) {
        self.scheme.set(auth::set_token(host, token));
    }

    /// Stores the admin key of the calls that follow, and the identity they act as.
    ///
    /// # Errors
    ///
    /// What `JSON.stringify` throws for the identity.
    #[wasm_bindgen(js_name = setAdminAuth)]
    pub fn set_admin_auth(&self, host: &Host, key: &JsValue, identity: &JsValue) -> Result<(), JsValue> {
        self.scheme.set(auth::set_admin_key(host, key, identity)?);
        Ok(())
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
        match call::any_body(reference, component, args) {
            Ok(body) => self.send(host, Kind::Any, reference, &body, false, call),
            Err(error) => js::refuse(host, Kind::Any.code(), reference, &error.into_js()),
        }
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
        let kind = Kind::Query.code();
        if let Err(error) = call::check_args(args) {
            return js::refuse(host, kind, reference, &error.into_js());
        }
        // The timestamp is asked for first, even if the arguments then turn out to be invalid.
        transport::ask_timestamp(host);
        let prepared = call::body(reference, args).and_then(|body| {
            if !body.is_string() {
                return Ok(body);
            }
            // What is in force at the call counts, not when the timestamp is known.
            let (fetch, authorization) = (js::keep_fetch(host), self.authorization(host)?);
            Ok(js::query_at(host, &fetch, &authorization, &body).into())
        });
        match prepared {
            Ok(response) => js::settle(host, kind, false, reference, &response, call),
            Err(error) => js::refuse(host, kind, reference, &error.into_js()),
        }
    }

    /// Sends the mutation whose turn it is.
    pub fn resume(&self, host: &Host, reference: &JsValue, body: &JsValue, call: &JsValue) {
        self.send(host, Kind::Mutation, reference, body, true, call);
    }

    /// Removes a mutation that settled from the queue.
    pub fn settled(&self, host: &Host) {
        if self.queue.leave() {
            host.set_tail(&JsValue::UNDEFINED);
        }
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
        match call::body(reference, args) {
            Ok(body) => self.send(host, kind, reference, &body, false, call),
            Err(error) => js::refuse(host, kind.code(), reference, &error.into_js()),
        }
    }

    /// Starts a mutation, or lets it wait for those before it.
    fn enqueue(&self, host: &Host, reference: &JsValue, args: &JsValue, call: &JsValue) {
        match call::body(reference, args) {
            Ok(body) if self.queue.join() => {
                self.send(host, Kind::Mutation, reference, &body, true, call);
                js::lead(host);
            }
            Ok(body) => js::chain(host, reference, &body, call),
            Err(error) => js::refuse(host, Kind::Mutation.code(), reference, &error.into_js()),
        }
    }

    /// Sends a request whose `body` is ready, or `Thrown`.
    fn send(&self, host: &Host, kind: Kind, reference: &JsValue, body: &JsValue, queued: bool, call: &JsValue) {
        self.sending.set(self.sending.get().saturating_add(1));
        let authorization = if body.is_string() {
            self.authorization(host).map_err(|error| js::Thrown::new(&error).into())
        } else {
            Err(body.clone())
        };
        match authorization {
            Ok(authorization) if call.is_undefined() => {
                let response = transport::send(host, &host.fetch(), kind.endpoint(), &authorization, body, call);
                js::settle(host, kind.code(), queued, reference, &response, call);
            }
            Ok(authorization) => js::drive(host, call, queued, &authorization, body),
            Err(thrown) => js::settle(host, kind.code(), queued, reference, &thrown, call),
        }
        self.sending.set(self.sending.get().saturating_sub(1));
    }

    fn authorization(&self, host: &Host) -> Result<JsValue, JsValue> {
        auth::header(host, self.scheme.get())
    }
}
