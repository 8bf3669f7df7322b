//! What a client offers besides a call and its result.
use super::*;
use crate::{Kind, to_value};

/// The paths and the bodies of what was sent.
fn sent() -> Vec<(String, String)> {
    let endpoint = |url: &str| url.rsplit('/').next().unwrap_or_default().to_owned();
    world::sent().iter().map(|sent| (endpoint(&sent.url), sent.body.clone())).collect()
}

#[test]
fn lets_a_spawned_call_go_on_though_nobody_waits_for_it() {
    let client = client();
    drop(client.mutation::<()>("a", &()).retry(retry(1)).spawn());
    assert_eq!(sent().len(), 1);
    reply(503, r#"{"code":"ExpiredInQueue","message":"m"}"#);
    while world::run_one() {}
    world::advance(100.0);
    while world::run_one() {}
    assert_eq!(sent().len(), 1);
    let spawned = client.query::<f64>("b", &()).spawn();
    let mut waiting = start(spawned);
    reply(200, OK);
    reply(200, r#"{"status":"success","value":2}"#);
    assert_eq!(go_on(&mut waiting.0).unwrap().unwrap().to_bits(), f64::to_bits(2.0));
    assert_eq!((world::leftovers(), client.pending_mutations()), ((0, 0), 0));
}

#[test]
fn takes_no_notice_of_what_a_mutation_returns() {
    let client = client();
    for value in ["null", "\"id\"", "[{\"a\":{\"$integer\":\"AQAAAAAAAAA=\"}}]"] {
        let call = start(client.mutate("f", &()));
        reply(200, &format!("{{\"status\":\"success\",\"value\":{value}}}"));
        assert!(end(call).is_ok(), "{value}");
    }
    let call = start(client.mutate("f", &()));
    reply(200, r#"{"status":"error","errorMessage":"m"}"#);
    assert!(matches!(end(call).unwrap_err().kind(), ErrorKind::Function(_)));
}

#[test]
fn is_equal_to_its_clones_alone() {
    let client = client();
    assert_eq!(client, client.clone());
    assert_ne!(client, client.with_auth("token"));
    assert_ne!(client, builder().build().unwrap());
}

#[test]
fn tells_hooks_of_requests_responses_and_repetitions() {
    let told = Rc::<RefCell<Vec<String>>>::default();
    let note = || {
        let told = Rc::clone(&told);
        move |line: String| told.borrow_mut().push(line)
    };
    let (requests, responses, retries) = (note(), note(), note());
    let client = builder()
        .auth("secret")
        .retry(retry(1))
        .on_request(move |event| {
            requests(format!("{} {} {}", event.kind.name(), event.function_path, event.attempt));
            assert_eq!(event.request_id.is_some(), event.kind != Kind::Query);
            assert!(!format!("{event:?}").contains("secret"));
        })
        .on_response(move |event| {
            responses(format!("{} {} {:?}", event.request.attempt, event.status, event.duration));
        })
        .on_retry(move |event| retries(format!("{} {} {:?}", event.request.attempt, event.error, event.delay)))
        .build()
        .unwrap();
    let mut call = start(client.query::<()>("f", &()));
    world::advance(7.0);
    reply(503, "busy");
    assert!(go_on(&mut call.0).is_none());
    world::advance(100.0);
    assert!(go_on(&mut call.0).is_none());
    reply(200, OK);
    assert!(end(call).is_ok());
    let expected = ["query f 1", "1 503 7ms", "1 f: 503: busy 50ms", "query f 2", "2 200 0ns"];
    assert_eq!(*told.borrow(), expected);
    // Whoever watches can tell mutations apart.
    let _call = start(client.action::<()>("f", &()));
    assert_eq!(told.borrow().last().map(String::as_str), Some("action f 1"));
    // What was not sent has no response.
    world::reply(&request(), Err(TransportError::new("offline")));
    while world::run_one() {}
    assert_eq!(told.borrow().len(), expected.len() + 1);
}

#[test]
fn reads_consistently_at_one_timestamp() {
    let client = builder().auth("token").build().unwrap();
    let mut calls = [1, 2].map(|_| start(client.consistent_query::<()>("f", &())));
    assert_eq!(sent(), [("query_ts".to_owned(), String::new())]);
    reply(200, r#"{"ts":"AB\"="}"#);
    assert!(calls.iter_mut().all(|(task, _)| go_on(task).is_none()));
    // As the official client, which adds it behind the arguments.
    let body = r#"{"path":"f","format":"convex_encoded_json","args":[{}],"ts":"AB\"="}"#;
    let expected = ("query_at_ts".to_owned(), body.to_owned());
    assert_eq!(sent(), [expected.clone(), expected.clone()]);
    reply(200, OK);
    reply(200, OK);
    assert!(calls.into_iter().all(|call| end(call).is_ok()));
    let call = start(client.consistent_query::<()>("f", &()));
    assert_eq!(sent(), [expected]);
    reply(200, OK);
    assert!(end(call).is_ok());
    // Others have one of their own.
    let _other = start(client.with_auth("other").consistent_query::<()>("f", &()));
    assert_eq!(sent(), [("query_ts".to_owned(), String::new())]);
}

#[test]
fn asks_for_a_timestamp_again_where_none_came() {
    let client = client();
    let call = start(client.consistent_query::<()>("f", &()));
    assert!(world::sent()[0].header("authorization").is_none());
    reply(503, r#"{"code":"ServiceUnavailable","message":"m"}"#);
    let error = end(call).unwrap_err();
    assert_eq!((error.status(), error.outcome()), (Some(503), Outcome::NotCommitted));
    for body in ["<html>", "{}", r#"{"ts":1}"#] {
        let call = start(client.consistent_query::<()>("f", &()));
        reply(200, body);
        assert!(matches!(end(call).unwrap_err().kind(), ErrorKind::Protocol(_)), "{body}");
    }
    let mut call = start(client.consistent_query::<()>("f", &()).retry(retry(1)));
    world::reply(&request(), Err(TransportError::new("offline")));
    assert!(go_on(&mut call.0).is_none());
    world::advance(100.0);
    assert!(go_on(&mut call.0).is_none());
    reply(200, r#"{"ts":"A"}"#);
    assert!(go_on(&mut call.0).is_none());
    reply(200, OK);
    assert!(end(call).is_ok());
}

#[test]
fn gives_a_timestamp_up_with_the_last_that_waits_for_it() {
    let client = client();
    let mut calls = [1, 2].map(|_| start(client.consistent_query::<()>("f", &()).timeout(SECOND)));
    calls[0].0.abandon();
    assert!(world::aborted().is_empty());
    world::advance(1000.0);
    assert!(go_on(&mut calls[1].0).unwrap().unwrap_err().is_timeout());
    assert_eq!((world::aborted().len(), world::leftovers()), (1, (0, 0)));
}

#[test]
fn names_the_component_of_a_function() {
    let client = builder().auth(Auth::admin("key")).build().unwrap();
    let args = to_value(&[("a", 1)].into_iter().collect::<std::collections::BTreeMap<_, _>>()).unwrap();
    let _call = start(client.function::<()>("f", &args).component("compo\"nent"));
    let body = r#"{"componentPath":"compo\"nent","path":"f","format":"convex_encoded_json","args":{"a":1}}"#;
    assert_eq!(sent(), [("function".to_owned(), body.to_owned())]);
    // Only that endpoint knows components.
    let _call = start(client.query::<()>("f", &()).component("component"));
    assert!(!sent()[0].1.contains("component"));
}

#[test]
fn asks_for_the_next_page_ahead_and_takes_it_late() {
    let client = client();
    let mut pages = client.paginate::<f64>("f", &(), 1).prefetch().configure(|call| call.timeout(SECOND)).pages();
    let page = |cursor: &str, is_done: bool| {
        let page = format!(r#"{{"page":[1],"isDone":{is_done},"continueCursor":"{cursor}"}}"#);
        reply(200, &format!("{{\"status\":\"success\",\"value\":{page}}}"));
        while world::run_one() {}
    };
    let mut first = start(async move { (pages.next().await, pages) });
    assert_eq!(sent().len(), 1);
    page("a", false);
    let (page_1, mut pages) = go_on(&mut first.0).unwrap();
    assert!(page_1.unwrap().is_ok());
    // It is read though nobody asks for it yet, and its timeout is over by the time that somebody does.
    assert_eq!(sent().len(), 1);
    page("b", true);
    world::advance(60_000.0);
    let (_, second) = start(async move { pages.next().await });
    assert!(second.unwrap().unwrap().unwrap().is_done);
    assert_eq!(world::leftovers(), (0, 0));
}
