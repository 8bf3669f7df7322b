//! Timeouts, and futures that are dropped.
use std::time::Duration;

use convex_http_client::{ErrorKind, Outcome, Retry, Value};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{Spy, build, channel, client, count_timers, failure, message, scripted, sleep, start, with_latency};

const SHORT: Duration = Duration::from_millis(30);

#[wasm_bindgen_test]
async fn aborts_the_request_of_a_dropped_future() {
    let spy = Spy::watch();
    let client = build().fetch(spy.watched_fetch()).build().unwrap();
    with_latency(100, async {
        let query = start(client.query::<Value>("tasks:list", &()).timeout(Duration::from_mins(1))).await;
        assert_eq!((spy.sent(), spy.aborted()), (1, 0));
        assert_eq!(count_timers(), 1);
        drop(query);
        assert_eq!((spy.aborted(), count_timers()), (1, 0));
    })
    .await;
    client.query::<Value>("tasks:list", &()).await.unwrap();
    assert_eq!((spy.sent(), spy.aborted()), (2, 1));
}

#[wasm_bindgen_test]
async fn sends_nothing_for_a_future_that_is_never_polled() {
    let spy = Spy::watch();
    let client = build().fetch(spy.watched_fetch()).build().unwrap();
    drop(client.query::<Value>("tasks:list", &()));
    drop(client.mutation::<Value>("messages:send", &message("c", "b")));
    sleep(1).await;
    assert_eq!((spy.sent(), client.pending_mutations()), (0, 0));
}

#[wasm_bindgen_test]
async fn clears_the_timer_of_a_future_that_is_dropped_before_it_repeats() {
    let (builder, script) = scripted(&json!([failure(503, "m")]));
    let client = builder.retry(Retry::new(3).backoff(Duration::from_hours(1))).build().unwrap();
    let query = start(client.query::<Value>("f", &())).await;
    let mut query = Box::pin(query);
    // Long enough for the answer to be read.
    futures_util::future::select(&mut query, Box::pin(sleep(20))).await;
    assert_eq!((script.length(), count_timers()), (1, 1));
    drop(query);
    assert_eq!((script.length(), count_timers(), script.is_aborted(0)), (1, 0, false));
}

#[wasm_bindgen_test]
async fn times_out_and_aborts() {
    let (builder, script) = scripted(&json!([]));
    let client = builder.timeout(SHORT).build().unwrap();
    let error = client.query::<Value>("f", &()).await.unwrap_err();
    assert!(error.is_timeout());
    assert!(matches!(error.kind(), ErrorKind::Timeout(timeout) if *timeout == SHORT), "{error}");
    assert_eq!((error.outcome(), error.is_retryable()), (Outcome::NotCommitted, true));
    let error = client.mutation::<Value>("f", &()).await.unwrap_err();
    assert_eq!((error.outcome(), error.is_retryable()), (Outcome::Unknown, false));
    assert_eq!((script.length(), script.is_aborted(0), script.is_aborted(1)), (2, true, true));
    assert_eq!((count_timers(), client.pending_mutations()), (0, 0));
}

#[wasm_bindgen_test]
async fn stops_all_calls_by_the_signal_of_the_options_of_fetch() {
    let controller = web_sys::AbortController::new().unwrap();
    let options = web_sys::RequestInit::new();
    options.set_signal(Some(&controller.signal()));
    let (builder, script) = scripted(&json!([failure(503, "a")]));
    let retry = Retry::new(3).backoff(Duration::from_hours(1));
    let client = builder.fetch_options(options).retry(retry).build().unwrap();
    let waiting = start(client.query::<Value>("f", &())).await;
    let sent = start(client.mutation::<Value>("f", &()).timeout(Duration::from_mins(1))).await;
    let queued = start(client.mutation::<Value>("f", &())).await;
    let mut waiting = Box::pin(waiting);
    futures_util::future::select(&mut waiting, Box::pin(sleep(20))).await;
    controller.abort_with_reason(&"stopped".into());
    let outcomes = [(waiting.await, 1), (sent.await, 1), (queued.await, 0), (client.action("f", &()).await, 0)];
    let outcomes = outcomes.map(|(result, attempts)| {
        let error: convex_http_client::Error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Aborted(reason) if reason.message() == "stopped"), "{error}");
        assert_eq!((error.call().unwrap().attempts, error.is_retryable()), (attempts, false));
        error.outcome()
    });
    assert_eq!(outcomes, [Outcome::NotCommitted, Outcome::Unknown, Outcome::NotCommitted, Outcome::NotCommitted]);
    assert_eq!((script.length(), script.is_aborted(1), count_timers()), (2, true, 0));
}

#[wasm_bindgen_test]
async fn times_out_while_it_waits_for_its_turn() {
    let (builder, script) = scripted(&json!([]));
    let client = builder.build().unwrap();
    let first = start(client.mutation::<Value>("a", &())).await;
    let error = client.mutation::<Value>("b", &()).timeout(SHORT).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.outcome(), error.call().unwrap().attempts), (Outcome::NotCommitted, 0));
    assert_eq!((script.length(), client.pending_mutations()), (1, 1));
    drop(first);
}

#[wasm_bindgen_test]
async fn times_out_by_kind() {
    let (builder, _script) = scripted(&json!([]));
    let client = builder.query_timeout(SHORT).mutation_timeout(SHORT * 2).action_timeout(SHORT * 3).build().unwrap();
    for (call, times) in [
        (client.query::<Value>("f", &()), 1),
        (client.mutation("f", &()), 2),
        (client.action("f", &()), 3),
        (client.action("f", &()).timeout(SHORT * 4), 4),
    ] {
        let error = call.await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Timeout(timeout) if *timeout == SHORT * times), "{error}");
    }
}

#[wasm_bindgen_test]
async fn leaves_no_timer_behind_a_call_that_succeeds() {
    let (client, channel) = (client(), channel());
    let long = Duration::from_secs(u64::MAX / 2000);
    client.mutation::<Value>("messages:send", &message(&channel, "b")).timeout(long).await.unwrap();
    assert_eq!(count_timers(), 0);
    let client = build().timeout(SHORT).build().unwrap();
    let late = with_latency(100, async { client.query::<Value>("tasks:list", &()).await.unwrap_err() }).await;
    assert!(late.is_timeout());
    client.query::<Value>("tasks:list", &()).no_timeout().await.unwrap();
}
