//! Convex values to JSON.
use alloc::vec::Vec;

use js_sys::{Array, ArrayBuffer, BigInt, JsString, Map, Object, Reflect, Set};
use wasm_bindgen::{JsCast, JsValue};

use super::walk::{self, Node, Path, Visitor};
use super::{field, scalar};
use crate::error::Error;
use crate::js;

const TYPES: &str = ". To learn about Convex's supported types, see https://docs.convex.dev/using/types.";

/// Returns the JSON of a Convex value: fresh objects whose keys are sorted.
pub(crate) fn encode(value: &JsValue) -> Result<JsValue, Error> {
    walk::rebuild(&Encoder { root: value }, value)
}

struct Encoder<'a> {
    /// The whole value, which error messages print.
    root: &'a JsValue,
}

impl Visitor for Encoder<'_> {
    fn visit(&self, node: &JsValue, path: &Path<'_>) -> Result<Node, Error> {
        if node.is_undefined() {
            return Err(self.undefined(path)?);
        }
        if node.is_null() || node.is_string() || node.as_bool().is_some() {
            return Ok(Node::Leaf(node.clone()));
        }
        if node.is_bigint() {
            let integer = int64(node)?;
            return Ok(Node::Leaf(marker("$integer", &scalar::encode_int64(integer).into())));
        }
        if let Some(number) = node.as_f64() {
            return Ok(Node::Leaf(if scalar::is_special(number) {
                marker("$float", &scalar::encode_float(number).into())
            } else {
                node.clone()
            }));
        }
        if node.has_type::<ArrayBuffer>() {
            let bytes = js::buffer_bytes(node)?;
            return Ok(Node::Leaf(marker("$bytes", &scalar::encode_base64(&bytes).into())));
        }
        if node.has_type::<js::CommitTsPlaceholder>() {
            return Ok(Node::Leaf(marker("$commitTs", &JsValue::NULL)));
        }
        if Array::is_array(node) {
            return Ok(Node::Array(node.clone().unchecked_into()));
        }
        if node.has_type::<Set>() {
            return Err(self.unsupported(path, &"Set".into(), &js::array_from(node)?)?);
        }
        if node.has_type::<Map>() {
            return Err(self.unsupported(path, &"Map".into(), &js::array_from(node)?)?);
        }
        if !js::is_plain_object(node)? {
            let name = js::type_name(node)?;
            let name = if name.is_truthy() { js::concat(&[&js::template(&name)?, &" ".into()]) } else { "".into() };
            return Err(self.unsupported(path, &name, node)?);
        }
        Ok(Node::Object(sorted_fields(node)?))
    }

    fn check_key(&self, key: &JsString) -> Result<(), Error> {
        check_key(key)
    }
}

impl Encoder<'_> {
    fn undefined(&self, path: &Path<'_>) -> Result<Error, Error> {
        let place = if path.is_root() { "".into() } else { self.place(path)? };
        Ok(Error::Value(js::concat(&[&"undefined is not a valid Convex value".into(), &place, &TYPES.into()])))
    }

    fn unsupported(&self, path: &Path<'_>, name: &JsValue, value: &JsValue) -> Result<Error, Error> {
        let value = js::print_value(value)?;
        let what = js::concat(&[name, &value, &" is not a supported Convex type".into()]);
        Ok(Error::Value(if path.is_root() {
            js::concat(&[&what, &".".into()])
        } else {
            js::concat(&[&what, &self.place(path)?, &TYPES.into()])
        }))
    }

    /// Says where in the whole value a node stands.
    fn place(&self, path: &Path<'_>) -> Result<JsValue, Error> {
        Ok(js::concat(&[
            &" (present at path ".into(),
            &path.print(),
            &" in original object ".into(),
            &js::print_value(self.root)?,
            &")".into(),
        ]))
    }
}

/// Checks a field name. The messages are the official client's.
pub(crate) fn check_key(key: &JsString) -> Result<(), Error> {
    let length = key.length();
    let Err(error) = field::check(length, (0..length).map(|position| unit(key, position))) else {
        return Ok(());
    };
    let name: &JsValue = key;
    let before = JsValue::from("Field name ");
    Err(Error::Value(match error {
        field::FieldError::TooLong => js::concat(&[&before, name, &" exceeds maximum field name length 1024.".into()]),
        field::FieldError::Reserved => js::concat(&[&before, name, &" starts with a '$', which is reserved.".into()]),
        field::FieldError::Character(position) => js::concat(&[
            &before,
            name,
            &" has invalid character '".into(),
            &key.slice(position, position + 1),
            &"': Field names can only contain non-control ASCII characters".into(),
        ]),
    }))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "charCodeAt returns a code unit for every position below the length"
)]
fn unit(key: &JsString, position: u32) -> u16 {
    key.char_code_at(position) as u16
}

/// Returns a bigint's value. The conversion that wasm-bindgen offers wraps around instead of failing.
fn int64(value: &JsValue) -> Result<i64, Error> {
    let integer = i64::try_from(value.clone().unchecked_into::<BigInt>());
    integer.map_err(|value| {
        Error::Value(match js::template(&value) {
            Ok(text) => js::concat(&[&"BigInt ".into(), &text, &" does not fit into a 64-bit signed integer.".into()]),
            Err(thrown) => thrown,
        })
    })
}

/// Returns an object's `[key, value]` pairs in the order of their keys, without those whose value is undefined.
fn sorted_fields(object: &JsValue) -> Result<Vec<Array>, Error> {
    // Getters run once, here; what follows reads a copy.
    let entries = js::entries(object)?;
    let fields = Object::from_entries(&entries)?;
    let mut sorted = Vec::new();
    for key in Object::keys(&fields).sort().iter() {
        let value = Reflect::get(&fields, &key)?;
        if !value.is_undefined() {
            sorted.push(Array::of2(&key, &value));
        }
    }
    Ok(sorted)
}

/// Makes the object that stands for a value that JSON cannot hold.
fn marker(key: &str, content: &JsValue) -> JsValue {
    let pair = Array::of2(&key.into(), content);
    Object::from_entries(&Array::of1(&pair)).map_or_else(|thrown| thrown, JsValue::from)
}
