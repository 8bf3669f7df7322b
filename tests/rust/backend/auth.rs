//! Credentials.
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use convex_http_client::{Auth, Client, ErrorKind, Outcome, Value};
use futures_util::future::join_all;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{build, client, failure, mint_token, scripted, sleep, start, success};

async fn whoami(client: &Client) -> Option<String> {
    let identity: Value = client.query("users:whoami", &()).await.unwrap();
    Some(identity.get("subject")?.as_str()?.to_owned())
}

#[wasm_bindgen_test]
async fn signs_in_and_out() {
    let (ada, bob) = (mint_token("ada", 600).await, mint_token("bob", 600).await);
    let anonymous = client();
    assert_eq!(whoami(&anonymous).await, None);
    let signed_in = anonymous.with_auth(ada.as_str());
    assert_eq!(whoami(&signed_in).await.as_deref(), Some("ada"));
    assert_eq!(whoami(&anonymous).await, None);
    let as_bob: Value = signed_in.query("users:whoami", &()).auth(bob.clone()).await.unwrap();
    assert_eq!(as_bob.get("subject"), Some(&"bob".into()));
    signed_in.set_auth(Some(bob));
    assert_eq!(whoami(&signed_in.clone()).await.as_deref(), Some("bob"));
    signed_in.clear_auth();
    assert_eq!(whoami(&signed_in).await, None);
    assert!(!format!("{:?}", anonymous.with_auth(ada.as_str())).contains(&ada));
}

#[wasm_bindgen_test]
async fn fetches_one_token_for_all_calls_that_wait() {
    let token = mint_token("ada", 600).await;
    let fetches = Rc::new(Cell::new(0));
    let counter = Rc::clone(&fetches);
    let auth = Auth::fetcher(move |request| {
        assert!(!request.force_refresh);
        counter.set(counter.get() + 1);
        let token = token.clone();
        async move {
            sleep(10).await;
            Ok::<_, String>(Some(token))
        }
    });
    let client = build().auth(auth).build().unwrap();
    let subjects = join_all((0..4).map(|_| whoami(&client))).await;
    assert!(subjects.iter().all(|subject| subject.as_deref() == Some("ada")));
    assert_eq!(whoami(&client).await.as_deref(), Some("ada"));
    assert_eq!(fetches.get(), 1);
}

#[wasm_bindgen_test]
async fn fetches_on_for_others_where_one_call_is_dropped() {
    let (builder, script) = scripted(&json!([success(&json!(1))]));
    let auth = Auth::fetcher(|_| async {
        sleep(20).await;
        Ok::<_, String>(Some("a".to_owned()))
    });
    let client = builder.auth(auth).build().unwrap();
    let first = start(client.query::<u8>("f", &())).await;
    let second = start(client.query::<u8>("f", &())).await;
    drop(first);
    assert_eq!(second.await.unwrap(), 1);
    assert_eq!(script.header(0, "Authorization").as_deref(), Some("Bearer a"));
}

#[wasm_bindgen_test]
async fn replaces_a_token_that_has_expired() {
    let (expired, fresh) = (mint_token("ada", -60).await, mint_token("ada", 600).await);
    let asked = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&asked);
    let auth = Auth::fetcher(move |request| {
        noted.borrow_mut().push(request.force_refresh);
        let token = if request.force_refresh { fresh.clone() } else { expired.clone() };
        async { Ok::<_, String>(Some(token)) }
    });
    let client = build().auth(auth).build().unwrap();
    assert_eq!(whoami(&client).await.as_deref(), Some("ada"));
    assert_eq!(whoami(&client).await.as_deref(), Some("ada"));
    assert_eq!(*asked.borrow(), [false, true]);
}

#[wasm_bindgen_test]
async fn sends_once_more_after_a_refused_token() {
    let (builder, script) =
        scripted(&json!([failure(401, "a"), success(&json!(1)), failure(401, "b"), failure(401, "c"),]));
    let count = Rc::new(Cell::new(0));
    let auth = Auth::fetcher(move |_| {
        count.set(count.get() + 1);
        let token = format!("token {}", count.get());
        async { Ok::<_, String>(Some(token)) }
    });
    let client = builder.auth(auth).build().unwrap();
    assert_eq!(client.action::<u8>("f", &()).await.unwrap(), 1);
    let error = client.mutation::<u8>("f", &()).await.unwrap_err();
    assert_eq!((error.code(), error.call().unwrap().attempts), (Some("c"), 2));
    assert_eq!(error.outcome(), Outcome::NotCommitted);
    let sent: Vec<_> = (0..4).map(|call| script.header(call, "Authorization").unwrap()).collect();
    assert_eq!(sent, ["Bearer token 1", "Bearer token 2", "Bearer token 2", "Bearer token 3"]);
}

#[wasm_bindgen_test]
async fn asks_again_where_there_was_no_token() {
    let answers = Rc::new(RefCell::new(vec![Ok(Some("late".to_owned())), Ok(None), Err("offline")]));
    let (builder, script) = scripted(&json!([success(&json!(1)), success(&json!(2))]));
    let auth = Auth::fetcher(move |_| {
        let answer = answers.borrow_mut().pop().expect("the token is kept");
        async { answer }
    });
    let client = builder.auth(auth).build().unwrap();
    let error = client.query::<u8>("f", &()).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Auth(error) if error.to_string() == "offline"), "{error}");
    assert_eq!((error.call().unwrap().attempts, script.length()), (0, 0));
    assert_eq!(client.query::<u8>("f", &()).await.unwrap(), 1);
    assert_eq!(client.query::<u8>("f", &()).await.unwrap(), 2);
    assert_eq!(script.header(0, "Authorization"), None);
    assert_eq!(script.header(1, "Authorization").as_deref(), Some("Bearer late"));
}

#[wasm_bindgen_test]
async fn signs_a_waiting_mutation_when_it_is_sent() {
    let (builder, script) = scripted(&json!([success(&json!(1)), success(&json!(2))]));
    let client = builder.auth("first").build().unwrap();
    let first = start(client.mutation::<u8>("a", &())).await;
    let second = start(client.mutation::<u8>("b", &())).await;
    client.set_auth("second");
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (1, 2));
    assert_eq!(script.header(0, "Authorization").as_deref(), Some("Bearer first"));
    assert_eq!(script.header(1, "Authorization").as_deref(), Some("Bearer second"));
}
