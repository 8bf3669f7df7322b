//! What calls fail with.
use std::time::Duration;

use convex_http_client::{CallInfo, Error, ErrorKind, Outcome, Value};
use serde::Deserialize;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{backend_url, channel, client, failure, message, scripted, success};

fn call(error: &Error) -> &CallInfo {
    error.call().expect("the error is a call's")
}

#[wasm_bindgen_test]
async fn tells_what_functions_throw() {
    let client = client();
    let error = client.query::<Value>("errors:nested", &()).await.unwrap_err();
    let thrown = error.convex().expect("the function throws a ConvexError");
    assert_eq!(thrown.data.get("at"), Some(&Value::Int64(9_007_199_254_740_993)));
    assert_eq!(thrown.data.get("bytes"), Some(&Value::Bytes(vec![1, 2, 255])));
    assert_eq!((call(&error).attempts, error.outcome(), error.is_retryable()), (1, Outcome::NotCommitted, false));
    assert_eq!(call(&error).function_path, "errors:nested");

    let error = client.query::<Value>("errors:nothing", &()).await.unwrap_err();
    assert_eq!(error.convex().map(|error| &error.data), Some(&Value::Null));

    let error = client.query::<Value>("errors:plain", &()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Function(error) if error.message.contains("Plain failure")));
    assert!(error.convex().is_none());
    assert_eq!(call(&error).request_id, None);

    let error = client.mutation::<Value>("errors:afterWrite", &json!({ "text": "t" })).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotCommitted);
    let action = client.action::<Value>("errors:fromAction", &()).timeout(Duration::from_mins(1));
    let error = action.await.unwrap_err();
    // The server's logs know the request by the id that this client chose.
    let id = call(&error).request_id.as_deref().expect("a call that may be lost has an id");
    assert!(error.to_string().contains(&format!("[Request ID: {id}]")), "{error}");
    assert_eq!((error.convex().is_some(), error.outcome()), (true, Outcome::Unknown));
}

#[wasm_bindgen_test]
async fn tells_what_the_server_refuses() {
    let client = client();
    let error = client.query::<Value>("nowhere:nothing", &()).await.unwrap_err();
    assert!(error.to_string().starts_with("nowhere:nothing: "), "{error}");
    let error = client.with_auth("no token").query::<Value>("users:whoami", &()).await.unwrap_err();
    assert_eq!((error.status(), error.is_retryable(), error.outcome()), (Some(401), false, Outcome::NotCommitted));
    assert!(error.code().is_some(), "{error}");
    assert!(!format!("{error:?}{error}").contains("no token"));
}

#[wasm_bindgen_test]
async fn tells_what_replies_are_not() {
    let body = |body: &str| json!({ "status": 200, "body": body });
    let (builder, script) = scripted(&json!([
        body("<html>"),
        body(r#"{"status":"later"}"#),
        { "status": 502, "body": "<html>" },
        { "error": "Failed to fetch" },
        failure(503, "ExpiredInQueue"),
    ]));
    let client = builder.build().unwrap();
    let error = client.query::<Value>("f", &()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Protocol(_)) && !error.is_retryable(), "{error}");
    let error = client.mutation::<Value>("f", &()).await.unwrap_err();
    assert_eq!(error.to_string(), "f: invalid reply: the status is \"later\"");
    assert_eq!(error.outcome(), Outcome::Unknown);
    let error = client.mutation::<Value>("f", &()).await.unwrap_err();
    assert_eq!((error.status(), error.code(), error.outcome()), (Some(502), None, Outcome::Unknown));
    let error = client.query::<Value>("f", &()).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Network(text) if text.message() == "TypeError: Failed to fetch"),
        "{error}"
    );
    assert!(error.is_retryable());
    let error = client.mutation::<Value>("f", &()).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), (Some("ExpiredInQueue"), true));
    assert_eq!(error.outcome(), Outcome::NotCommitted);
    assert_eq!(script.length(), 5);
}

#[wasm_bindgen_test]
async fn tells_what_cannot_be_reached() {
    // Where nobody listens. Browsers refuse to ask it, as Node does.
    let client = convex_http_client::Client::new("http://127.0.0.1:1").unwrap();
    let error = client.query::<Value>("f", &()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Network(_)), "{error}");
    assert_eq!((error.outcome(), call(&error).attempts), (Outcome::NotCommitted, 1));
}

#[wasm_bindgen_test]
async fn names_the_path_of_results_of_another_type() {
    #[derive(Debug, Deserialize)]
    struct Message {
        #[serde(rename = "body")]
        _body: u8,
    }
    let (client, channel) = (client(), channel());
    let error = client.mutation::<u8>("messages:send", &message(&channel, "text")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Result(_)));
    assert_eq!(error.outcome(), Outcome::Committed);
    let args = Value::from([("channel", channel.into())]);
    let error = client.query::<Vec<Message>>("messages:list", &args).await.unwrap_err();
    let text = "messages:list: result of another type: invalid type: string \"text\", expected u8 (at `[0].body`)";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.outcome(), Outcome::NotCommitted);
}

#[wasm_bindgen_test]
async fn sends_nothing_that_cannot_be_sent() {
    let (builder, script) = scripted(&json!([success(&json!(null))]));
    let client = builder.build().unwrap();
    let cases = [
        (client.query::<()>("f", &json!({ "a": [{ "b": u64::MAX }] })), "a[0].b"),
        (client.mutation::<()>("f", &json!({ "a": { "$b": null } })), "a[\"$b\"]"),
        (client.action::<()>("f", &[1]), ""),
        (client.query::<()>("function://a;b", &()), ""),
        (client.query::<()>("f", &()).header("bad name", "value"), ""),
    ];
    for (call, path) in cases {
        let error = call.await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Args(error) if error.path() == path), "{error}");
        assert_eq!((error.outcome(), error.is_retryable()), (Outcome::NotCommitted, false));
        assert_eq!(error.call().unwrap().attempts, 0);
    }
    assert_eq!((script.length(), client.pending_mutations()), (0, 0));
}

#[wasm_bindgen_test]
async fn can_be_sent_to_other_threads_and_boxed() {
    fn boxed(error: Error) -> Box<dyn std::error::Error + Send + Sync> {
        error.into()
    }
    let error = convex_http_client::Client::new(&backend_url().replace("http", "ws")).unwrap_err();
    assert!(boxed(error).to_string().starts_with("the deployment URL"));
}

#[wasm_bindgen_test]
async fn keeps_the_causes_of_what_javascript_threw() {
    let steps = json!([{ "error": "fetch failed", "cause": "refused" }, { "error": "odd", "cause": "itself" }]);
    let client = scripted(&steps).0.build().unwrap();
    let error = client.query::<()>("f", &()).await.unwrap_err();
    assert_eq!(error.to_string(), "f: no reply: TypeError: fetch failed");
    assert_eq!(format!("{error:#}"), "f: no reply: TypeError: fetch failed: Error: refused: [object Object]");
    let error = client.query::<()>("f", &()).await.unwrap_err();
    assert!(format!("{error:#}").starts_with("f: no reply: TypeError: odd: TypeError: odd: "), "{error:#}");
}
