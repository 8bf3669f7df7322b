//! Timeouts, and how long is waited before a repetition.
use super::*;

#[test]
fn sends_nothing_that_is_over_before_it_begins() {
    let client = client();
    let calls = [client.query::<()>("f", &()), client.mutation("f", &()), client.action("f", &())];
    for call in calls {
        let error = end(start(call.timeout(Duration::ZERO))).unwrap_err();
        assert!(error.is_timeout() && error.outcome() == Outcome::NotCommitted, "{error:?}");
        assert_eq!(error.call().unwrap().attempts, 0);
    }
    assert_eq!((world::sent().len(), world::leftovers(), client.pending_mutations()), (0, (0, 0), 0));
}

#[test]
fn sends_nothing_after_its_deadline() {
    let client = client();
    let mut first = start(client.mutation::<()>("f", &()));
    let mut second = start(client.mutation::<()>("f", &()).timeout(SECOND));
    // Its turn comes with its deadline.
    first.0.abandon();
    world::advance(1000.0);
    let error = go_on(&mut second.0).unwrap().unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.call().unwrap().attempts, error.outcome()), (0, Outcome::NotCommitted));
    assert_eq!(world::sent().len(), 1);
}

#[test]
fn takes_a_reply_that_came_in_time_though_it_is_read_late() {
    let client = client();
    let call = start(client.mutation::<()>("f", &()).timeout(SECOND));
    reply(200, OK);
    world::advance(5000.0);
    assert!(end(call).is_ok());
}

#[test]
fn waits_long_timeouts_out() {
    let client = client();
    let days = Duration::from_hours(24 * 60);
    let mut call = start(client.query::<()>("f", &()).timeout(days));
    world::advance(days.as_secs_f64() * 1000.0 - 1.0);
    assert!(go_on(&mut call.0).is_none());
    world::advance(days.as_secs_f64() * 1000.0);
    assert!(end(call).is_err_and(|error| error.is_timeout()));
    let mut call = start(client.query::<()>("f", &()).timeout(Duration::MAX));
    world::advance(1e15);
    assert!(go_on(&mut call.0).is_none());
}

#[test]
fn goes_on_by_the_clock_behind_a_mutation_that_ended_without_a_word() {
    let client = client();
    let _dead = start(client.mutation::<()>("dead", &()).timeout(SECOND));
    world::die();
    let mut waiting = start(client.mutation::<()>("waiting", &()));
    world::advance(999.0);
    assert!(go_on(&mut waiting.0).is_none());
    assert_eq!(world::sent().len(), 1);
    world::advance(1000.0);
    assert!(go_on(&mut waiting.0).is_none());
    assert!(world::sent()[0].body.contains("waiting"));
    assert_eq!(client.pending_mutations(), 1);
    // The queue's order is a promise: one without a deadline is waited for.
    let mut third = start(client.mutation::<()>("third", &()));
    world::advance(1e9);
    assert!(go_on(&mut third.0).is_none());
    assert!(world::sent().is_empty());
}

#[test]
fn goes_on_behind_one_that_was_dropped_while_it_waited_for_another_that_ended_without_a_word() {
    let client = client();
    let _dead = start(client.mutation::<()>("dead", &()).timeout(SECOND));
    world::die();
    let mut dropped = start(client.mutation::<()>("dropped", &()));
    let mut third = start(client.mutation::<()>("third", &()));
    dropped.0.abandon();
    world::advance(999.0);
    assert!(go_on(&mut third.0).is_none());
    assert_eq!(world::sent().len(), 1);
    world::advance(1000.0);
    assert!(go_on(&mut third.0).is_none());
    assert!(world::sent()[0].body.contains("third"));
    assert_eq!(client.pending_mutations(), 1);
}

#[test]
fn is_idle_by_the_clock_where_the_last_mutation_ended_without_a_word() {
    let client = client();
    let _dead = start(client.mutation::<()>("dead", &()).timeout(SECOND));
    world::die();
    let mut idle = start(client.idle());
    world::advance(999.0);
    assert!(go_on(&mut idle.0).is_none());
    world::advance(1000.0);
    assert_eq!((go_on(&mut idle.0), client.pending_mutations()), (Some(()), 0));
    let _forever = start(client.mutation::<()>("forever", &()));
    world::die();
    let mut idle = start(client.idle());
    world::advance(1e9);
    assert!(go_on(&mut idle.0).is_none());
}

#[test]
fn goes_on_behind_a_mutation_that_is_held_and_not_polled() {
    let client = client();
    let mut held = start(client.mutation::<()>("held", &()).retry(retry(1)));
    let mut second = start(client.mutation::<()>("second", &()));
    reply(503, r#"{"code":"ExpiredInQueue","message":"m"}"#);
    assert!(go_on(&mut second.0).is_none());
    world::advance(1000.0);
    assert!(go_on(&mut second.0).is_none());
    reply(200, OK);
    assert!(go_on(&mut second.0).is_none());
    assert!(world::sent().last().is_some_and(|sent| sent.body.contains("second")));
    reply(200, OK);
    assert!(end(second).is_ok() && go_on(&mut held.0).unwrap().is_ok());
    assert_eq!((world::leftovers(), client.pending_mutations()), ((0, 0), 0));
}

/// Lets a query fail with a `Retry-After`, and returns when it is sent again.
fn repeated_at(retry: Retry, retry_after: &str) -> Result<f64, Error> {
    let client = builder().retry(retry).build().unwrap();
    let mut call = start(client.query::<()>("f", &()));
    reply_later(503, "", Some(retry_after));
    match go_on(&mut call.0) {
        Some(result) => Err(result.unwrap_err()),
        None => Ok(world::next_timer().unwrap()),
    }
}

#[test]
fn waits_as_long_as_a_reply_asks_and_never_less_than_the_backoff() {
    // Of a backoff of 100 ms, the world's chance takes half.
    for (retry_after, wait) in
        [("0", 50.0), ("1", 1000.0), ("1.5", 2000.0), ("60", 60_000.0), ("Day 7000", 7000.0), ("soon", 50.0)]
    {
        assert_eq!(repeated_at(retry(1), retry_after).ok(), Some(wait), "{retry_after}");
    }
}

#[test]
fn ends_at_once_where_a_reply_asks_for_too_long() {
    for (retry, retry_after) in
        [(retry(5), "61"), (retry(5), "999999999"), (retry(5).max_retry_after(Duration::from_millis(1999)), "2")]
    {
        let error = repeated_at(retry, retry_after).unwrap_err();
        assert_eq!((error.status(), error.is_retryable()), (Some(503), true));
        assert_eq!((error.call().unwrap().attempts, world::leftovers()), (1, (0, 0)));
    }
    assert_eq!(repeated_at(retry(1).max_retry_after(Duration::MAX), "86400").ok(), Some(86_400_000.0));
}
