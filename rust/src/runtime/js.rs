//! Every JavaScript function that the Rust API calls, beside those of js-sys and web-sys.
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, RequestInit, RequestRedirect};

use crate::error::{ErrorKind, TransportError};
use crate::transport::{self, Response, Sending};
use crate::value::ValueError;

#[wasm_bindgen]
extern "C" {
    // That of js-sys does not catch what the getters of `source` throw.
    #[wasm_bindgen(js_namespace = Object, js_name = assign, catch)]
    fn assign(target: &RequestInit, source: &RequestInit) -> Result<JsValue, JsValue>;

    // It does not catch either what a `toString` throws.
    #[wasm_bindgen(js_name = String, catch)]
    fn print(value: &JsValue) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = console, js_name = log)]
    fn log(format: &str, style: &str, text: &str);
}

/// The longest that a timer of JavaScript can wait: it takes a larger number for none at all.
const LONGEST: u128 = i32::MAX as u128;

/// Waits. Where the future is dropped, its timer is cleared.
pub(crate) async fn sleep(time: Duration) {
    // To the next whole millisecond: a repetition never comes early.
    let mut left = time.as_nanos().div_ceil(1_000_000);
    while left > 0 {
        let part = left.min(LONGEST);
        TimeoutFuture::new(u32::try_from(part).unwrap_or_default()).await;
        left -= part;
    }
}

/// Lets a future go on by itself.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    js_sys::futures::spawn_local(future);
}

/// Waits until a time, in milliseconds.
pub(crate) async fn sleep_until(time: f64) {
    sleep(Duration::try_from_secs_f64((time - now()) / 1000.0).unwrap_or_default()).await;
}

/// Returns the time, in milliseconds.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// Returns a date's time, in milliseconds; NaN where it is none.
pub(crate) fn parse_date(date: &str) -> f64 {
    js_sys::Date::parse(date)
}

/// Returns the number that JSON has.
pub(crate) fn parse_number(text: &str) -> f64 {
    js_sys::parse_float(text)
}

/// Prints a number as JSON has it.
pub(crate) fn print_number(number: f64) -> String {
    print(&number.into()).unwrap_or_default()
}

/// Returns a number from 0 to 1.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}

/// Tells whether a URL parser accepts an address.
pub(crate) fn is_url(address: &str) -> bool {
    web_sys::Url::new(address).is_ok()
}

/// Prints a log line as the official client does.
pub(crate) fn print_line(prefix: &str, text: &str) {
    log(prefix, "color:rgb(0, 145, 255)", text);
}

/// Whether a task that was spawned goes on by itself.
pub(crate) const SPAWNS: bool = true;

/// Makes a request that is sent when its future is first polled. Whatever can go wrong before anything is sent goes wrong
/// here. Where the future is dropped before the response was read, the request is aborted.
pub(crate) fn fetch(
    request: &transport::Request,
    fetch: Option<&Function>,
    options: &[&RequestInit],
) -> Result<Sending, ErrorKind> {
    let make = || {
        // Looked up at each call: tests replace it.
        let fetch = match fetch {
            Some(fetch) => fetch.clone().into(),
            None => Reflect::get(&js_sys::global(), &"fetch".into())?,
        };
        let guard = AbortOnDrop { controller: Some(AbortController::new()?) };
        let init = guard.make_init(request, options)?;
        match fetch.dyn_into::<Function>() {
            Ok(fetch) => Ok(send(fetch, request.url.as_str().into(), init, guard)),
            Err(_) => Err(JsValue::from("`fetch` is not a function")),
        }
    };
    let sending = make().map_err(|error: JsValue| {
        ErrorKind::Args(ValueError::new(format!("the request cannot be made: {}", describe(&error))))
    })?;
    Ok(Box::pin(async move { sending.await.map_err(|error| describe(&error)) }))
}

/// Sends a request, and reads the whole response.
async fn send(fetch: Function, url: JsValue, init: RequestInit, guard: AbortOnDrop) -> Result<Response, JsValue> {
    // Not every `fetch` of a user returns a promise of its own realm.
    let promise = Promise::resolve(&fetch.call2(&JsValue::UNDEFINED, &url, &init)?);
    let response: web_sys::Response = JsFuture::from(promise).await?.unchecked_into();
    let retry_after = response.headers().get("Retry-After").ok().flatten();
    let body = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?).to_vec();
    guard.disarm();
    Ok(Response { retry_after, ..Response::new(response.status(), body) })
}

/// Aborts a request that nobody waits for any more.
struct AbortOnDrop {
    controller: Option<AbortController>,
}

impl AbortOnDrop {
    fn make_init(&self, request: &transport::Request, options: &[&RequestInit]) -> Result<RequestInit, JsValue> {
        let init = RequestInit::new();
        // One may lead to another origin, with all headers but one, and make a GET of what runs nothing then.
        init.set_redirect(RequestRedirect::Manual);
        for options in options {
            // It reads the caller's getters.
            assign(&init, options)?;
        }
        let entry = |(name, value): &(String, String)| Array::of2(&name.into(), &value.into());
        let headers: Array = request.headers.iter().map(entry).collect();
        init.set_method("POST");
        init.set_body(&request.body.as_str().into());
        init.set_headers(&Object::from_entries(&headers)?.into());
        init.set_signal(self.controller.as_ref().map(AbortController::signal).as_ref());
        Ok(init)
    }

    fn disarm(mut self) {
        self.controller = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

/// The signal of options of `fetch`, by which their owner stops calls.
pub(crate) struct Signal(AbortSignal);

impl Signal {
    /// Returns the signal that options have. Where it cannot be read, no request can be made of them either.
    pub(crate) fn of(options: &RequestInit) -> Option<Self> {
        let signal = Reflect::get(options, &"signal".into()).ok()?;
        signal.is_object().then(|| Self(signal.unchecked_into()))
    }

    /// Returns why it was aborted, if it was.
    pub(crate) fn reason(&self) -> Option<TransportError> {
        self.0.aborted().then(|| describe(&self.0.reason()))
    }

    /// Waits until it is aborted, and returns why. Where the future is dropped, nothing stays behind.
    pub(crate) async fn aborted(&self) -> TransportError {
        let waker = Rc::<Cell<Option<Waker>>>::default();
        let woken = Rc::clone(&waker);
        let wake = Closure::new(move || woken.take().into_iter().for_each(Waker::wake));
        let _listening = Listening::new(&self.0, wake);
        poll_fn(|context| {
            waker.set(Some(context.waker().clone()));
            self.reason().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

/// A listener that is removed when it is dropped.
struct Listening<'a> {
    signal: &'a AbortSignal,
    wake: Closure<dyn FnMut()>,
}

impl<'a> Listening<'a> {
    fn new(signal: &'a AbortSignal, wake: Closure<dyn FnMut()>) -> Self {
        // A signal that takes no listener is never aborted.
        let _ = signal.add_event_listener_with_callback("abort", wake.as_ref().unchecked_ref());
        Self { signal, wake }
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener_with_callback("abort", self.wake.as_ref().unchecked_ref());
    }
}

/// Returns what JavaScript threw, with its causes.
fn describe(thrown: &JsValue) -> TransportError {
    describe_at(thrown, 0)
}

fn describe_at(thrown: &JsValue, depth: u32) -> TransportError {
    // An error of any realm. Its text is its name and message.
    if !thrown.is_object() {
        return TransportError::new(thrown.as_string().unwrap_or_else(|| format!("{thrown:?}")));
    }
    let error = TransportError::new(print(thrown).unwrap_or_else(|_| format!("{thrown:?}")));
    // An error may be its own cause.
    match Reflect::get(thrown, &"cause".into()) {
        Ok(cause) if !cause.is_undefined() && !cause.is_null() && depth < 8 => {
            error.with_source(describe_at(&cause, depth + 1))
        }
        _ => error,
    }
}
