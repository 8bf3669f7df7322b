//! Values from and to JavaScript's, and clients where only what is `Send` may be.
use convex_http_client::{Auth, Call, Client, Idle, Pages, Paginated, Retry, Value};
use js_sys::{Array, ArrayBuffer, Function, Reflect};
use serde_json::json;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::setup::{scripted, success};

fn evaluate(code: &str) -> JsValue {
    Function::new_no_args(&format!("return ({code})")).call0(&JsValue::UNDEFINED).expect("the code runs")
}

#[wasm_bindgen_test]
fn maps_values_as_the_npm_package_does() {
    let value = Value::from([
        ("null", Value::Null),
        ("number", 1.5.into()),
        ("whole", 3.into()),
        ("zero", Value::Float64(-0.0)),
        ("nan", Value::Float64(f64::NAN)),
        ("bigint", Value::Int64(i64::MIN)),
        ("boolean", true.into()),
        ("string", "é\u{1f600}".into()),
        ("bytes", Value::Bytes(vec![0, 255])),
        ("array", Value::Array(vec![Value::Null, Value::Array(vec![])])),
        ("__proto__", Value::from([("a", 1.into())])),
    ]);
    let code = "{ null: null, number: 1.5, whole: 3, zero: -0, nan: NaN, bigint: -(2n ** 63n), boolean: true,
        string: 'é😀', bytes: new Uint8Array([0, 255]).buffer, array: [null, []], ['__proto__']: { a: 1 },
        missing: undefined }";
    assert_eq!(Value::from_js(&evaluate(code)), Ok(value.clone()));
    let js = JsValue::from(&value);
    assert_eq!(Value::try_from(&js), Ok(value));
    assert!(Reflect::get(&js, &"bytes".into()).unwrap().is_instance_of::<ArrayBuffer>());
    assert!(Reflect::get(&js, &"bigint".into()).unwrap().is_bigint());
    assert!(Reflect::get(&js, &"a".into()).unwrap().is_undefined());
    assert_eq!(Value::from_js(&evaluate("Object.create(null)")), Ok(Value::Object([].into())));
}

#[wasm_bindgen_test]
fn refuses_what_is_no_value_with_its_path() {
    for (code, error) in [
        ("undefined", "undefined is no Convex value"),
        ("{ a: [1, undefined] }", "undefined is no Convex value (at `a[1]`)"),
        ("{ a: { b: new Date(0) } }", "Date is no Convex value (at `a.b`)"),
        ("[new Uint8Array(1)]", "Uint8Array is no Convex value (at `[0]`)"),
        ("[new Map(), 1]", "Map is no Convex value (at `[0]`)"),
        ("[() => 1]", "Function is no Convex value (at `[0]`)"),
        ("[Symbol.iterator]", "symbol is no Convex value (at `[0]`)"),
        ("[2n ** 63n]", "bigint is outside of int64 (at `[0]`)"),
        ("{ $a: 1 }", "field name starts with a `$`, which is reserved (at `[\"$a\"]`)"),
        ("{ get a() { throw new Error('no') } }", "it cannot be read: no (at `a`)"),
    ] {
        assert_eq!(Value::from_js(&evaluate(code)).unwrap_err().to_string(), error, "{code}");
    }
    for code in [
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()",
        "(() => { const a = []; a.push(a); return a; })()",
        "(() => { const a = {}; a.a = a; return a; })()",
    ] {
        assert!(Value::from_js(&evaluate(code)).is_err(), "{code}");
    }
}

#[wasm_bindgen_test]
async fn sends_and_returns_what_javascript_has() {
    let (builder, script) = scripted(&json!([success(&json!([{ "$integer": "AQAAAAAAAAA=" }, 2]))]));
    let client = builder.build().unwrap();
    let args = Value::from_js(&evaluate("{ b: 1n, a: 1, c: undefined }")).unwrap();
    let returned = client.query::<Value>("f", &args).await.unwrap().to_js();
    assert!(script.body(0).contains(r#"[{"a":1,"b":{"$integer":"AQAAAAAAAAA="}}]"#), "{}", script.body(0));
    let items = Array::from(&returned);
    assert!(items.get(0).is_bigint() && items.get(1).as_f64() == Some(2.0));
}

#[wasm_bindgen_test]
fn is_send_and_sync_with_the_feature_for_it() {
    fn check<T: Send + Sync>() {}
    check::<Client>();
    check::<Auth>();
    check::<Retry>();
    check::<Call<String>>();
    check::<Paginated<String>>();
    check::<Pages<String>>();
    check::<Idle>();
}
