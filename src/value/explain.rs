//! Why a value cannot be sent.
//!
//! The stack is on the heap: wasm that overflows its stack traps, and a trap ends the client for good.
use alloc::vec::Vec;

use wasm_bindgen::{JsCast, JsValue};

use super::field::{self, FieldError};
use crate::error::Error;
use crate::js::{self, JsString, List};

/// How deep a value may be nested. The official client ends where the engine's stack does, with the engine's error:
/// between 1,400 levels (arrays in Node) and 27,000 (arrays in Bun); the server takes 64.
const MAX_DEPTH: usize = 32_768;

/// An array or object whose members are being looked at.
struct Frame {
    /// `[key, value]` pairs: of an object, in the order of its keys, which are strings; those of an array are numbers.
    members: List,
    position: u32,
}

impl Frame {
    fn member(&self) -> List {
        self.members.get(self.position).unchecked_into()
    }
}

/// Returns what is wrong with a value that could not be encoded, where the official client would find it first.
pub(crate) fn explain(root: &JsValue) -> Error {
    match find(root, &mut Vec::new()) {
        Err(error) => error,
        // Only a proxy or a getter whose answers change gets here.
        Ok(()) => Error::value("The value changed while it was being read.", root, root),
    }
}

fn find(root: &JsValue, stack: &mut Vec<Frame>) -> Result<(), Error> {
    open(root, root, stack)?;
    while let Some(frame) = stack.last() {
        if frame.position < frame.members.length() {
            let member = frame.member();
            let key = member.get(0);
            if key.is_string() {
                check_key(key.unchecked_ref())?;
            }
            if open(&member.get(1), root, stack)? {
                continue;
            }
        } else {
            stack.pop();
        }
        // A member is done: the one that was just looked at, or the one whose frame was taken off.
        if let Some(frame) = stack.last_mut() {
            frame.position += 1;
        }
    }
    Ok(())
}

/// Checks a value by itself, and puts it on the stack if it has members to look at, which it returns.
fn open(value: &JsValue, root: &JsValue, stack: &mut Vec<Frame>) -> Result<bool, Error> {
    if value.is_undefined() {
        return Err(Error::value(
            "undefined is not a valid Convex value{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types.",
            &place(stack, root)?,
            root,
        ));
    }
    if !js::lower_leaf(value)?.is_undefined() {
        return Ok(false);
    }
    if value.is_bigint() {
        return Err(Error::value("BigInt {} does not fit into a 64-bit signed integer.", value, value));
    }
    let members = js::members_of(value)?;
    if members.is_undefined() {
        return Err(Error::value(
            if stack.is_empty() {
                "{} is not a supported Convex type{}."
            } else {
                "{} is not a supported Convex type{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types."
            },
            &js::print_type(value)?,
            &place(stack, root)?,
        ));
    }
    if stack.len() >= MAX_DEPTH {
        return Err(Error::depth());
    }
    stack.push(Frame { members: members.unchecked_into(), position: 0 });
    Ok(true)
}

/// Says where in the whole value the one being looked at stands; nothing for the whole value itself.
fn place(stack: &[Frame], root: &JsValue) -> Result<JsValue, Error> {
    let mut path = JsValue::from_str("");
    for frame in stack {
        let key = frame.member().get(0);
        path = js::fill(if key.is_string() { "{}.{}" } else { "{}[{}]" }, &path, &key);
    }
    if stack.is_empty() {
        return Ok(path);
    }
    Ok(js::fill(" (present at path {} in original object {})", &path, &js::print_value(root)?))
}

/// Checks a field name. The messages are the official client's.
pub(crate) fn check_key(key: &JsString) -> Result<(), Error> {
    let length = key.length();
    let Err(error) = field::check(length, key.units()) else {
        return Ok(());
    };
    let (message, position) = match error {
        FieldError::TooLong => ("Field name {} exceeds maximum field name length 1024.", 0),
        FieldError::Reserved => ("Field name {} starts with a '$', which is reserved.", 0),
        FieldError::Character(position) => (
            "Field name {} has invalid character '{}': Field names can only contain non-control ASCII characters",
            position,
        ),
    };
    Err(Error::value(message, key, &key.slice(position, position.saturating_add(1))))
}
