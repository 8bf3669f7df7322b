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
    for (value, is_protocol) in [(r#"{"$integer":"AQ=="}"#, true), (r#""\ud800""#, true), ("1.5", false)] {
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
        world::reply(&request(), Err("offline".to_owned()));
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
