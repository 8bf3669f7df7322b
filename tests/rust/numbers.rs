//! Numbers under every way in which serde represents a type: see `values.rs` for all the rest.
use std::collections::BTreeMap;
use std::fmt::Debug;

use convex_http_client::{Value, from_value, number, to_value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// Numbers of every type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Numbers {
    byte: u8,
    short: i16,
    side: u32,
    depth: i32,
    id: i64,
    count: u64,
    #[serde(with = "number")]
    at: u64,
    #[serde(with = "number", default, skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    ratio: f64,
    single: f32,
    maybe: Option<u32>,
    list: Vec<u16>,
    wrapped: Wrapped,
    pair: (u8, i64),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Wrapped(u32);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum External {
    Numbers(Numbers),
    Fields { side: u32, id: i64 },
    Pair(u32, i64),
    One(u8),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
enum Internal {
    Numbers(Numbers),
    Fields { side: u32, id: i64 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "content")]
enum Adjacent {
    Numbers(Numbers),
    Fields { side: u32, id: i64 },
    Pair(u32, i64),
    One(u8),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Numbers(Box<Numbers>),
    Fields { side: u32, id: i64 },
    Pair(u32, i64, u8),
    One(u8),
    Text(String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    name: String,
    #[serde(flatten)]
    numbers: Numbers,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Rest {
    name: String,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

fn numbers() -> Numbers {
    Numbers {
        byte: 7,
        short: -3,
        side: 4,
        depth: i32::MIN,
        id: 5,
        count: u64::MAX / 2,
        at: 1_700_000_000_000,
        until: Some(-1),
        ratio: 2.0,
        single: 3.0,
        maybe: Some(u32::MAX),
        list: vec![0, 1, u16::MAX],
        wrapped: Wrapped(6),
        pair: (1, -1),
    }
}

#[track_caller]
fn returns<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T) {
    let sent = to_value(&value);
    let read = sent.clone().and_then(|sent| Value::from_wire_json(&sent.to_wire_json()?));
    assert_eq!(read, sent);
    assert_eq!(sent.clone().and_then(from_value::<T>), Ok(value), "{sent:?}");
}

#[test]
fn returns_numbers_under_every_representation() {
    returns(numbers());
    returns(vec![
        External::Numbers(numbers()),
        External::Fields { side: 4, id: -5 },
        External::Pair(4, 5),
        External::One(3),
    ]);
    returns(vec![Internal::Numbers(numbers()), Internal::Fields { side: 4, id: -5 }]);
    returns(vec![
        Adjacent::Numbers(numbers()),
        Adjacent::Fields { side: 4, id: -5 },
        Adjacent::Pair(4, 5),
        Adjacent::One(3),
    ]);
    returns(vec![
        Untagged::Numbers(Box::new(numbers())),
        Untagged::Fields { side: 4, id: -5 },
        Untagged::Pair(4, 5, 6),
        Untagged::One(3),
        Untagged::Text("3".to_owned()),
    ]);
    returns(Flat { name: "a".to_owned(), numbers: numbers() });
    returns(Some(Wrapped(1)));
}

#[test]
fn reads_numbers_as_the_server_has_them_wherever_serde_has_to_guess() {
    // JavaScript's `{ type: "Fields", side: 4, id: 1700000000000 }`: both are `v.number()`.
    let fields = [("side", 4.into()), ("id", Value::Float64(1.7e12))];
    let value =
        |tag: Option<&str>| -> Value { fields.iter().cloned().chain(tag.map(|tag| ("type", tag.into()))).collect() };
    let id = 1_700_000_000_000;
    assert_eq!(from_value(value(Some("Fields"))), Ok(Internal::Fields { side: 4, id }));
    assert_eq!(from_value(value(None)), Ok(Untagged::Fields { side: 4, id }));
    let adjacent = Value::from([("type", "Fields".into()), ("content", value(None))]);
    assert_eq!(from_value(adjacent), Ok(Adjacent::Fields { side: 4, id }));
    // Nor is anything lost to dynamic values.
    let rest: BTreeMap<String, Value> = [
        ("small", Value::Float64(3.0)),
        ("negative", Value::Float64(-3.0)),
        ("time", Value::Float64(1.7e12)),
        ("past", Value::Float64(-1.7e12)),
        ("large", Value::Float64(1e300)),
        ("zero", Value::Float64(-0.0)),
        ("int", Value::Int64(3)),
        ("ints", Value::Array(vec![Value::Int64(-3), Value::Int64(1 << 40), Value::Int64(i64::MIN)])),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    returns(Rest { name: "a".to_owned(), rest });
}

#[test]
fn reads_every_whole_number_with_the_module_for_it() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "type")]
    enum Event {
        Born {
            #[serde(with = "number")]
            at: i64,
        },
    }
    let event = |at: Value| from_value::<Event>(Value::from([("type", "Born".into()), ("at", at)]));
    for at in [-1_700_000_000_000, -1, 0, 1_700_000_000_000, 1 << 53] {
        #[expect(clippy::cast_precision_loss, reason = "it is exact in this range")]
        let number = Value::Float64(at as f64);
        assert_eq!((event(number), event(Value::Int64(at))), (Ok(Event::Born { at }), Ok(Event::Born { at })));
    }
    assert!(event(1.5.into()).is_err() && event(1e300.into()).is_err() && event("1".into()).is_err());
}

#[test]
fn sends_integers_as_numbers_with_the_module_for_it() {
    #[derive(Serialize)]
    struct Args(#[serde(with = "number")] i128);
    assert_eq!(to_value(&Args(1 << 53)), Ok(Value::Float64(9_007_199_254_740_992.0)));
    let error = to_value(&Args((1 << 53) + 1)).unwrap_err();
    assert_eq!(error.to_string(), "integer 9007199254740993 has no number of its own");
}

#[test]
fn refuses_what_an_integer_or_a_float_cannot_hold() {
    assert_eq!(to_value(&(u64::MAX / 2 + 1)).unwrap_err().message(), "integer 9223372036854775808 is outside of int64");
    assert!(to_value(&i128::MAX).is_err() && to_value(&u128::MAX).is_err());
    assert_eq!(from_value::<i128>(Value::Int64(i64::MIN)), Ok(i128::from(i64::MIN)));
    let too_large = from_value::<f32>(1e300.into()).unwrap_err();
    assert_eq!(too_large.message(), "invalid value: number `1e+300`, expected f32");
    assert_eq!(from_value::<f32>(f64::INFINITY.into()), Ok(f32::INFINITY));
    assert_eq!(from_value::<f32>(Value::Int64(1 << 24)), Ok(16_777_216.0));
    assert!(from_value::<f32>(Value::Int64((1 << 24) + 1)).is_err());
    assert!(from_value::<u64>(Value::Int64(-1)).is_err());
}

#[test]
fn returns_maps_with_keys_of_every_kind() {
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    enum Name {
        Ada,
    }
    fn check<K: Serialize + DeserializeOwned + Debug + Ord>(key: K, name: &str) {
        assert_eq!(to_value(&BTreeMap::from([(&key, 1)])), Ok(Value::from([(name, 1.into())])));
        assert_eq!(from_value(Value::from([(name, 1.into())])), Ok(BTreeMap::from([(key, 1)])));
    }
    check(7_u8, "7");
    check(-7_i64, "-7");
    check(u64::MAX, "18446744073709551615");
    check(i128::MIN, "-170141183460469231731687303715884105728");
    check(true, "true");
    check('a', "a");
    check(Wrapped(7), "7");
    check(Some(7_i16), "7");
    check(Some("a".to_owned()), "a");
    check(Name::Ada, "Ada");
    for key in [None, Some("")] {
        let error = to_value(&BTreeMap::from([(key, 1)])).err();
        assert_eq!(error.is_some(), key.is_none());
    }
    assert!(to_value(&BTreeMap::from([((), 1)])).is_err());
}

#[test]
fn takes_json_of_serde_whichever_of_its_features_are_on() {
    let args = json!({ "z": 5, "limit": 10.0, "less": -1, "a": [0.5, 1e300, null, 1_700_000_000_000_u64] });
    let expected = Value::from([
        ("a", Value::Array(vec![0.5.into(), 1e300.into(), Value::Null, Value::Int64(1_700_000_000_000)])),
        ("less", Value::Int64(-1)),
        ("limit", 10.0.into()),
        ("z", Value::Int64(5)),
    ]);
    assert_eq!(to_value(&args), Ok(expected.clone()));
    // What the official client sends for them: the server's cache goes by the text of the arguments.
    let wire = r#"{"a":[0.5,1e+300,null,{"$integer":"AGjlz4sBAAA="}],"less":{"$integer":"//////////8="},"limit":10,"z":{"$integer":"BQAAAAAAAAA="}}"#;
    assert_eq!(expected.to_wire_json().as_deref(), Ok(wire));
    let error = to_value(&json!({ "a": [u64::MAX] })).unwrap_err();
    assert_eq!(error.to_string(), "integer 18446744073709551615 is outside of int64 (at `a[0]`)");
}

#[test]
fn gives_json_of_serde_whichever_of_its_features_are_on() {
    let value = Value::from([
        ("whole", 3.0.into()),
        ("half", 0.5.into()),
        ("time", 1.7e12.into()),
        ("int", Value::Int64(-3)),
        ("list", Value::Array(vec![Value::Null, "a".into(), true.into()])),
    ]);
    let json: Json = from_value(value).unwrap();
    let expected =
        json!({ "whole": 3, "half": 0.5, "time": 1_700_000_000_000_u64, "int": -3, "list": [null, "a", true] });
    assert_eq!(json, expected);
    assert_eq!(json["whole"].as_u64(), Some(3));
}

#[test]
fn reads_values_of_json_whichever_of_its_features_are_on() {
    let text = r#"{"a":[1,-1,0.5,1e300,null,"x",true]}"#;
    let items = [Value::Int64(1), Value::Int64(-1), 0.5.into(), 1e300.into(), Value::Null, "x".into(), true.into()];
    let expected = Value::from([("a", Value::Array(items.into()))]);
    let read = serde_json::from_str::<Value>(text);
    // With `arbitrary_precision`, a number is a map to whoever does not know that feature.
    if cfg!(not(any(feature = "arbitrary-precision", feature = "all-of-serde-json"))) {
        assert_eq!(read.unwrap(), expected);
    }
    // On the wire, plain numbers are `v.number()`.
    let items = [1.0.into(), (-1.0).into(), 0.5.into(), 1e300.into(), Value::Null, "x".into(), true.into()];
    assert_eq!(Value::from_wire_json(text), Ok(Value::from([("a", Value::Array(items.into()))])));
}

#[cfg(feature = "all-of-serde-json")]
#[test]
fn passes_raw_json_on() {
    use serde_json::value::RawValue;

    #[derive(Serialize, Deserialize)]
    struct Args {
        raw: Box<RawValue>,
    }
    let raw = RawValue::from_string(r#"{"n": 3, "i": {"$integer":"AQAAAAAAAAA="}}"#.to_owned()).unwrap();
    let value = Value::from([("raw", Value::from([("n", 3.0.into()), ("i", Value::Int64(1))]))]);
    assert_eq!(to_value(&Args { raw }), Ok(value.clone()));
    let read: Args = from_value(value).unwrap();
    assert_eq!(read.raw.get(), r#"{"i":{"$integer":"AQAAAAAAAAA="},"n":3}"#);
}

#[test]
fn returns_what_is_nested_two_hundred_deep() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Nested {
        inner: Option<Box<Nested>>,
    }
    let deep = (0..200).fold(Nested { inner: None }, |inner, _| Nested { inner: Some(Box::new(inner)) });
    returns(deep);
    let deep = (0..200).fold(json!(0.5), |inner, _| json!([inner]));
    returns(to_value(&deep).unwrap());
    let deeper = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    assert!(
        Value::from_wire_json(&deeper).unwrap_err().to_string().starts_with("value is nested too deep (at `[0][0]")
    );
}

#[test]
fn replaces_half_of_a_surrogate_pair() {
    let value = Value::from_wire_json(r#"["\ud800","a\udc00","\ud83d\ude00"]"#);
    assert_eq!(value, Ok(Value::Array(vec!["\u{fffd}".into(), "a\u{fffd}".into(), "\u{1f600}".into()])));
}
