//! The Rust API where there is no JavaScript: what users' own tests have.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::expect_used, reason = "tests may say what they expect and die of it")]
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use convex_http_client::testing::{Failure, FakeTransport};
use convex_http_client::{Auth, BatchQuery, Client, ErrorKind, FunctionResult, Outcome, Retry, Value, transport};

const URL: &str = "https://small-mouse-123.convex.cloud";

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future, and fails where nothing wakes it for ten seconds.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    let begun = Instant::now();
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return result;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "nobody wakes it");
        thread::park_timeout(Duration::from_secs(10));
    }
}

fn client(transport: &FakeTransport) -> Client {
    Client::builder(URL).transport(transport.clone()).no_logger().build().expect("the URL is a deployment's")
}

#[test]
fn says_that_calls_need_javascript_or_a_transport() {
    let client = Client::new("http://127.0.0.1:3210/base").unwrap();
    assert_eq!(client.url(), "http://127.0.0.1:3210/base");
    for address in ["https://", "http://a b", "ftp://a"] {
        assert!(Client::new(address).is_err(), "{address}");
    }
    let calls = [client.query::<()>("f", &()), client.mutation("f", &()).timeout(Duration::from_secs(1))];
    for call in calls {
        let error = block_on(call.retry(Retry::new(3))).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Client(_)), "{error}");
        assert!(error.to_string().contains("transport"), "{error}");
        assert_eq!((error.outcome(), error.call().unwrap().attempts), (Outcome::NotCommitted, 0));
    }
    assert_eq!(client.pending_mutations(), 0);
}

#[test]
fn answers_every_kind_of_call_by_functions_of_the_test() {
    let transport = FakeTransport::new()
        .on("echo", |args| Ok(args.clone()))
        .on("page", |args| {
            let options = args.get("paginationOpts").unwrap();
            let begin = options.get("cursor").and_then(Value::as_str).map_or(0.0, |cursor| cursor.parse().unwrap());
            let page = Value::from([
                ("page", Value::Array(vec![begin.into()])),
                ("isDone", (begin > 1.0).into()),
                ("continueCursor", (begin + 1.0).to_string().into()),
            ]);
            Ok(page)
        })
        .on("whoami", |_| Ok(None::<String>));
    let client = client(&transport);
    client.set_auth(Auth::fetcher(|_| async { Ok::<_, std::io::Error>(Some("token".to_owned())) }));
    let args =
        Value::from([("int", Value::Int64(1)), ("bytes", Value::Bytes(vec![1])), ("float", f64::INFINITY.into())]);
    block_on(async {
        assert_eq!(client.query::<Value>("echo", &args).await.unwrap(), args);
        assert_eq!(client.mutation::<Value>("echo", &args).await.unwrap(), args);
        assert_eq!(client.action::<Value>("echo", &args).await.unwrap(), args);
        assert_eq!(client.function::<Value>("echo", &args).await.unwrap(), args);
        assert_eq!(client.consistent_query::<Value>("echo", &args).await.unwrap(), args);
        let batch = client.batch([BatchQuery::new("echo", &args), BatchQuery::new("missing", &())]).await.unwrap();
        assert_eq!(batch[0], FunctionResult::Value(args.clone()));
        assert!(matches!(&batch[1], FunctionResult::ErrorMessage(message) if message.contains("missing")));
        let mut pages = client.paginate::<f64>("page", &(), 1);
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.unwrap());
        }
        assert_eq!(items, [0.0, 1.0, 2.0]);
        assert_eq!(client.query::<Option<String>>("whoami", &()).await.unwrap(), None);
        client.idle().await;
    });
    let calls = transport.calls();
    let endpoints: Vec<_> = calls.iter().map(|call| call.endpoint.as_str()).collect();
    let expected = [
        "query",
        "mutation",
        "action",
        "function",
        "query_at_ts",
        "query",
        "query",
        "query",
        "query",
        "query",
        "query",
    ];
    assert_eq!(endpoints, expected);
    assert!(calls.iter().all(|call| call.header("authorization") == Some("Bearer token")));
    assert_eq!(calls[0].args, args);
    assert!(!format!("{calls:?}{transport:?}").contains("token"));
}

#[test]
fn fails_as_the_test_says() {
    let times = Rc::new(Cell::new(0));
    let counted = Rc::clone(&times);
    let transport = FakeTransport::new()
        .on("convex", |_| Err::<(), _>(Failure::convex(Value::from([("code", 7.into())]))))
        .on("function", |_| Err::<(), _>(Failure::function("broken")))
        .on("http", |_| Err::<(), _>(Failure::http(429, "TooManyWrites")))
        .on("network", |_| Err::<(), _>(Failure::network("offline")))
        .on("invalid", |_| Ok(u64::MAX))
        .on("second", move |_| {
            counted.set(counted.get() + 1);
            if counted.get() < 3 { Err(Failure::http(503, "ExpiredInQueue")) } else { Ok("at last") }
        });
    let client = client(&transport);
    let fail = |path: &str| block_on(client.mutation::<Value>(path, &())).unwrap_err();
    assert_eq!(fail("convex").convex().and_then(|error| error.data.get("code")), Some(&Value::Float64(7.0)));
    assert!(matches!(fail("function").kind(), ErrorKind::Function(error) if error.message == "broken"));
    let error = fail("http");
    assert_eq!((error.status(), error.code(), error.is_retryable()), (Some(429), Some("TooManyWrites"), true));
    assert!(matches!(fail("network").kind(), ErrorKind::Network(error) if error.message() == "offline"));
    assert!(fail("invalid").to_string().contains("outside of int64"));
    // Real timers, and the real engine.
    let retry = Retry::new(5).backoff(Duration::from_millis(2));
    assert_eq!(block_on(client.mutation::<String>("second", &()).retry(retry)).unwrap(), "at last");
    assert_eq!(times.get(), 3);
}

#[test]
fn waits_for_timeouts_and_for_the_queue() {
    /// Never answers the first request.
    struct Silent(RefCell<Vec<String>>);
    impl transport::Transport for Silent {
        fn send(&self, request: transport::Request) -> transport::Sending {
            self.0.borrow_mut().push(request.body);
            let is_first = self.0.borrow().len() == 1;
            Box::pin(async move {
                if is_first {
                    std::future::pending::<()>().await;
                }
                Ok(transport::Response::new(200, r#"{"status":"success","value":2}"#))
            })
        }
    }
    let silent = Rc::new(Silent(RefCell::default()));
    let client = Client::builder(URL).transport(Rc::clone(&silent)).build().unwrap();
    let begun = Instant::now();
    let error = block_on(client.mutation::<f64>("slow", &()).timeout(Duration::from_millis(40))).unwrap_err();
    assert!(error.is_timeout() && error.outcome() == Outcome::Unknown);
    assert!(begun.elapsed() >= Duration::from_millis(40));
    assert_eq!(block_on(client.mutation::<f64>("next", &())).unwrap().to_bits(), f64::to_bits(2.0));
    assert_eq!((silent.0.borrow().len(), client.pending_mutations()), (2, 0));
}
