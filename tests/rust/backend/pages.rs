//! Queries that are run page by page.
use std::time::Duration;

use convex_http_client::{ErrorKind, Paginated, Value};
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{bodies, channel, client, failure, message, scripted, sleep, success};

#[derive(Debug, Deserialize)]
struct Message {
    body: String,
}

/// Fills a channel with messages and returns its pages.
async fn paginate(count: usize, num_items: u32) -> Paginated<Message> {
    let (client, channel) = (client(), channel());
    for number in 0..count {
        client.mutation::<String>("messages:send", &message(&channel, &number.to_string())).await.unwrap();
    }
    assert_eq!(bodies(&client, &channel).await.len(), count);
    client.paginate("messages:page", &Value::from([("channel", channel.into())]), num_items)
}

fn numbers(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

#[wasm_bindgen_test]
async fn yields_items_in_order() {
    for (count, num_items) in [(0, 3), (3, 3), (7, 3), (2, 10)] {
        let items: Vec<_> = paginate(count, num_items).await.map(|item| item.unwrap().body).collect().await;
        assert_eq!(items, numbers(count));
    }
    let ahead: Vec<_> = paginate(7, 3).await.prefetch().map(|item| item.unwrap().body).collect().await;
    assert_eq!(ahead, numbers(7));
}

#[wasm_bindgen_test]
async fn yields_pages_and_goes_on_at_a_cursor() {
    let mut pages = paginate(5, 2).await.pages();
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!((first.page.len(), first.is_done), (2, false));
    let rest: Vec<_> = pages.map(|page| page.unwrap().page.len()).collect().await;
    assert_eq!(rest.iter().sum::<usize>(), 3);
}

fn page(items: &Json, is_done: bool, cursor: &str) -> Json {
    success(&json!({ "page": items, "isDone": is_done, "continueCursor": cursor }))
}

#[wasm_bindgen_test]
async fn asks_for_a_page_when_it_is_needed() {
    let (builder, script) = scripted(&json!([page(&json!([1, 2]), false, "c"), page(&json!([3]), true, "d")]));
    let client = builder.build().unwrap();
    let mut items = client.paginate::<u8>("f", &json!({ "a": "b" }), 2).cursor("start").end_cursor("end");
    assert_eq!(script.length(), 0);
    assert_eq!((items.next().await.unwrap().unwrap(), items.next().await.unwrap().unwrap()), (1, 2));
    assert_eq!(script.length(), 1);
    assert_eq!(items.next().await.unwrap().unwrap(), 3);
    assert!(items.next().await.is_none() && items.next().await.is_none());
    assert_eq!(script.length(), 2);
    let args = |call| serde_json::from_str::<Json>(&script.body(call)).unwrap()["args"][0].take();
    assert_eq!(
        args(0),
        json!({ "a": "b", "paginationOpts": { "numItems": 2, "cursor": "start", "endCursor": "end" } })
    );
    assert_eq!(args(1), json!({ "a": "b", "paginationOpts": { "numItems": 2, "cursor": "c", "endCursor": "end" } }));
}

#[wasm_bindgen_test]
async fn asks_for_the_next_page_ahead() {
    let (builder, script) = scripted(&json!([page(&json!([1]), false, "c"), page(&json!([]), true, "d")]));
    let client = builder.build().unwrap();
    let mut items = client.paginate::<u8>("f", &(), 1).prefetch();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(script.length(), 2);
    assert!(items.next().await.is_none());
    let mut items = client.paginate::<u8>("f", &(), 1).prefetch();
    assert!(futures_util::poll!(Box::pin(items.next())).is_pending());
    drop(items);
    sleep(1).await;
    assert!(script.is_aborted(2));
}

#[wasm_bindgen_test]
async fn ends_after_an_error() {
    let (builder, script) = scripted(&json!([page(&json!([1]), false, "c"), failure(503, "a")]));
    let client = builder.build().unwrap();
    let mut items = client.paginate::<u8>("f", &(), 1);
    assert!(items.next().await.unwrap().is_ok());
    assert_eq!(items.next().await.unwrap().unwrap_err().code(), Some("a"));
    assert!(items.next().await.is_none());
    assert_eq!(script.length(), 2);
    let mut late = client.paginate::<u8>("f", &(), 1).configure(|call| call.timeout(Duration::from_millis(20)));
    assert!(late.next().await.unwrap().unwrap_err().is_timeout());
    let mut refused = client.paginate::<u8>("f", &json!({ "a": u64::MAX }), 1);
    let error = refused.next().await.unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Args(error) if error.path() == "a"), "{error}");
    assert_eq!(script.length(), 3);
}
