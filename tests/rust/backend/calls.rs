//! Queries, mutations, actions, batches.
use std::time::Duration;

use convex_http_client::{Auth, BatchQuery, Client, ErrorKind, FunctionResult, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{admin_key, bodies, build, channel, client, message, scripted, success};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Extremes {
    smallest: i64,
    largest: u64,
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
    infinite: f64,
    negative_zero: f64,
    tiny: f64,
    text: String,
    nothing: Option<bool>,
}

fn extremes() -> Extremes {
    Extremes {
        smallest: i64::MIN,
        largest: i64::MAX.cast_unsigned(),
        bytes: (0..=255).collect(),
        infinite: f64::NEG_INFINITY,
        negative_zero: -0.0,
        tiny: 5e-324,
        text: "\u{0} \u{1f600} \u{2028}".to_owned(),
        nothing: None,
    }
}

#[wasm_bindgen_test]
async fn loses_nothing_on_the_way_through_the_server() {
    #[derive(Serialize, Deserialize)]
    struct Echo {
        value: Extremes,
    }
    let (client, args) = (client(), Echo { value: extremes() });
    for value in [
        client.query::<Extremes>("values:echo", &args).await,
        client.mutation("values:echoMutation", &args).await,
        client.action("values:echoAction", &args).await,
    ] {
        let value = value.unwrap();
        assert!(value.negative_zero.is_sign_negative());
        assert_eq!(value, extremes());
    }
}

#[wasm_bindgen_test]
async fn returns_dynamic_values() {
    let value = Value::from([
        ("integer", Value::Int64(3)),
        ("number", Value::Float64(3.0)),
        ("not a number", Value::Float64(f64::NAN)),
        ("list", Value::Array(vec![Value::Null, Value::Bytes(vec![]), true.into()])),
    ]);
    let echoed: Value = client().query("values:echo", &json_args(&value)).await.unwrap();
    assert_eq!(echoed, value);
}

fn json_args(value: &Value) -> Value {
    Value::from([("value", value.clone())])
}

#[wasm_bindgen_test]
async fn takes_arguments_of_every_form() {
    #[derive(Serialize)]
    struct Strict<'a> {
        count: i64,
        name: &'a str,
    }
    let client = client();
    let strict: String = client.query("values:strict", &Strict { count: 3, name: "a" }).await.unwrap();
    assert_eq!(strict, "a: 3");
    let strict: String = client.query("values:strict", &json!({ "count": 3, "name": "b" })).await.unwrap();
    assert_eq!(strict, "b: 3");
    assert_eq!(client.query::<()>("values:noArgs", &()).await.unwrap(), ());
    assert_eq!(client.query::<Option<String>>("values:noArgs", &json!({})).await.unwrap(), None);
    assert_eq!(client.query::<String>("defaults", &()).await.unwrap(), "default export");
}

#[wasm_bindgen_test]
async fn writes_and_reads() {
    #[derive(Deserialize)]
    struct Digest {
        count: i64,
        authors: Vec<String>,
    }
    let (client, channel) = (client(), channel());
    let id: String = client.mutation("messages:send", &message(&channel, "hello")).await.unwrap();
    assert!(!id.is_empty());
    assert_eq!(bodies(&client, &channel).await, ["hello"]);
    let digest: Digest = client.action("actions:digest", &Value::from([("channel", channel.into())])).await.unwrap();
    assert_eq!((digest.count, digest.authors.as_slice()), (1, ["Ada".to_owned()].as_slice()));
}

#[wasm_bindgen_test]
async fn sends_what_the_official_client_sends() {
    let (builder, script) = scripted(&json!([success(&json!(1)), success(&json!(2)), success(&json!(3))]));
    let client = builder.build().unwrap();
    assert_eq!(client.url(), "https://small-mouse-123.convex.cloud");
    let args = json!({ "a": 1.5 });
    assert_eq!(client.query::<u8>("dir/file:f", &args).await.unwrap(), 1);
    assert_eq!(client.action::<u8>("f", &()).await.unwrap(), 2);
    assert_eq!(client.function::<u8>("f", &()).await.unwrap(), 3);
    let urls: Vec<_> = (0..3).map(|call| script.url(call)).collect();
    let base = "https://small-mouse-123.convex.cloud/api";
    assert_eq!(urls, [format!("{base}/query"), format!("{base}/action"), format!("{base}/function")]);
    assert_eq!(script.body(0), r#"{"path":"dir/file:f","format":"convex_encoded_json","args":[{"a":1.5}]}"#);
    assert_eq!(script.body(1), r#"{"path":"f","format":"convex_encoded_json","args":[{}]}"#);
    assert_eq!(script.body(2), r#"{"path":"f","format":"convex_encoded_json","args":{}}"#);
    assert_eq!(script.header(0, "Content-Type").as_deref(), Some("application/json"));
    assert_eq!(
        script.header(0, "Convex-Client").as_deref(),
        Some(concat!("convex-http-client-", env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(script.header(0, "Authorization"), None);
    assert!((0..3).all(|call| script.header(call, "Convex-Request-Id").is_none()));
}

#[wasm_bindgen_test]
async fn tells_the_server_the_ids_of_calls_that_may_be_lost() {
    let (builder, script) = scripted(&json!([success(&json!(1)), success(&json!(2)), success(&json!(3))]));
    let client = builder.timeout(Duration::from_mins(1)).build().unwrap();
    client.query::<u8>("f", &()).await.unwrap();
    client.mutation::<u8>("f", &()).await.unwrap();
    client.action::<u8>("f", &()).await.unwrap();
    let id = |call| script.header(call, "Convex-Request-Id");
    assert_eq!(id(0), None);
    let (mutation, action) = (id(1).unwrap(), id(2).unwrap());
    assert_eq!((mutation.len(), action.len()), (32, 32));
    assert_ne!(mutation, action);
}

#[wasm_bindgen_test]
async fn runs_functions_of_any_kind_as_an_admin() {
    let key = admin_key().await;
    let client = build().auth(Auth::admin(&key)).build().unwrap();
    assert_eq!(client.function::<i64>("values:echoAction", &json_args(&5_i64.into())).await.unwrap(), 5);
}

#[wasm_bindgen_test]
async fn batches_queries() {
    let client = client();
    let queries = [
        BatchQuery::new("values:echo", &json_args(&Value::Int64(1))),
        BatchQuery::new("errors:nested", &()),
        BatchQuery::new("errors:plain", &()),
        BatchQuery::new("values:echo", &json_args(&"last".into())),
    ];
    let results = client.batch(queries).await.unwrap();
    let [first, nested, plain, last] = <[FunctionResult; 4]>::try_from(results).unwrap();
    assert_eq!(first.decode::<i64>().unwrap(), 1);
    let FunctionResult::ConvexError(nested) = nested else { panic!("{nested:?}") };
    assert_eq!(nested.data.get("code"), Some(&"Nested".into()));
    assert!(matches!(plain, FunctionResult::ErrorMessage(message) if message.contains("Plain failure")));
    assert_eq!(last, FunctionResult::Value("last".into()));
    assert_eq!(client.batch([]).await.unwrap(), []);
}

#[wasm_bindgen_test]
async fn names_the_query_of_a_batch_that_cannot_be_sent() {
    let queries = [BatchQuery::new("a", &()), BatchQuery::new("b", &json!({ "n": u64::MAX }))];
    let error = client().batch(queries).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Args(error) if error.path() == "[1].n"), "{error}");
    assert_eq!(error.call().unwrap().function_path, "a, b");
}

#[wasm_bindgen_test]
fn refuses_urls_of_no_deployment() {
    for (url, message) in [
        ("", "the deployment URL \"\" starts with neither https:// nor http://"),
        ("https://", "the deployment URL \"https://\" is no URL;"),
        ("https://a.convex.site", "the deployment URL \"https://a.convex.site\" is that of HTTP actions"),
    ] {
        let error = Client::new(url).unwrap_err();
        assert!(error.to_string().starts_with(message), "{error}");
        assert!(matches!(error.kind(), ErrorKind::Client(_)));
        assert!(error.call().is_none());
        assert!(Client::builder(url).skip_deployment_url_check().build().is_ok());
    }
    assert_eq!(Client::new("https://a.convex.cloud//").unwrap().url(), "https://a.convex.cloud");
}

#[wasm_bindgen_test]
async fn writes_and_reads_numbers_as_javascript_does() {
    let numbers =
        [0.1 + 0.2, 1e21, 1.5e-7, 5e-324, f64::MAX, 17_325_432_101_234.567, -0.000_001, 2_251_799_813_685_249.5];
    let (builder, script) = scripted(&json!([success(&json!(numbers))]));
    let client = builder.build().unwrap();
    let returned: Vec<f64> =
        client.query("f", &Value::from([("n", numbers.map(Value::from).into_iter().collect())])).await.unwrap();
    assert_eq!(returned, numbers);
    // What `JSON.stringify` returns for them.
    let written = "[0.30000000000000004,1e+21,1.5e-7,5e-324,1.7976931348623157e+308,17325432101234.566,-0.000001,2251799813685249.5]";
    assert!(script.body(0).contains(written), "{}", script.body(0));
}
