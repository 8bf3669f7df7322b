//! What is sent, and what replies say.
use super::*;

fn header(name: &str) -> Vec<String> {
    let request = request();
    let all = request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
    all.map(|(_, value)| value.clone()).collect()
}

#[test]
fn merges_headers_without_regard_to_case() {
    let client = builder().header("X-Mine", "client").header("X-App", "a").build().unwrap();
    let _call = start(client.query::<()>("f", &()).header("x-mine", "call"));
    assert_eq!((header("X-Mine"), header("x-app")), (vec!["call".to_owned()], vec!["a".to_owned()]));
}

#[test]
fn reports_the_request_id_that_was_sent() {
    let client = client();
    let call = start(client.query::<()>("f", &()).header("convex-request-id", "mine"));
    assert_eq!(header("Convex-Request-Id"), ["mine"]);
    reply(500, "");
    assert_eq!(end(call).unwrap_err().call().unwrap().request_id.as_deref(), Some("mine"));
    let call = start(client.action::<()>("f", &()).timeout(SECOND));
    let id = header("Convex-Request-Id");
    reply(500, "");
    assert_eq!(Vec::from_iter(end(call).unwrap_err().call().unwrap().request_id.clone()), id);
}

#[test]
fn makes_request_ids_where_a_call_may_be_lost_and_never_for_queries() {
    let client = client();
    let is_sent = |call: crate::Call<()>| {
        let call = start(call);
        let count = header("Convex-Request-Id").len();
        reply(500, "");
        assert_eq!(end(call).unwrap_err().call().unwrap().request_id.is_some(), count == 1);
        count == 1
    };
    assert!(is_sent(client.mutation("f", &()).timeout(SECOND)));
    assert!(is_sent(client.action("f", &()).retry(retry(1))));
    assert!(!is_sent(client.mutation("f", &())));
    assert!(!is_sent(client.action("f", &())));
    assert!(!is_sent(client.query("f", &()).timeout(SECOND)));
    assert!(!is_sent(client.query("f", &()).retry(retry(1).should_retry(|_, _| false))));
}

#[test]
fn sends_an_idempotent_call_again_under_one_id() {
    let client = builder().retry(retry(2)).build().unwrap();
    for key in [Idempotency::from(true), Idempotency::from("order 42")] {
        let mut call = start(client.mutation::<()>("f", &()).idempotent(key.clone()));
        let id = header("Convex-Request-Id");
        reply(500, "");
        assert!(go_on(&mut call.0).is_none());
        world::advance(world::next_timer().unwrap());
        assert!(go_on(&mut call.0).is_none());
        assert_eq!(header("Convex-Request-Id"), id);
        reply(200, "<html>");
        assert!(go_on(&mut call.0).is_none());
        world::advance(world::next_timer().unwrap());
        assert!(go_on(&mut call.0).is_none());
        reply(400, "");
        let error = end(call).unwrap_err();
        assert_eq!((error.outcome(), error.is_retryable()), (Outcome::Unknown, false));
        let info = error.call().unwrap();
        assert_eq!((info.attempts, Vec::from_iter(info.request_id.clone())), (3, id.clone()));
        assert!(id[0].strip_prefix("idempotent-").is_some_and(|key| !key.is_empty()), "{id:?}");
        assert!(key == true.into() || id[0] == "idempotent-order%2042", "{id:?}");
        // Whoever has the error can go on with the same call.
        let _call = start(client.mutation::<()>("f", &()).idempotent(id[0].as_str()));
        assert_eq!(header("Convex-Request-Id"), id);
    }
}

#[test]
fn takes_a_client_at_its_word_for_mutations_alone() {
    let client = builder().idempotent("a").build().unwrap();
    let id = |call: crate::Call<()>| {
        let _call = start(call);
        header("Convex-Request-Id").pop()
    };
    assert_eq!(id(client.mutation("f", &())).as_deref(), Some("idempotent-a"));
    assert_eq!(id(client.mutation("f", &()).idempotent("b")).as_deref(), Some("idempotent-b"));
    assert_eq!(id(client.action("f", &()).idempotent("b")).as_deref(), Some("idempotent-b"));
    let others = [client.mutation("f", &()).idempotent(false), client.action("f", &()), client.query("f", &())].map(id);
    assert_eq!(others, [None, None, None]);
}

#[test]
fn refuses_keys_that_cannot_be_sent_and_calls_that_need_none() {
    let client = client();
    let long = "a".repeat(257);
    for key in ["", "a\nsecret", long.as_str()] {
        let message = builder().idempotent(key).build().unwrap_err().to_string();
        assert!(message.contains("256") && !message.contains("secret"), "{message}");
        let message = unsent(&end(start(client.mutation::<()>("f", &()).idempotent(key))).unwrap_err());
        assert!(message.contains("256") && !message.contains("secret"), "{message}");
    }
    let message = unsent(&end(start(client.query::<()>("f", &()).idempotent(true))).unwrap_err());
    assert!(message.contains("query"), "{message}");
    let call = client.mutation::<()>("f", &()).idempotent(true).header("convex-request-id", "mine");
    assert!(unsent(&end(start(call)).unwrap_err()).contains("convex-request-id"));
}

#[test]
fn refuses_headers_that_cannot_be_sent_or_are_its_own() {
    for (name, value) in [("Authorization", "Bearer a"), ("content-type", "a"), ("X", "secret\nly"), ("a b", "c")] {
        let error = builder().header(name, value).build().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Client(_)), "{error}");
        let call = client().query::<()>("f", &()).header(name, value).retry(retry(2));
        let message = unsent(&end(start(call)).unwrap_err());
        assert!(message.contains(name) && !message.contains("secret"), "{message}");
    }
}

#[test]
fn knows_a_code_without_a_message() {
    let client = builder().retry(retry(1)).build().unwrap();
    let mut call = start(client.mutation::<()>("f", &()));
    reply(503, r#"{"code":"ExpiredInQueue"}"#);
    assert!(go_on(&mut call.0).is_none());
    world::advance(100.0);
    assert!(go_on(&mut call.0).is_none());
    reply(503, r#"{"code":"WorkerOverloaded"}"#);
    let error = end(call).unwrap_err();
    assert_eq!(
        (error.code(), error.outcome(), error.is_retryable()),
        (Some("WorkerOverloaded"), Outcome::NotCommitted, true)
    );
}

#[test]
fn knows_that_a_function_failed_without_a_message() {
    let client = client();
    for status in [200, 560] {
        let call = start(client.mutation::<()>("f", &()));
        reply(status, r#"{"status":"error"}"#);
        let error = end(call).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Function(error) if error.message.is_empty()), "{error:?}");
        assert_eq!(error.outcome(), Outcome::NotCommitted);
    }
}

#[test]
fn knows_that_what_returned_has_committed_although_its_value_cannot_be_read() {
    let client = builder().retry(retry(3)).build().unwrap();
    for (value, is_protocol) in [(r#"{"$integer":"AQ=="}"#, true), (r#"{"é":1}"#, true), ("1.5", false)] {
        let body = format!("{{\"status\":\"success\",\"value\":{value}}}");
        let calls = [client.mutation::<u8>("f", &()), client.action("f", &()), client.query("f", &())];
        let outcomes = calls.map(|call| {
            let call = start(call);
            reply(200, &body);
            let error = end(call).unwrap_err();
            assert_eq!(matches!(error.kind(), ErrorKind::Protocol(_)), is_protocol, "{error:?}");
            assert_eq!((error.is_retryable(), error.call().unwrap().attempts), (false, 1));
            error.outcome()
        });
        assert_eq!(outcomes, [Outcome::Committed, Outcome::Committed, Outcome::NotCommitted]);
    }
}

#[test]
fn does_not_know_what_became_of_a_mutation_whose_reply_is_none() {
    let client = client();
    for body in ["<html>", "", r#"{"status":"later"}"#] {
        let call = start(client.mutation::<()>("f", &()));
        reply(200, body);
        let error = end(call).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Protocol(_)), "{error:?}");
        assert_eq!((error.outcome(), error.is_retryable()), (Outcome::Unknown, false));
    }
}

#[test]
fn counts_what_left() {
    let client = builder().retry(retry(2)).build().unwrap();
    let mut call = start(client.query::<()>("f", &()));
    for attempts in 1..=3 {
        assert_eq!(world::sent().len(), 1);
        world::reply(&request(), Err(TransportError::new("offline")));
        if attempts < 3 {
            assert!(go_on(&mut call.0).is_none());
            world::advance(world::next_timer().unwrap());
            assert!(go_on(&mut call.0).is_none());
        }
    }
    let error = end(call).unwrap_err();
    assert_eq!((error.call().unwrap().attempts, error.is_retryable()), (3, true));
}

#[test]
fn waits_in_the_queue_until_the_last_has_settled() {
    let client = client();
    let first = start(client.mutation::<()>("f", &()));
    let mut second = start(client.mutation::<Value>("f", &()));
    let mut idle = start(client.idle());
    reply(200, OK);
    assert!(end(first).is_ok());
    assert!(go_on(&mut idle.0).is_none() && client.pending_mutations() == 1);
    assert!(go_on(&mut second.0).is_none());
    reply(200, OK);
    assert!(end(second).is_ok());
    assert_eq!((go_on(&mut idle.0), client.pending_mutations()), (Some(()), 0));
}
