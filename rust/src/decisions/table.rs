//! The table of cases that both faces are held to: `table.json`. On npm, `tests/package/table.test.mjs` plays it.
//!
//! Each case is a call, what is answered, and how it ends. `waits` are the times until it is sent again, `sent` are the
//! `Authorization` headers of its requests. The clock begins at Tue, 14 Nov 2023 22:13:20 GMT, and chance is always a half.
use serde_json::{Value as Json, json};

use super::*;
use crate::simulation::kind;
use crate::{BatchQuery, Call, FunctionResult};

fn table() -> Vec<Json> {
    serde_json::from_str(include_str!("table.json")).unwrap()
}

fn millis(json: &Json) -> Option<Duration> {
    json.as_u64().map(Duration::from_millis)
}

fn make_client(options: &Json) -> Client {
    let mut client = builder().no_logger();
    if let Some(limit) = options["retry"].as_u64() {
        let mut retry = Retry::new(u32::try_from(limit).unwrap());
        retry = millis(&options["backoff"]).map_or(retry.clone(), |backoff| retry.backoff(backoff));
        retry = millis(&options["maxDelay"]).map_or(retry.clone(), |delay| retry.max_delay(delay));
        client = client.retry(retry);
    }
    if let Some(timeout) = millis(&options["timeout"]) {
        client = client.timeout(timeout);
    }
    if let Some(token) = options["auth"].as_str() {
        client = client.auth(token);
    }
    if let Some(tokens) = options["fetcher"].as_array().cloned() {
        let (auth, _) = fetcher(move |number| match &tokens[number - 1] {
            Json::Object(_) => Err("no"),
            token => Ok(token.as_str().map(str::to_owned)),
        });
        client = client.auth(auth);
    }
    client.build().unwrap()
}

type Ended = Pin<Box<dyn Future<Output = Result<Json, Error>>>>;

fn call(client: &Client, case: &Json) -> Ended {
    fn tell<T: 'static>(call: Call<T>, options: &Json) -> Call<T> {
        let call = if options["idempotent"] == true { call.idempotent(true) } else { call };
        match options["header"].as_array() {
            Some(header) => call.header(header[0].as_str().unwrap(), header[1].as_str().unwrap()),
            None => call,
        }
    }
    let options = case["options"].clone();
    let call = match case["method"].as_str().unwrap() {
        "query" => client.query::<Json>("f", &()),
        "mutation" => client.mutation("f", &()),
        "action" => client.action("f", &()),
        "batch" => {
            let batch = client.batch([BatchQuery::new("f", &()), BatchQuery::new("g", &())]);
            return Box::pin(async move {
                let value = |result: FunctionResult| result.decode::<Json>().unwrap_or_default();
                Ok(tell(batch, &options).await?.into_iter().map(value).collect())
            });
        }
        _ => {
            let mut items = client.paginate::<Json>("f", &(), 1);
            return Box::pin(async move {
                let mut all = Vec::new();
                while let Some(item) = items.next().await {
                    all.push(item?);
                }
                Ok(all.into())
            });
        }
    };
    Box::pin(tell(call, &options))
}

fn play(case: &Json) -> Json {
    let client = make_client(&case["options"]);
    let mut call = start(call(&client, case));
    let (mut waits, mut now) = (Vec::new(), 0.0);
    for answer in case["replies"].as_array().unwrap() {
        if let Some(wait) = answer["wait"].as_f64() {
            now += wait;
            world::advance(now);
        } else {
            if world::requests().is_empty() {
                let next = world::next_timer().unwrap();
                waits.push(next - std::mem::replace(&mut now, next));
                world::advance(now);
                assert!(go_on(&mut call.0).is_none(), "it ended early");
            }
            match answer["error"].as_str() {
                Some(error) => world::reply(&request(), Err(TransportError::new(error))),
                None => reply_later(
                    u16::try_from(answer["status"].as_u64().unwrap()).unwrap(),
                    answer["body"].as_str().unwrap(),
                    answer["retryAfter"].as_str(),
                ),
            }
        }
        call.1 = call.1.or_else(|| go_on(&mut call.0));
    }
    assert_eq!(world::leftovers(), (0, 0), "something is left");
    let settled = match call.1.expect("it has ended") {
        Ok(value) => json!(["ok", value]),
        Err(error) => {
            let attempts = error.call().unwrap().attempts;
            let facts = (error.outcome().name(), error.is_retryable(), attempts);
            json!([kind(&error), error.status(), error.code(), facts.0, facts.1, facts.2])
        }
    };
    json!({ "waits": waits, "sent": callers(), "settled": settled })
}

#[test]
fn ends_every_case_of_the_table_as_it_says() {
    let mut wrong = Vec::new();
    for case in table() {
        let seen = play(&case);
        let is_sent = case["sent"].is_null() || case["sent"] == seen["sent"];
        // The waits are whole numbers, here and there.
        let waits = seen["waits"].as_array().unwrap().iter().map(Json::as_f64);
        let is_waited = waits.eq(case["waits"].as_array().unwrap().iter().map(Json::as_f64));
        if !is_sent || !is_waited || case["settled"] != seen["settled"] {
            wrong.push(format!("{}: {seen}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
