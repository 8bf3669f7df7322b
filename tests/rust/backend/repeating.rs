//! What is sent again.
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use convex_http_client::{Error, Outcome, Retry, Value};
use serde_json::{Value as Json, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{failure, scripted, success};

fn retry(limit: u32) -> Retry {
    Retry::new(limit).backoff(Duration::from_millis(1))
}

fn with_header(mut reply: Json, name: &str, value: &str) -> Json {
    reply["headers"] = json!({ name: value });
    reply
}

#[wasm_bindgen_test]
async fn repeats_queries_until_they_succeed() {
    let (builder, script) = scripted(&json!([
        failure(503, "Anything"),
        { "error": "Failed to fetch" },
        { "status": 502, "body": "<html>" },
        success(&json!(true)),
    ]));
    let client = builder.retry(retry(3)).build().unwrap();
    assert!(client.query::<bool>("f", &()).await.unwrap());
    assert_eq!(script.length(), 4);
    let id = |call| script.header(call, "Convex-Request-Id");
    assert!((1..4).all(|call| id(call) == id(0)));
}

#[wasm_bindgen_test]
async fn stops_at_the_limit() {
    let (builder, script) = scripted(&json!([failure(503, "a"), failure(503, "b"), failure(503, "c")]));
    let client = builder.retry(retry(1)).build().unwrap();
    let error = client.query::<Value>("f", &()).await.unwrap_err();
    assert_eq!((error.code(), error.call().unwrap().attempts, script.length()), (Some("b"), 2, 2));
    let error = client.query::<Value>("f", &()).no_retry().await.unwrap_err();
    assert_eq!((error.code(), error.call().unwrap().attempts), (Some("c"), 1));
}

#[wasm_bindgen_test]
async fn repeats_nothing_unless_told() {
    let (builder, script) = scripted(&json!([failure(503, "a")]));
    assert!(builder.build().unwrap().query::<Value>("f", &()).await.is_err());
    assert_eq!(script.length(), 1);
}

#[wasm_bindgen_test]
async fn repeats_mutations_only_where_nothing_was_committed() {
    let (builder, script) = scripted(&json!([
        failure(503, "ExpiredInQueue"),
        failure(429, "TooManyWrites"),
        success(&json!(1)),
        failure(503, "Other"),
        failure(503, "ExpiredInQueue"),
    ]));
    let client = builder.retry(retry(5)).build().unwrap();
    assert_eq!(client.mutation::<u8>("f", &()).await.unwrap(), 1);
    let error = client.mutation::<Value>("f", &()).await.unwrap_err();
    assert_eq!((error.outcome(), script.length()), (Outcome::Unknown, 4));
    let error = client.action::<Value>("f", &()).await.unwrap_err();
    assert_eq!((error.outcome(), script.length()), (Outcome::Unknown, 5));
}

#[wasm_bindgen_test]
async fn waits_as_long_as_the_server_asks() {
    let (builder, script) =
        scripted(&json!([with_header(failure(429, "a"), "Retry-After", "1"), success(&json!(null))]));
    let client = builder.retry(retry(1)).build().unwrap();
    let start = js_sys::Date::now();
    client.query::<()>("f", &()).await.unwrap();
    let waited = js_sys::Date::now() - start;
    assert!((950.0..3000.0).contains(&waited), "{waited}");
    assert_eq!(script.length(), 2);
}

#[wasm_bindgen_test]
async fn asks_before_it_repeats() {
    let (builder, script) = scripted(&json!([failure(503, "a"), failure(503, "b"), failure(503, "c")]));
    let asked = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&asked);
    let ask = move |error: &Error, attempt| {
        noted.borrow_mut().push((error.code().unwrap_or_default().to_owned(), attempt));
        attempt < 2
    };
    let client = builder.retry(retry(9).should_retry(ask)).build().unwrap();
    assert_eq!(client.query::<Value>("f", &()).await.unwrap_err().code(), Some("b"));
    assert_eq!(*asked.borrow(), [("a".to_owned(), 1), ("b".to_owned(), 2)]);
    assert_eq!(script.length(), 2);
}
