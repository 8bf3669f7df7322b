//! JavaScript's values, as the npm package maps them: see [`Value::from_js`].
use js_sys::{Array, ArrayBuffer, BigInt, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::encode::check_field;
use super::{DEEP, MAX_DEPTH, Value, ValueError};

// Those of js-sys do not catch what a proxy throws.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    fn keys(object: &Object) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    fn prototype(object: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

impl Value {
    /// Makes a value of a JavaScript value, such as the arguments of a call.
    ///
    /// | JavaScript | Convex |
    /// |---|---|
    /// | `null`, boolean, string | the same |
    /// | number | `v.number()` |
    /// | bigint | `v.int64()` |
    /// | `ArrayBuffer` | `v.bytes()` |
    /// | array | `v.array()` |
    /// | plain object | `v.object()`; fields that are `undefined` are left out |
    ///
    /// # Errors
    ///
    /// For everything else, such as `undefined`, a `Date`, a typed array or a bigint beyond int64, as with the npm package.
    /// The error names the path.
    pub fn from_js(value: &JsValue) -> Result<Self, ValueError> {
        read(value, 0)
    }

    /// Makes the JavaScript value that stands for it.
    #[must_use]
    pub fn to_js(&self) -> JsValue {
        match self {
            Self::Null => JsValue::NULL,
            Self::Int64(value) => BigInt::from(*value).into(),
            Self::Float64(value) => (*value).into(),
            Self::Boolean(value) => (*value).into(),
            Self::String(text) => text.into(),
            Self::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).buffer().into(),
            Self::Array(items) => items.iter().map(Self::to_js).collect::<Array>().into(),
            Self::Object(fields) => {
                // Not by setting fields, as one may be called `__proto__`.
                let entries: Array =
                    fields.iter().map(|(name, field)| Array::of2(&name.into(), &field.to_js())).collect();
                Object::from_entries(&entries).map_or_else(|thrown| thrown, Into::into)
            }
        }
    }
}

impl TryFrom<&JsValue> for Value {
    type Error = ValueError;

    fn try_from(value: &JsValue) -> Result<Self, ValueError> {
        Self::from_js(value)
    }
}

impl From<&Value> for JsValue {
    fn from(value: &Value) -> Self {
        value.to_js()
    }
}

fn read(value: &JsValue, depth: usize) -> Result<Value, ValueError> {
    if depth > MAX_DEPTH {
        return Err(ValueError::new(DEEP));
    }
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Some(number) = value.as_f64() {
        return Ok(Value::Float64(number));
    }
    if let Some(boolean) = value.as_bool() {
        return Ok(Value::Boolean(boolean));
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::String(text));
    }
    if value.is_bigint() {
        let integer = i64::try_from(BigInt::from(value.clone()));
        return integer.map(Value::Int64).map_err(|_| ValueError::new("bigint is outside of int64"));
    }
    if let Some(buffer) = value.dyn_ref::<ArrayBuffer>() {
        return Ok(Value::Bytes(Uint8Array::new(buffer).to_vec()));
    }
    if is_array(value).map_err(unreadable)? {
        return read_items(value, depth);
    }
    if value.is_object() && is_plain(value) {
        return read_fields(value.unchecked_ref(), depth);
    }
    Err(ValueError::new(format!("{} is no Convex value", name_type(value))))
}

fn read_items(array: &JsValue, depth: usize) -> Result<Value, ValueError> {
    let get = |key: &JsValue| Reflect::get(array, key).map_err(unreadable);
    let length = get(&"length".into())?.as_f64().unwrap_or_default();
    let mut items = Vec::new();
    let mut index = 0_u32;
    while f64::from(index) < length {
        let item = get(&index.into()).and_then(|item| read(&item, depth + 1));
        items.push(item.map_err(|error| error.in_item(items.len()))?);
        index += 1;
    }
    Ok(Value::Array(items))
}

#[expect(clippy::needless_pass_by_value, reason = "it takes what was thrown")]
fn unreadable(thrown: JsValue) -> ValueError {
    let message = Reflect::get(&thrown, &"message".into()).ok().and_then(|message| message.as_string());
    ValueError::new(format!("it cannot be read: {}", message.unwrap_or_default()))
}

fn read_fields(object: &Object, depth: usize) -> Result<Value, ValueError> {
    let mut fields = std::collections::BTreeMap::new();
    for key in keys(object).map_err(unreadable)?.iter() {
        let name = key.as_string().unwrap_or_default();
        let field = Reflect::get(object, &key).map_err(unreadable);
        let read = match field {
            Ok(field) if field.is_undefined() => continue,
            field => check_field(&name).and(field).and_then(|field| read(&field, depth + 1)),
        };
        match read {
            Ok(field) => drop(fields.insert(name, field)),
            Err(error) => return Err(error.in_field(name)),
        }
    }
    Ok(Value::Object(fields))
}

/// Tells whether an object is made of fields alone: its prototype is nothing, or one whose own prototype is nothing, as
/// that of any realm's objects.
fn is_plain(object: &JsValue) -> bool {
    match prototype(object) {
        Ok(of) => of.is_null() || prototype(&of).is_ok_and(|of| of.is_null()),
        Err(_) => false,
    }
}

/// Names what a value is: its constructor, or its type.
fn name_type(value: &JsValue) -> String {
    let constructor = Reflect::get(value, &"constructor".into()).ok();
    let name = constructor.and_then(|constructor| Reflect::get(&constructor, &"name".into()).ok()?.as_string());
    let name = name.filter(|name| !name.is_empty());
    name.unwrap_or_else(|| value.js_typeof().as_string().unwrap_or_default())
}
