//! Who calls, and when token fetchers are asked.
use super::*;

#[test]
fn keeps_who_calls_for_all_attempts() {
    let (auth, asked) = fetcher(numbered);
    for identity in [Auth::from("alice"), Auth::default(), auth.clone()] {
        let client = builder().auth(identity).retry(retry(1)).build().unwrap();
        let mut call = start(client.mutation::<()>("f", &()));
        client.set_auth("bob");
        reply(503, r#"{"code":"ExpiredInQueue","message":"m"}"#);
        assert!(go_on(&mut call.0).is_none());
        client.set_auth("carol");
        world::advance(100.0);
        assert!(go_on(&mut call.0).is_none());
        let sent = callers();
        assert!(sent.len() == 2 && sent[0] == sent[1], "{sent:?}");
        reply(200, OK);
        assert!(end(call).is_ok());
    }
    assert_eq!(*asked.borrow(), [false]);
}

#[test]
fn decides_who_makes_a_queued_mutation_when_its_turn_comes() {
    let client = builder().auth("alice").build().unwrap();
    let first = start(client.mutation::<()>("f", &()));
    let mut second = start(client.mutation::<()>("f", &()));
    client.set_auth("bob");
    reply(200, OK);
    client.set_auth("carol");
    assert!(end(first).is_ok());
    client.set_auth("dave");
    assert!(go_on(&mut second.0).is_none());
    assert_eq!(callers(), [bearer("alice"), bearer("carol")]);
}

#[test]
fn asks_for_a_new_token_once_in_a_call() {
    let (auth, asked) = fetcher(numbered);
    let client = builder().auth(auth).retry(retry(5)).build().unwrap();
    let mut call = start(client.query::<()>("f", &()));
    refuse();
    assert!(go_on(&mut call.0).is_none());
    for _ in 0..2 {
        reply(503, "");
        assert!(go_on(&mut call.0).is_none());
        world::advance(world::next_timer().unwrap());
        assert!(go_on(&mut call.0).is_none());
    }
    reply(200, OK);
    assert!(end(call).is_ok());
    assert_eq!(*asked.borrow(), [false, true]);
    assert_eq!(callers(), [bearer("t1"), bearer("t2"), bearer("t2"), bearer("t2")]);
}

#[test]
fn asks_for_a_new_token_again_after_a_refresh_that_failed() {
    let (auth, asked) = fetcher(|number| if number == 2 { Err("offline") } else { numbered(number) });
    let client = builder().auth(auth).build().unwrap();
    let call = start(client.query::<()>("f", &()));
    refuse();
    let error = end(call).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Auth(error) if error.to_string() == "offline"), "{error}");
    assert_eq!((error.call().unwrap().attempts, error.outcome()), (1, Outcome::NotCommitted));
    let _next = start(client.query::<()>("f", &()));
    assert_eq!(*asked.borrow(), [false, true, true]);
    assert_eq!(callers(), [bearer("t1"), bearer("t3")]);
}

#[test]
fn asks_again_and_not_for_a_new_token_after_none() {
    let (auth, asked) = fetcher(|number| match number {
        1 => Ok(None),
        2 => Ok(Some(String::new())),
        3 => Err("offline"),
        _ => numbered(number),
    });
    let client = builder().auth(auth).build().unwrap();
    let _first = start(client.query::<()>("f", &()));
    let _second = start(client.query::<()>("f", &()));
    assert!(end(start(client.query::<()>("f", &()))).is_err());
    let _last = start(client.query::<()>("f", &()));
    assert_eq!(*asked.borrow(), [false; 4]);
    assert_eq!(callers(), [None, None, bearer("t4")]);
}

#[test]
fn waits_for_the_renewal_of_another_call() {
    let (auth, asked, gates) = slow_fetcher();
    let client = builder().auth(auth).build().unwrap();
    let mut first = start(client.query::<()>("f", &()));
    world::open(gates.borrow()[0]);
    assert!(go_on(&mut first.0).is_none());
    refuse();
    assert!(go_on(&mut first.0).is_none());
    // The token is not known to be bad, but a better one is on its way.
    let mut second = start(client.query::<()>("f", &()));
    assert_eq!((callers(), asked.borrow().len()), (vec![bearer("t1")], 2));
    world::open(gates.borrow()[1]);
    assert!(go_on(&mut first.0).is_none() && go_on(&mut second.0).is_none());
    assert_eq!(callers(), [bearer("t2"), bearer("t2")]);
    assert_eq!(*asked.borrow(), [false, true]);
}

#[test]
fn gives_a_fetch_up_with_the_last_call_that_waits_for_it() {
    let (auth, asked, gates) = slow_fetcher();
    let client = builder().auth(auth).build().unwrap();
    let mut first = start(client.query::<()>("f", &()));
    let mut second = start(client.query::<()>("f", &()).timeout(Duration::from_secs(1)));
    first.0.abandon();
    assert!(world::is_awaited(gates.borrow()[0]));
    world::advance(1000.0);
    assert!(go_on(&mut second.0).unwrap().is_err_and(|error| error.is_timeout()));
    assert!(!world::is_awaited(gates.borrow()[0]));
    let mut third = start(client.query::<()>("f", &()));
    world::open(gates.borrow()[1]);
    assert!(go_on(&mut third.0).is_none());
    assert_eq!((asked.borrow().len(), callers()), (2, vec![bearer("t2")]));
}

#[test]
fn goes_on_for_the_others_where_the_call_that_asked_is_dropped() {
    let (auth, asked, gates) = slow_fetcher();
    let client = builder().auth(auth).build().unwrap();
    let mut first = start(client.query::<()>("f", &()));
    let mut second = start(client.query::<()>("f", &()));
    first.0.abandon();
    world::open(gates.borrow()[0]);
    assert!(go_on(&mut second.0).is_none());
    assert_eq!((asked.borrow().len(), callers()), (1, vec![bearer("t1")]));
}

#[test]
fn goes_on_by_the_clock_where_the_call_that_asked_ended_without_a_word() {
    for (timeout, patience) in [(None, 30_000.0), (Some(Duration::from_secs(5)), 5000.0)] {
        let (auth, asked, gates) = slow_fetcher();
        let client = builder().auth(auth).build().unwrap();
        let call = client.query::<()>("f", &());
        let _dead = start(if let Some(timeout) = timeout { call.timeout(timeout) } else { call });
        world::die();
        world::advance(patience - 1.0);
        let mut waiting = start(client.query::<()>("f", &()));
        assert_eq!(asked.borrow().len(), 1);
        world::advance(patience);
        let mut later = start(client.query::<()>("f", &()));
        assert_eq!(*asked.borrow(), [false, false]);
        world::open(gates.borrow()[1]);
        assert!(go_on(&mut later.0).is_none() && go_on(&mut waiting.0).is_none());
        assert_eq!(callers(), [bearer("t2"), bearer("t2")]);
        // What comes late counts for nobody any more.
        world::open(gates.borrow()[0]);
        let _next = start(client.query::<()>("f", &()));
        assert_eq!(callers(), [bearer("t2")]);
    }
}

#[test]
fn asks_for_itself_where_the_call_that_it_waits_for_ended_without_a_word() {
    for (timeout, patience) in [(None, 30_000.0), (Some(Duration::from_secs(5)), 5000.0)] {
        let (auth, asked, gates) = slow_fetcher();
        let client = builder().auth(auth).build().unwrap();
        let call = client.query::<()>("f", &());
        let _dead = start(if let Some(timeout) = timeout { call.timeout(timeout) } else { call });
        world::die();
        let mut waiting = [start(client.query::<()>("f", &())), start(client.query::<()>("f", &()))];
        world::advance(patience - 1.0);
        assert!(waiting.iter_mut().all(|(task, _)| go_on(task).is_none()));
        assert_eq!(asked.borrow().len(), 1);
        world::advance(patience);
        assert!(waiting.iter_mut().all(|(task, _)| go_on(task).is_none()));
        assert_eq!(*asked.borrow(), [false, false]);
        world::open(gates.borrow()[1]);
        assert!(waiting.iter_mut().all(|(task, _)| go_on(task).is_none()));
        assert_eq!(callers(), [bearer("t2"), bearer("t2")]);
    }
}

#[test]
fn fails_those_that_wait_where_nothing_comes_however_often_it_is_asked_for() {
    let (auth, asked, _gates) = slow_fetcher();
    let client = builder().auth(auth).build().unwrap();
    let mut owner = start(client.query::<()>("f", &()));
    let mut second = start(client.query::<()>("f", &()));
    let mut third = start(client.query::<()>("f", &()));
    world::advance(30_000.0);
    assert!(go_on(&mut second.0).is_none() && go_on(&mut third.0).is_none());
    assert_eq!(asked.borrow().len(), 2);
    world::advance(60_000.0);
    let mut results = [go_on(&mut second.0), go_on(&mut third.0)];
    results.sort_by_key(Option::is_none);
    let [Some(Err(error)), None] = results else { panic!("{results:?}") };
    assert!(format!("{error:#}").contains("where the token fetcher calls the client"), "{error:#}");
    assert_eq!((error.call().unwrap().attempts, error.outcome()), (0, Outcome::NotCommitted));
    // Whoever asked waits for the answer.
    assert!(go_on(&mut owner.0).is_none());
    let _next = start(client.query::<()>("f", &()));
    assert_eq!(asked.borrow().len(), 3);
}

#[test]
fn counts_a_late_token_where_nothing_newer_was_asked_for() {
    let (auth, asked, gates) = slow_fetcher();
    let client = builder().auth(auth).build().unwrap();
    let mut waiting = start(client.query::<()>("f", &()));
    world::advance(60_000.0);
    world::open(gates.borrow()[0]);
    assert!(go_on(&mut waiting.0).is_none());
    let _next = start(client.query::<()>("f", &()));
    assert_eq!((callers(), asked.borrow().len()), (vec![bearer("t1"), bearer("t1")], 1));
}

#[test]
fn asks_for_a_new_token_again_after_a_refresh_that_was_given_up() {
    for is_dropped in [true, false] {
        let (auth, asked, gates) = slow_fetcher();
        let client = builder().auth(auth).build().unwrap();
        let mut first = start(client.query::<()>("f", &()));
        world::open(gates.borrow()[0]);
        assert!(go_on(&mut first.0).is_none());
        refuse();
        assert!(go_on(&mut first.0).is_none());
        if is_dropped {
            first.0.abandon();
        } else {
            world::advance(30_000.0);
        }
        let _next = start(client.query::<()>("f", &()));
        assert_eq!(*asked.borrow(), [false, true, true]);
        assert_eq!(callers(), [bearer("t1")]);
    }
}

#[test]
fn tells_a_fetcher_that_it_calls_the_client_that_waits_for_it() {
    world::reset();
    let slot = Rc::<RefCell<Option<Client>>>::default();
    let held = Rc::clone(&slot);
    let auth = Auth::fetcher(move |_| {
        let client: Client = held.borrow().clone().unwrap();
        async move { client.query::<Option<String>>("token", &()).await }
    });
    let client = Client::builder("https://a.convex.cloud").auth(auth).build().unwrap();
    *slot.borrow_mut() = Some(client.clone());
    let error = end(start(client.query::<()>("f", &()))).unwrap_err();
    let message = "the token fetcher calls the client that waits for its token: use one without credentials";
    assert!(format!("{error:#}").contains(message), "{error:#}");
    assert_eq!((error.call().unwrap().attempts, world::leftovers()), (0, (0, 0)));
    // Whoever does what it says is served.
    let anonymous = client.with_auth(None::<String>);
    client.set_auth(Auth::fetcher(move |_| anonymous.query::<Option<String>>("token", &())));
    let mut call = start(client.query::<()>("f", &()));
    reply(200, r#"{"status":"success","value":"t"}"#);
    assert!(go_on(&mut call.0).is_none());
    assert_eq!(callers(), [None, bearer("t")]);
}

#[test]
fn asks_the_fetcher_of_a_single_call_for_that_call() {
    let (auth, asked) = fetcher(numbered);
    let client = client();
    let _calls = [1, 2].map(|_| start(client.query::<()>("f", &()).auth(auth.clone())));
    assert_eq!(*asked.borrow(), [false, false]);
    assert_eq!(callers(), [bearer("t1"), bearer("t2")]);
}

#[test]
fn refreshes_tokens_ahead_of_their_end_though_it_is_written_as_text() {
    // {"exp":"1700000100","iat":"1700000000"}, where the world begins at 1700000000.
    let token = "x.eyJleHAiOiIxNzAwMDAwMTAwIiwiaWF0IjoiMTcwMDAwMDAwMCJ9.x";
    let (auth, asked) = fetcher(move |_| Ok(Some(token.to_owned())));
    let client = builder().auth(auth).build().unwrap();
    for (now, times) in [(0.0, 1), (89_000.0, 1), (91_000.0, 2)] {
        world::advance(now);
        let _call = start(client.query::<()>("f", &()));
        assert_eq!(asked.borrow().len(), times, "{now}");
    }
    assert_eq!(*asked.borrow(), [false, true]);
}

#[test]
fn refuses_tokens_that_cannot_be_sent_without_quoting_them() {
    let (auth, asked) = fetcher(|_| Ok(Some("secret\nly".to_owned())));
    let cases = [
        (
            Auth::from("secret\nly"),
            "f: invalid arguments: the token cannot be sent: it has a control character at position 6",
        ),
        (
            Auth::from("é\u{100}"),
            "f: invalid arguments: the token cannot be sent: it has a character outside Latin-1 at position 1",
        ),
        (Auth::admin(""), "f: invalid arguments: the admin key cannot be sent: it has no characters"),
        (
            Auth::admin("\0"),
            "f: invalid arguments: the admin key cannot be sent: it has a control character at position 0",
        ),
        (auth.clone(), "f: invalid arguments: the token cannot be sent: it has a control character at position 6"),
        (auth, "f: invalid arguments: the token cannot be sent: it has a control character at position 6"),
    ];
    let client = builder().retry(retry(3)).build().unwrap();
    for (auth, message) in cases {
        client.set_auth(auth);
        let error = end(start(client.mutation::<()>("f", &()))).unwrap_err();
        assert_eq!(unsent(&error), message);
        assert!(!format!("{error:?}{client:?}").contains("secret"));
    }
    assert_eq!(*asked.borrow(), [false, false]);
}

#[test]
fn calls_as_an_admin_who_acts_as_a_user() {
    let client = builder().auth(Auth::admin("key")).build().unwrap();
    let _call = start(client.query::<()>("f", &()));
    // As `setAdminAuth("key", { subject: "ada" })` of the official client.
    client.set_auth(Auth::admin_acting_as("key", r#"{"subject":"ada"}"#));
    let _call = start(client.query::<()>("f", &()));
    assert_eq!(callers(), [Some("Convex key".to_owned()), Some("Convex key:eyJzdWJqZWN0IjoiYWRhIn0=".to_owned())]);
}
