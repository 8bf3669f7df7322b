//! Nothing stays behind of calls, of those that are dropped, and of clients: neither memory nor handles of JavaScript's.
use core::arch::wasm32::memory_size;
use std::future::Future;

use convex_http_client::{Auth, Client};
use futures_util::poll;
use js_sys::futures::JsFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsValue, externref_heap_live_count};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{rounds, sleep};

fn client() -> Client {
    let code = "return Promise.resolve(new Response('{\"status\":\"success\",\"value\":[1,\"a\",{\"b\":null}]}'))";
    let builder = Client::builder("https://small-mouse-123.convex.cloud").fetch(Function::new_no_args(code));
    builder.auth(Auth::fetcher(|_| async { Ok::<_, std::io::Error>(Some("token".to_owned())) })).build().unwrap()
}

/// Does something often, and checks that nothing is left of it: what is kept is there after a few times.
async fn leaves_nothing<F: Future<Output = ()>>(what: &str, run: impl Fn() -> F) {
    for _ in 0..rounds() / 10 {
        run().await;
        breathe().await;
    }
    sleep(20).await;
    let before = (memory_size(0), externref_heap_live_count());
    for _ in 0..rounds() {
        run().await;
        breathe().await;
    }
    sleep(20).await;
    let after = (memory_size(0), externref_heap_live_count());
    assert_eq!(after.0, before.0, "{what}: pages of memory");
    assert!(after.1 <= before.1 + 8, "{what}: handles, {} and then {}", before.1, after.1);
}

/// Lets all go on that waits for no timer.
async fn breathe() {
    for _ in 0..3 {
        let _ = JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await;
    }
}

#[wasm_bindgen_test]
async fn leaves_nothing_of_calls_drops_and_clients() {
    let shared = client();
    leaves_nothing("calls", || async { shared.mutate("f", &()).await.unwrap() }).await;
    leaves_nothing("drops", || async {
        // One is sent, and one waits for its turn.
        let mut calls = [shared.mutate("f", &()), shared.mutate("f", &())];
        for call in &mut calls {
            assert!(poll!(call).is_pending());
        }
        let mut idle = shared.idle();
        assert!(poll!(&mut idle).is_pending());
    })
    .await;
    leaves_nothing("clients", || async { client().mutate("f", &()).await.unwrap() }).await;
    assert_eq!(shared.pending_mutations(), 0);
}
