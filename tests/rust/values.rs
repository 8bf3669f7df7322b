//! Rust values to Convex values and back.
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use convex_http_client::{Value, ValueError, from_value, to_value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use serde_json::json;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    #[serde(rename = "_id")]
    id: String,
    text: String,
    is_done: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    priority: Option<i64>,
    #[serde(with = "serde_bytes")]
    hash: Vec<u8>,
    weight: f64,
    count: u32,
    state: State,
    tags: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum State {
    Open,
    Blocked { by: String },
    Moved(f64, f64),
    Renamed(String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Tagged {
    Text { body: String },
    Image { width: f64 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Document {
    #[serde(rename = "_id")]
    id: String,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

fn task() -> Task {
    Task {
        id: "1;tasks".to_owned(),
        text: "Water".to_owned(),
        is_done: false,
        priority: Some(i64::MAX),
        hash: vec![0, 255],
        weight: -0.0,
        count: u32::MAX,
        state: State::Blocked { by: "Ada".to_owned() },
        tags: vec!["a".to_owned()],
    }
}

fn value_of_task() -> Value {
    Value::from([
        ("_id", "1;tasks".into()),
        ("text", "Water".into()),
        ("isDone", false.into()),
        ("priority", Value::Int64(i64::MAX)),
        ("hash", Value::Bytes(vec![0, 255])),
        ("weight", Value::Float64(-0.0)),
        ("count", Value::Float64(4_294_967_295.0)),
        ("state", Value::from([("Blocked", Value::from([("by", "Ada".into())]))])),
        ("tags", Value::Array(vec!["a".into()])),
    ])
}

#[track_caller]
fn round_trips<T: Serialize + DeserializeOwned + PartialEq + Debug>(rust: T, convex: Value) {
    assert_eq!(to_value(&rust).as_ref(), Ok(&convex));
    assert_eq!(from_value::<T>(convex), Ok(rust));
}

#[track_caller]
fn refuses<T: DeserializeOwned + Debug>(value: Value, path: &str, message: &str) {
    let error = from_value::<T>(value).map_err(|error| (error.path(), error.message().to_owned()));
    assert_eq!(error.err(), Some((path.to_owned(), message.to_owned())));
}

fn at(error: &ValueError) -> (String, &str) {
    (error.path(), error.message())
}

#[test]
fn round_trips_structs_and_enums() {
    round_trips(task(), value_of_task());
    round_trips(State::Open, "Open".into());
    round_trips(State::Moved(1.0, 2.5), Value::from([("Moved", Value::Array(vec![1.0.into(), 2.5.into()]))]));
    round_trips(State::Renamed("b".to_owned()), Value::from([("Renamed", "b".into())]));
    round_trips(
        vec![Tagged::Text { body: "b".to_owned() }, Tagged::Image { width: 1.5 }],
        Value::Array(vec![
            Value::from([("kind", "text".into()), ("body", "b".into())]),
            Value::from([("kind", "image".into()), ("width", 1.5.into())]),
        ]),
    );
}

#[test]
fn round_trips_scalars() {
    round_trips((), Value::Null);
    round_trips(None::<bool>, Value::Null);
    round_trips(true, true.into());
    round_trips('\u{1f600}', "\u{1f600}".into());
    round_trips("text".to_owned(), "text".into());
    round_trips(ByteBuf::from([1, 2]), Value::Bytes(vec![1, 2]));
    for integer in [0, 1, -1, i64::MIN, i64::MAX, (1 << 53) + 1] {
        round_trips(integer, Value::Int64(integer));
        round_trips(i128::from(integer), Value::Int64(integer));
    }
    round_trips(u64::MAX / 2, Value::Int64(i64::MAX));
    round_trips(7_usize, Value::Int64(7));
    round_trips(i32::MIN, (-2_147_483_648.0).into());
    round_trips((1_u8, -2_i8, 3_u16, -4_i16), Value::Array(vec![1.0.into(), (-2.0).into(), 3.0.into(), (-4.0).into()]));
    for float in [0.0, -0.0, 1.5, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY, 5e-324] {
        assert_eq!(to_value(&float), Ok(Value::Float64(float)));
        assert_eq!(from_value::<f64>(Value::Float64(float)).unwrap().to_bits(), float.to_bits());
    }
    assert!(from_value::<f64>(to_value(&f64::NAN).unwrap()).unwrap().is_nan());
    round_trips(1.5_f32, 1.5.into());
}

#[test]
fn round_trips_maps() {
    round_trips(
        HashMap::from([("a b".to_owned(), 1_i64), ("c".to_owned(), 2)]),
        Value::from([("a b", Value::Int64(1)), ("c", Value::Int64(2))]),
    );
    round_trips(BTreeMap::from([(1_u64, true), (20, false)]), Value::from([("1", true.into()), ("20", false.into())]));
    round_trips(BTreeMap::from([(-1_i32, 1.0)]), Value::from([("-1", 1.0.into())]));
}

#[test]
fn keeps_numbers_and_integers_apart_where_types_are_dynamic() {
    let value =
        Value::from([("_id", "1".into()), ("n", 3.0.into()), ("i", Value::Int64(3)), ("b", Value::Bytes(vec![1]))]);
    round_trips(value.clone(), value.clone());
    let document = from_value::<Document>(value.clone()).unwrap();
    assert_eq!(document.rest["n"], Value::Float64(3.0));
    assert_eq!(document.rest["i"], Value::Int64(3));
    assert_eq!(to_value(&document), Ok(value));
}

#[test]
fn takes_json_of_serde() {
    let args = json!({ "channel": "general", "limit": 10.0, "since": 5, "tags": ["a", null] });
    let expected = Value::from([
        ("channel", "general".into()),
        ("limit", 10.0.into()),
        ("since", Value::Int64(5)),
        ("tags", Value::Array(vec!["a".into(), Value::Null])),
    ]);
    assert_eq!(to_value(&args), Ok(expected));
}

#[test]
fn reads_numbers_as_other_numbers_where_nothing_is_lost() {
    assert_eq!(from_value::<(u8, i64, u64, usize)>(Value::Array(vec![3.0.into(); 4])), Ok((3, 3, 3, 3)));
    assert_eq!(from_value::<i32>(Value::Int64(-5)), Ok(-5));
    assert_eq!(from_value::<f64>(Value::Int64(1 << 53)), Ok(9_007_199_254_740_992.0));
    assert_eq!(from_value::<Vec<u8>>(Value::Bytes(vec![1, 2])), Ok(vec![1, 2]));
    assert_eq!(from_value::<Option<i64>>(Value::Int64(1)), Ok(Some(1)));
    refuses::<i64>(1.5.into(), "", "invalid value: number `1.5`, expected i64");
    refuses::<i64>(1e17.into(), "", "invalid value: number `100000000000000000`, expected i64");
    refuses::<i64>(f64::NAN.into(), "", "invalid value: number `NaN`, expected i64");
    refuses::<f64>(
        Value::Int64((1 << 53) + 1),
        "",
        "invalid value: integer `9007199254740993`, expected an integer that a float can hold",
    );
}

#[test]
fn names_the_path_of_what_cannot_be_read() {
    type Page = HashMap<String, Vec<Task>>;
    let tasks = |change: fn(&mut BTreeMap<String, Value>)| {
        let Value::Object(mut fields) = value_of_task() else { panic!("a task is an object") };
        change(&mut fields);
        Value::from([("page", Value::Array(vec![value_of_task(), Value::Object(fields)]))])
    };
    let too_large = tasks(|task| drop(task.insert("count".to_owned(), Value::Int64(1 << 32))));
    refuses::<Page>(too_large, "page[1].count", "invalid value: integer `4294967296`, expected u32");
    let missing = tasks(|task| drop(task.remove("text")));
    refuses::<Page>(missing, "page[1]", "missing field `text`");
    let unknown = tasks(|task| drop(task.insert("state".to_owned(), "Lost".into())));
    let variants = "unknown variant `Lost`, expected one of `Open`, `Blocked`, `Moved`, `Renamed`";
    refuses::<Page>(unknown, "page[1].state", variants);
    let inside = tasks(|task| {
        task.insert("state".to_owned(), Value::from([("Moved", Value::Array(vec![1.0.into(), "b".into()]))]));
    });
    refuses::<Page>(inside, "page[1].state.Moved[1]", "invalid type: string \"b\", expected f64");
    let bare = tasks(|task| drop(task.insert("state".to_owned(), "Moved".into())));
    refuses::<Page>(bare, "page[1].state", "invalid type: a variant without content, expected a variant with content");
    refuses::<(u8, u8)>(Value::Array(vec![1.0.into(); 3]), "", "invalid length 3, expected fewer items");
    refuses::<BTreeMap<u8, bool>>(Value::from([("x", true.into())]), "x", "invalid type: string \"x\", expected u8");
    refuses::<()>("id".into(), "", "invalid type: string \"id\", expected unit");
}

#[test]
fn names_the_path_of_what_cannot_be_sent() {
    #[derive(Serialize)]
    struct Args<T> {
        filters: Vec<HashMap<String, T>>,
    }
    fn error<T: Serialize>(key: &str, value: T) -> ValueError {
        to_value(&Args { filters: vec![HashMap::new(), HashMap::from([(key.to_owned(), value)])] }).unwrap_err()
    }
    let too_large = error("since", u64::MAX);
    assert_eq!(at(&too_large), ("filters[1].since".to_owned(), "integer 18446744073709551615 is outside of int64"));
    assert_eq!(error("a", i128::MIN).path(), "filters[1].a");
    let reserved = error("$gt", 1);
    assert_eq!(at(&reserved), ("filters[1][\"$gt\"]".to_owned(), "field name starts with a `$`, which is reserved"));
    let not_ascii = error("é", 1);
    assert_eq!(not_ascii.message(), "field name has a character that is not printable ASCII");
    let too_long = error(&"x".repeat(1025), 1);
    assert_eq!(too_long.message(), "field name is longer than 1024 characters");
    let no_key = to_value(&BTreeMap::from([(vec![1], 1)])).unwrap_err();
    assert_eq!(no_key.message(), "key of a map is not a string");
}

#[test]
fn bounds_the_depth_of_what_is_sent() {
    #[derive(Serialize)]
    struct Nested(Vec<Nested>);
    let mut nested = Nested(Vec::new());
    for _ in 0..1000 {
        nested = Nested(vec![nested]);
    }
    assert_eq!(to_value(&nested).unwrap_err().message(), "value is nested too deep");
}
