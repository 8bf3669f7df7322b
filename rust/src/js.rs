//! Every JavaScript function that the Rust API calls, beside those of js-sys and web-sys.
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Object, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, Headers, RequestInit};

#[wasm_bindgen]
extern "C" {
    // Looked up at each call, as windows, workers and service workers have one, and tests replace it.
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = console, js_name = log)]
    fn log(format: &str, style: &str, text: &str);
}

/// The longest that a timer of JavaScript can wait: it takes a larger number for none at all.
const LONGEST: u128 = i32::MAX as u128;

/// Waits. Where the future is dropped, its timer is cleared.
pub(crate) async fn sleep(time: Duration) {
    let mut left = time.as_millis();
    while left > 0 {
        let part = left.min(LONGEST);
        TimeoutFuture::new(u32::try_from(part).unwrap_or_default()).await;
        left -= part;
    }
}

/// Returns the time, in milliseconds.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// Returns a date's time, in milliseconds; NaN where it is none.
pub(crate) fn parse_date(date: &str) -> f64 {
    js_sys::Date::parse(date)
}

/// Returns a number from 0 to 1.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}

/// Tells whether a URL parser accepts an address.
pub(crate) fn is_url(address: &str) -> bool {
    web_sys::Url::new(address).is_ok()
}

/// Tells whether `fetch` accepts a header.
pub(crate) fn is_header(name: &str, value: &str) -> bool {
    Headers::new().is_ok_and(|headers| headers.append(name, value).is_ok())
}

/// Prints a log line as the official client does.
pub(crate) fn print_line(prefix: &str, text: &str) {
    log(prefix, "color:rgb(0, 145, 255)", text);
}

/// A whole response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// A request that is to be sent.
pub(crate) struct Request<'a> {
    pub(crate) url: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a str,
    pub(crate) fetch: Option<&'a Function>,
    pub(crate) fetch_options: Option<&'a RequestInit>,
}

/// Sends a request, and reads the whole response. Where the future is dropped, the request is aborted.
pub(crate) async fn send(request: Request<'_>) -> Result<Response, String> {
    fetch(request).await.map_err(|error| describe(&error))
}

async fn fetch(request: Request<'_>) -> Result<Response, JsValue> {
    let guard = AbortOnDrop { controller: Some(AbortController::new()?) };
    let init = guard.make_init(&request)?;
    let promise = match request.fetch {
        // Not every `fetch` of a user returns a promise of its own realm.
        Some(fetch) => Promise::resolve(&fetch.call2(&JsValue::UNDEFINED, &request.url.into(), &init)?),
        None => global_fetch(request.url, &init)?,
    };
    let response: web_sys::Response = JsFuture::from(promise).await?.unchecked_into();
    let retry_after = response.headers().get("Retry-After").ok().flatten();
    let body = Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?).to_vec();
    guard.disarm();
    Ok(Response { status: response.status(), retry_after, body })
}

/// Aborts a request that nobody waits for any more.
struct AbortOnDrop {
    controller: Option<AbortController>,
}

impl AbortOnDrop {
    fn make_init(&self, request: &Request<'_>) -> Result<RequestInit, JsValue> {
        let init = RequestInit::new();
        if let Some(options) = request.fetch_options {
            Object::assign(&init, options);
        }
        let headers: Array =
            request.headers.iter().map(|(name, value)| Array::of2(&(*name).into(), &(*value).into())).collect();
        init.set_method("POST");
        init.set_body(&request.body.into());
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

/// Prints what JavaScript threw.
fn describe(thrown: &JsValue) -> String {
    // An error of any realm. Its text is its name and message.
    match thrown.dyn_ref::<Object>() {
        Some(object) => object.to_string().into(),
        None => thrown.as_string().unwrap_or_else(|| format!("{thrown:?}")),
    }
}
