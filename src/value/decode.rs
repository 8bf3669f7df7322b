//! JSON to Convex values.
use alloc::vec::Vec;

use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::encode::check_key;
use super::scalar::{self, ScalarError};
use super::walk::{self, Node, Path, Visitor};
use crate::error::Error;
use crate::js;

/// Returns the Convex value of JSON: fresh objects.
pub(crate) fn decode(json: &JsValue) -> Result<JsValue, Error> {
    walk::rebuild(&Decoder, json)
}

struct Decoder;

impl Visitor for Decoder {
    fn visit(&self, node: &JsValue, _path: &Path<'_>) -> Result<Node, Error> {
        if node.is_null() || node.is_string() || node.as_bool().is_some() || node.as_f64().is_some() {
            return Ok(Node::Leaf(node.clone()));
        }
        if Array::is_array(node) {
            return Ok(Node::Array(node.clone().unchecked_into()));
        }
        if !node.is_object() || node.is_function() {
            return Err(Error::Value(js::concat(&[&"Unexpected type of ".into(), &js::template(node)?])));
        }
        let fields: Vec<Array> = js::entries(node)?.iter().map(JsCast::unchecked_into::<Array>).collect();
        if let [field] = fields.as_slice()
            && let Some(key) = field.get(0).as_string()
            && let Some(value) = decode_marker(&key, &field.get(1), node)?
        {
            return Ok(Node::Leaf(value));
        }
        Ok(Node::Object(fields))
    }

    fn check_key(&self, key: &JsString) -> Result<(), Error> {
        check_key(key)
    }
}

/// Returns the value that an object with a single field stands for, if it is a marker.
fn decode_marker(key: &str, content: &JsValue, node: &JsValue) -> Result<Option<JsValue>, Error> {
    let text = || content.as_string().ok_or_else(|| malformed(key, node));
    Ok(Some(match key {
        "$bytes" => {
            if !content.is_string() {
                return Err(malformed(key, node));
            }
            decode_bytes(content)?
        }
        "$integer" => scalar::decode_int64(text()?).map_err(|error| refuse_scalar(error, key))?.into(),
        "$float" => scalar::decode_float(text()?).map_err(|error| refuse_scalar(error, key))?.into(),
        "$commitTs" => {
            if !content.is_null() {
                return Err(malformed(key, node));
            }
            js::commit_ts()
        }
        "$set" => return Err(no_longer_supported("Set")),
        "$map" => return Err(no_longer_supported("Map")),
        _ => return Ok(None),
    }))
}

/// Returns the `ArrayBuffer` that base64 text stands for.
pub(crate) fn decode_bytes(text: &JsValue) -> Result<JsValue, Error> {
    let bytes =
        scalar::decode_base64(js::bytes(text.unchecked_ref())).map_err(|error| refuse_scalar(error, "$bytes"))?;
    Ok(Uint8Array::from(bytes.as_slice()).buffer().into())
}

fn malformed(key: &str, node: &JsValue) -> Error {
    match js::template(node) {
        Ok(node) => Error::Value(js::concat(&[&"Malformed ".into(), &key.into(), &" field on ".into(), &node])),
        Err(thrown) => Error::Js(thrown),
    }
}

/// Returns the error of an `$integer` or a `$float`.
pub(crate) fn refuse_scalar(error: ScalarError, key: &str) -> Error {
    Error::Value(match error {
        ScalarError::Length => scalar::LENGTH_ERROR.into(),
        // The official client makes an array of -1 bytes, which is the engine's error.
        ScalarError::Padding => return Error::Js(js::array_length_error()),
        ScalarError::Size(size) => {
            js::concat(&[&"Received ".into(), &js::number(size), &" bytes, expected 8 for ".into(), &key.into()])
        }
        ScalarError::Ordinary(float) => {
            js::concat(&[&"Float ".into(), &js::number(float), &" should be encoded as a number".into()])
        }
    })
}

fn no_longer_supported(name: &str) -> Error {
    Error::Value(js::concat(&[
        &"Received a ".into(),
        &name.into(),
        &" which is no longer supported as a Convex type.".into(),
    ]))
}
