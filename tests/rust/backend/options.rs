//! What clients and calls can be told besides.
use std::cell::RefCell;
use std::rc::Rc;

use convex_http_client::{Client, ErrorKind, Outcome, Retry, Value};
use serde_json::json;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{build, scripted, start, success, throwing_options};

#[wasm_bindgen_test]
async fn passes_log_lines_on() {
    let lines = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&lines);
    let client = build()
        .logger(move |line| {
            let level = line.level.unwrap_or_default().to_owned();
            noted.borrow_mut().push((line.function_path.to_owned(), level, line.text.to_owned()));
        })
        .build()
        .unwrap();
    client.query::<String>("logs:levels", &()).await.unwrap();
    let levels: Vec<_> = lines.borrow().iter().map(|(_, level, _)| level.clone()).collect();
    assert_eq!(levels, ["DEBUG", "LOG", "INFO", "WARN", "ERROR"]);
    assert!(lines.borrow().iter().all(|(path, ..)| path == "logs:levels"));
    assert_eq!(lines.borrow()[0].2, "'debug' 1 2.5 true");
    lines.borrow_mut().clear();
    assert!(client.query::<Value>("logs:thenFails", &()).await.unwrap_err().convex().is_some());
    assert_eq!(lines.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn logs_to_the_console_or_not_at_all() {
    let (builder, _script) = scripted(&json!([success(&json!(1))]));
    assert_eq!(builder.no_logger().build().unwrap().query::<u8>("f", &()).await.unwrap(), 1);
    assert_eq!(build().build().unwrap().query::<String>("logs:levels", &()).await.unwrap(), "logged");
}

#[wasm_bindgen_test]
async fn sends_headers_and_fetch_options() {
    let options = web_sys::RequestInit::new();
    options.set_cache(web_sys::RequestCache::NoStore);
    options.set_method("GET");
    let (builder, script) = scripted(&json!([success(&json!(1)), success(&json!(2))]));
    let client = builder.header("X-App", "tasks").fetch_options(options).build().unwrap();
    client.query::<u8>("f", &()).header("X-Page", "first").await.unwrap();
    client.query::<u8>("f", &()).await.unwrap();
    assert_eq!(script.cache(0).as_deref(), Some("no-store"));
    let header = |call, name| script.header(call, name);
    assert_eq!((header(0, "X-App").as_deref(), header(0, "X-Page").as_deref()), (Some("tasks"), Some("first")));
    assert_eq!((header(1, "X-App").as_deref(), header(1, "X-Page")), (Some("tasks"), None));
    assert!(script.body(0).starts_with("{\"path\":\"f\""));
}

#[wasm_bindgen_test]
async fn tells_fetch_of_one_call_what_the_client_does_not_say() {
    let options = |cache| {
        let options = web_sys::RequestInit::new();
        options.set_cache(cache);
        options
    };
    let (builder, script) = scripted(&json!([success(&json!(1)), success(&json!(2))]));
    let client = builder.fetch_options(options(web_sys::RequestCache::NoStore)).build().unwrap();
    client.query::<u8>("f", &()).fetch_options(options(web_sys::RequestCache::Reload)).await.unwrap();
    client.query::<u8>("f", &()).await.unwrap();
    assert_eq!([script.cache(0), script.cache(1)], [Some("reload".to_owned()), Some("no-store".to_owned())]);
    // Both signals stop it.
    let controllers = [(); 2].map(|()| web_sys::AbortController::new().unwrap());
    let [client_options, call_options] = [0, 1].map(|index| {
        let options = web_sys::RequestInit::new();
        options.set_signal(Some(&controllers[index].signal()));
        options
    });
    let (builder, _script) = scripted(&json!([]));
    let client = builder.fetch_options(client_options).build().unwrap();
    let stopped = start(client.query::<u8>("f", &()).fetch_options(call_options)).await;
    let other = start(client.query::<u8>("f", &())).await;
    controllers[1].abort();
    assert!(matches!(stopped.await.unwrap_err().kind(), ErrorKind::Aborted(_)));
    controllers[0].abort();
    assert!(matches!(other.await.unwrap_err().kind(), ErrorKind::Aborted(_)));
}

#[wasm_bindgen_test]
async fn follows_redirects_only_where_the_options_say_so() {
    let moved = json!({ "status": 308, "headers": { "Location": "https://elsewhere.example" } });
    let (builder, script) = scripted(&json!([moved]));
    let error = builder.build().unwrap().mutation::<u8>("f", &()).await.unwrap_err();
    assert_eq!(error.status(), Some(308), "{error}");
    assert_eq!(error.call().unwrap().outcome, Outcome::Unknown);
    assert_eq!((script.redirect(0).as_deref(), script.length()), (Some("manual"), 1));
    let options = web_sys::RequestInit::new();
    options.set_redirect(web_sys::RequestRedirect::Follow);
    let (builder, script) = scripted(&json!([success(&json!(1))]));
    builder.fetch_options(options).build().unwrap().query::<u8>("f", &()).await.unwrap();
    assert_eq!(script.redirect(0).as_deref(), Some("follow"));
}

#[wasm_bindgen_test]
fn refuses_headers_that_cannot_be_sent() {
    for (name, value) in [("bad name", "v"), ("X", "new\nline"), ("", "v")] {
        let error = Client::builder("https://a.convex.cloud").header(name, value).build().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Client(_)), "{error}");
        assert!(!error.to_string().contains("line"));
    }
}

#[wasm_bindgen_test]
async fn sends_nothing_where_the_request_cannot_be_made() {
    let (builder, script) = scripted(&json!([]));
    let no_function = Client::builder("https://a.convex.cloud").fetch(JsValue::from("fetch").unchecked_into());
    for (builder, message) in [
        (
            builder.fetch_options(throwing_options()),
            "f: invalid arguments: the request cannot be made: TypeError: no cache",
        ),
        (no_function, "f: invalid arguments: the request cannot be made: `fetch` is not a function"),
    ] {
        let client = builder.retry(Retry::new(2)).build().unwrap();
        let error = client.mutation::<()>("f", &()).await.unwrap_err();
        assert_eq!(error.to_string(), message);
        let call = error.call().unwrap();
        assert_eq!((call.attempts, call.retryable, call.outcome), (0, false, Outcome::NotCommitted));
    }
    assert_eq!(script.length(), 0);
}
