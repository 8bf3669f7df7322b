//! Why a value cannot be sent.
//!
//! The stack is on the heap: wasm that overflows its stack traps, and a trap ends the client for good.
use alloc::vec::Vec;

use js_sys::{Array, JsString};
use wasm_bindgen::{JsCast, JsValue};

use super::field::{self, FieldError};
use crate::error::Error;
use crate::js::{self, Part};

/// How deep a value may be nested. Engines exhaust their own stack long before; the server takes 64 levels.
const MAX_DEPTH: usize = 100_000;

const TYPES: &str = ". To learn about Convex's supported types, see https://docs.convex.dev/using/types.";

/// An array or object whose members are being looked at.
struct Frame {
    /// `[key, value]` pairs: of an object, in the order of their keys.
    members: Array,
    position: u32,
    is_array: bool,
}

impl Frame {
    fn member(&self) -> Array {
        self.members.get(self.position).unchecked_into()
    }
}

/// Returns what is wrong with a value that could not be encoded, where the official client would find it first.
pub(crate) fn explain(root: &JsValue) -> Error {
    let mut stack = Vec::new();
    match find(root, &mut stack) {
        Err(error) => error,
        // Only a proxy or a getter whose answers change gets here.
        Ok(()) => Error::Value("The value changed while it was being read.".into()),
    }
}

fn find(root: &JsValue, stack: &mut Vec<Frame>) -> Result<(), Error> {
    open(root, root, stack)?;
    while let Some(frame) = stack.last_mut() {
        if frame.position == frame.members.length() {
            stack.pop();
            if let Some(parent) = stack.last_mut() {
                parent.position += 1;
            }
            continue;
        }
        let member = frame.member();
        if !frame.is_array {
            check_key(member.get(0).unchecked_ref())?;
        }
        if !open(&member.get(1), root, stack)?
            && let Some(frame) = stack.last_mut()
        {
            frame.position += 1;
        }
    }
    Ok(())
}

/// Checks a value by itself, and puts it on the stack if it has members to look at.
fn open(value: &JsValue, root: &JsValue, stack: &mut Vec<Frame>) -> Result<bool, Error> {
    if value.is_undefined() {
        return Err(Error::Value(js::text(&[
            Part::Str("undefined is not a valid Convex value"),
            Part::Js(&place(stack, root)?),
            Part::Str(TYPES),
        ])));
    }
    if !js::lower_leaf(value)?.is_undefined() {
        return Ok(false);
    }
    if value.is_bigint() {
        return Err(Error::Value(js::text(&[
            Part::Str("BigInt "),
            Part::Js(&js::template(value)?),
            Part::Str(" does not fit into a 64-bit signed integer."),
        ])));
    }
    let is_array = Array::is_array(value);
    if !is_array && !js::is_plain_object(value)? {
        return Err(Error::Value(js::text(&[
            Part::Js(&js::print_type(value)?),
            Part::Str(" is not a supported Convex type"),
            Part::Js(&place(stack, root)?),
            Part::Str(if stack.is_empty() { "." } else { TYPES }),
        ])));
    }
    if stack.len() >= MAX_DEPTH {
        return Err(Error::Depth);
    }
    stack.push(Frame { members: js::members_of(value, is_array)?, position: 0, is_array });
    Ok(true)
}

/// Says where in the whole value the one being looked at stands; nothing for the whole value itself.
fn place(stack: &[Frame], root: &JsValue) -> Result<JsValue, Error> {
    let mut path = JsValue::from_str("");
    for frame in stack {
        let (before, after) = if frame.is_array { ("[", "]") } else { (".", "") };
        let key = js::template(&frame.member().get(0))?;
        path = js::text(&[Part::Js(&path), Part::Str(before), Part::Js(&key), Part::Str(after)]);
    }
    if stack.is_empty() {
        return Ok(path);
    }
    Ok(js::text(&[
        Part::Str(" (present at path "),
        Part::Js(&path),
        Part::Str(" in original object "),
        Part::Js(&js::print_value(root)?),
        Part::Str(")"),
    ]))
}

/// Checks a field name. The messages are the official client's.
pub(crate) fn check_key(key: &JsString) -> Result<(), Error> {
    let length = key.length();
    let Err(error) = field::check(length, (0..length).map(|position| unit(key, position))) else {
        return Ok(());
    };
    let (part, before_part, after) = match error {
        FieldError::TooLong => ("".into(), " exceeds maximum field name length 1024.", ""),
        FieldError::Reserved => ("".into(), " starts with a '$', which is reserved.", ""),
        FieldError::Character(position) => (
            key.slice(position, position + 1),
            " has invalid character '",
            "': Field names can only contain non-control ASCII characters",
        ),
    };
    Err(Error::Value(js::text(&[
        Part::Str("Field name "),
        Part::Js(key),
        Part::Str(before_part),
        Part::Js(&part),
        Part::Str(after),
    ])))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "charCodeAt returns a code unit for every position below the length"
)]
fn unit(key: &JsString, position: u32) -> u16 {
    key.char_code_at(position) as u16
}
