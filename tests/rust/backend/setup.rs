//! What the tests share.
use std::cell::Cell;
use std::future::Future;

use convex_http_client::{Call, Client, ClientBuilder, Value};
use futures_util::poll;
use gloo_timers::future::TimeoutFuture;
use js_sys::futures::JsFuture;
use serde_json::{Value as Json, json};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/backend/setup.js")]
extern "C" {
    #[wasm_bindgen(js_name = backendUrl)]
    pub(crate) fn backend_url() -> String;
    fn post(path: &str, body: &str) -> js_sys::Promise;
    #[wasm_bindgen(js_name = adminKey)]
    fn get_admin_key() -> js_sys::Promise;
    /// Returns how many timers have neither fired nor been cleared.
    #[wasm_bindgen(js_name = countTimers)]
    pub(crate) fn count_timers() -> usize;

    /// Returns how often what leaves nothing behind is done.
    pub(crate) fn rounds() -> u32;

    /// Returns options of `fetch` that cannot be read.
    #[wasm_bindgen(js_name = throwingOptions)]
    pub(crate) fn throwing_options() -> web_sys::RequestInit;

    /// A `fetch` that answers as it was told, and then never.
    pub(crate) type Script;
    #[wasm_bindgen(constructor)]
    fn new(steps: &str) -> Script;
    #[wasm_bindgen(method, getter)]
    fn fetch(this: &Script) -> js_sys::Function;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &Script) -> usize;
    #[wasm_bindgen(method, js_name = isAborted)]
    pub(crate) fn is_aborted(this: &Script, index: usize) -> bool;
    #[wasm_bindgen(method)]
    pub(crate) fn url(this: &Script, index: usize) -> String;
    #[wasm_bindgen(method)]
    pub(crate) fn body(this: &Script, index: usize) -> String;
    #[wasm_bindgen(method)]
    pub(crate) fn header(this: &Script, index: usize, name: &str) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(crate) fn redirect(this: &Script, index: usize) -> Option<String>;
    #[wasm_bindgen(method)]
    pub(crate) fn cache(this: &Script, index: usize) -> Option<String>;

    /// The global `fetch`, watched.
    pub(crate) type Spy;
    #[wasm_bindgen(constructor)]
    pub(crate) fn watch() -> Spy;
    #[wasm_bindgen(method, getter, js_name = fetch)]
    pub(crate) fn watched_fetch(this: &Spy) -> js_sys::Function;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn sent(this: &Spy) -> u32;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn aborted(this: &Spy) -> u32;
}

/// Starts a client of the backend.
pub(crate) fn build() -> ClientBuilder {
    Client::builder(&backend_url())
}

/// Returns a client of the backend.
pub(crate) fn client() -> Client {
    build().build().expect("the backend has a valid URL")
}

/// Starts a client whose requests are answered as told.
pub(crate) fn scripted(steps: &Json) -> (ClientBuilder, Script) {
    let script = Script::new(&steps.to_string());
    (Client::builder("https://small-mouse-123.convex.cloud").fetch(script.fetch()), script)
}

/// What a reply to a function that returned `value` is.
pub(crate) fn success(value: &Json) -> Json {
    json!({ "status": 200, "body": json!({ "status": "success", "value": value }).to_string() })
}

/// What a reply of the server's is that is no function's.
pub(crate) fn failure(status: u16, code: &str) -> Json {
    json!({ "status": status, "body": json!({ "code": code, "message": "m" }).to_string() })
}

/// Returns a channel of messages that no other test has.
pub(crate) fn channel() -> String {
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    COUNT.set(COUNT.get() + 1);
    format!("rust {} {}", COUNT.get(), js_sys::Math::random())
}

/// Returns the arguments of `messages:send`.
pub(crate) fn message(channel: &str, body: &str) -> Value {
    Value::from([("channel", channel.into()), ("author", "Ada".into()), ("body", body.into())])
}

/// Returns the bodies of a channel's messages.
pub(crate) async fn bodies(client: &Client, channel: &str) -> Vec<String> {
    let args = Value::from([("channel", channel.into())]);
    let messages: Vec<Value> = client.query("messages:list", &args).await.expect("the query succeeds");
    messages.iter().filter_map(|message| Some(message.get("body")?.as_str()?.to_owned())).collect()
}

/// Asks a route of the backend that only tests have.
pub(crate) async fn ask(path: &str, body: &Json) -> Json {
    let reply = JsFuture::from(post(path, &body.to_string())).await.expect("the backend answers");
    serde_json::from_str(&reply.as_string().unwrap_or_default()).expect("the backend answers with JSON")
}

/// Returns the backend's admin key.
pub(crate) async fn admin_key() -> String {
    let key = JsFuture::from(get_admin_key()).await.expect("the backend answers");
    key.as_string().expect("the key is a string")
}

/// Holds every answer of the backend back while `work` runs.
pub(crate) async fn with_latency<T>(milliseconds: u32, work: impl Future<Output = T>) -> T {
    ask("/testing/latency", &json!({ "ms": milliseconds })).await;
    let result = work.await;
    ask("/testing/latency", &json!({ "ms": 0 })).await;
    result
}

/// Returns a token of a user of the backend.
pub(crate) async fn mint_token(subject: &str, expires_in_seconds: i32) -> String {
    let wanted = json!({ "claims": { "sub": subject }, "expiresInSeconds": expires_in_seconds });
    let minted = ask("/testing/token", &wanted).await;
    minted["token"].as_str().expect("the backend mints tokens").to_owned()
}

pub(crate) async fn sleep(milliseconds: u32) {
    TimeoutFuture::new(milliseconds).await;
}

/// Starts a call by polling it once.
pub(crate) async fn start<T: 'static>(mut call: Call<T>) -> Call<T> {
    assert!(poll!(&mut call).is_pending(), "the call ended before it began");
    call
}
