//! The queue of mutations.
use convex_http_client::{Client, Value};
use futures_util::future::{join, join_all};
use futures_util::poll;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{bodies, channel, client, message, scripted, sleep, start, success, with_latency};

#[wasm_bindgen_test]
async fn sends_one_at_a_time_in_the_order_of_polling() {
    let (client, channel) = (client(), channel());
    let names: Vec<_> = (0..8).map(|number| number.to_string()).collect();
    let calls = names.iter().map(|name| client.mutation::<String>("messages:send", &message(&channel, name)));
    let sent = with_latency(5, join_all(calls)).await;
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!(bodies(&client, &channel).await, names);
}

#[wasm_bindgen_test]
async fn waits_for_the_answer_before_the_next_is_sent() {
    let (builder, script) = scripted(&json!([success(&json!(1)), success(&json!(2)), success(&json!(3))]));
    let client = builder.build().unwrap();
    let first = start(client.mutation::<u8>("a", &())).await;
    let second = start(client.mutation::<u8>("b", &())).await;
    let third = start(client.mutation::<u8>("c", &()).skip_queue()).await;
    let query = client.query::<u8>("d", &());
    assert_eq!((script.length(), client.pending_mutations()), (2, 2));
    assert!(script.body(1).contains("\"c\""));
    assert_eq!(third.await.unwrap(), 2);
    assert_eq!(first.await.unwrap(), 1);
    // It goes on by itself, polled or not.
    sleep(10).await;
    assert_eq!((script.length(), client.pending_mutations()), (3, 0));
    assert_eq!(second.await.unwrap(), 3);
    assert_eq!(client.pending_mutations(), 0);
    drop(query);
    assert_eq!(script.length(), 3);
}

#[wasm_bindgen_test]
async fn goes_on_after_a_failure() {
    let (client, channel) = (client(), channel());
    let failing = client.mutation::<Value>("errors:afterWrite", &json!({ "text": "t" }));
    let (failed, sent) = join(failing, client.mutation::<Value>("messages:send", &message(&channel, "after"))).await;
    assert!(failed.is_err() && sent.is_ok());
    assert_eq!(bodies(&client, &channel).await, ["after"]);
}

#[wasm_bindgen_test]
async fn forgets_a_mutation_that_is_dropped_while_it_waits() {
    let (client, channel) = (client(), channel());
    with_latency(30, async {
        let mut first = start(client.mutation::<Value>("messages:send", &message(&channel, "first"))).await;
        let dropped = start(client.mutation::<Value>("messages:send", &message(&channel, "dropped"))).await;
        let last = start(client.mutation::<Value>("messages:send", &message(&channel, "last"))).await;
        assert_eq!(client.pending_mutations(), 3);
        assert!(poll!(&mut first).is_pending());
        drop(dropped);
        assert_eq!(client.pending_mutations(), 2);
        let (first, last) = join(first, last).await;
        assert!(first.is_ok() && last.is_ok());
    })
    .await;
    assert_eq!(bodies(&client, &channel).await, ["first", "last"]);
}

#[wasm_bindgen_test]
async fn goes_on_after_one_that_is_dropped_while_it_is_sent() {
    let (builder, script) = scripted(&json!([]));
    let client = builder.build().unwrap();
    let first = start(client.mutation::<()>("a", &())).await;
    let mut second = start(client.mutation::<()>("b", &())).await;
    assert_eq!((script.length(), client.pending_mutations()), (1, 2));
    drop(first);
    assert!(script.is_aborted(0));
    sleep(1).await;
    assert!(poll!(&mut second).is_pending());
    assert_eq!((script.length(), client.pending_mutations()), (2, 1));
}

#[wasm_bindgen_test]
async fn is_idle_when_the_last_has_ended() {
    let (client, channel) = (client(), channel());
    client.idle().await;
    let args = message(&channel, "a");
    let sending =
        join(client.mutation::<Value>("messages:send", &args), client.mutation::<Value>("messages:send", &args));
    let ((first, second), ()) = join(sending, async {
        client.idle().await;
        assert_eq!(client.pending_mutations(), 0);
    })
    .await;
    assert!(first.is_ok() && second.is_ok());
}

#[wasm_bindgen_test]
async fn is_shared_by_clones_alone() {
    let (builder, script) = scripted(&json!([]));
    let client = builder.build().unwrap();
    let _first = start(client.mutation::<()>("a", &())).await;
    let _second = start(client.clone().mutation::<()>("b", &())).await;
    let other: Client = client.with_auth("token");
    let _third = start(other.mutation::<()>("c", &())).await;
    assert_eq!((client.pending_mutations(), other.pending_mutations(), script.length()), (2, 1, 2));
}
