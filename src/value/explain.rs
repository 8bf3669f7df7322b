//! Why a value cannot be sent.
use wasm_bindgen::{JsCast, JsValue};

use convex_http_client_core::value::field::{self, FieldError};
use crate::error::Error;
use crate::imports::{self, JsString, Walk};

/// How deep a value may be nested. The official client ends where the engine's stack does, with the engine's error:
/// between 1,400 levels (arrays in Node) and 27,000 (arrays in Bun); the server takes 64.
const MAX_DEPTH: u32 = 32_768;

/// Returns what is wrong with a value that could not be encoded, where the official client would find it first.
pub(crate) fn explain(root: &JsValue) -> Error {
    match find(root, &Walk::new()) {
        Err(error) => error,
        // Only a proxy or a getter whose answers change gets here.
        Ok(()) => Error::value("The value changed while it was being read.", root, root),
    }
}

fn find(root: &JsValue, walk: &Walk) -> Result<(), Error> {
    check(root, root, walk)?;
    while imports::advance(walk) {
        let key = imports::key(walk);
        if key.is_string() {
            check_key(key.unchecked_ref())?;
        }
        check(&imports::member(walk), root, walk)?;
    }
    Ok(())
}

/// Checks a value by itself, and goes into one that has members to look at.
fn check(value: &JsValue, root: &JsValue, walk: &Walk) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::value(
            "undefined is not a valid Convex value{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types.",
            &place(walk, root)?,
            root,
        ));
    }
    if !imports::encode_leaf(value)?.is_undefined() {
        return Ok(());
    }
    if value.is_bigint() {
        return Err(Error::value("BigInt {} does not fit into a 64-bit signed integer.", value, value));
    }
    let level = imports::levels(walk);
    if imports::enter(walk, value)? {
        return if level >= MAX_DEPTH { Err(Error::depth()) } else { Ok(()) };
    }
    Err(Error::value(
        if level == 0 {
            "{} is not a supported Convex type{}."
        } else {
            "{} is not a supported Convex type{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types."
        },
        &imports::print_type(value)?,
        &place(walk, root)?,
    ))
}

/// Says where in the whole value the one being looked at stands; nothing for the whole value itself.
fn place(walk: &Walk, root: &JsValue) -> Result<JsValue, Error> {
    let path = imports::print_path(walk);
    if path.is_falsy() {
        return Ok(path);
    }
    Ok(imports::fill(" (present at path {} in original object {})", &path, &imports::print_value(root)?))
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
