//! Why something cannot be sent or read: the official client's messages.
//!
//! JavaScript reads users' objects, finds the place and prints the values; which message is due is decided here. A `{}`
//! in a message stands for a value, which JavaScript fills in as a template literal prints it.
use convex_http_client_core::address::AddressError;
use convex_http_client_core::value::field::{self, FieldError};
use convex_http_client_core::value::scalar::ScalarError;
use wasm_bindgen::JsValue;

use crate::imports::{self, JsString};

/// Returns an error with one value in its message.
fn with(message: &str, value: &JsValue) -> JsValue {
    imports::fail(message, value, &JsValue::UNDEFINED)
}

/// Returns the error of a deployment URL that is a string.
pub(crate) fn address(error: AddressError, address: &JsValue) -> JsValue {
    with(error.message(), address)
}

/// Returns the error of a deployment URL that is no string.
pub(crate) fn no_address(address: &JsValue) -> JsValue {
    with(
        if address.is_undefined() {
            "Client created with undefined deployment address. If you used an environment variable, check that it's set."
        } else {
            "Invalid deployment address: found {}\"."
        },
        address,
    )
}

/// Returns the error of a flag where the constructor's options belong.
pub(crate) fn flag() -> JsValue {
    with(
        "skipConvexDeploymentUrlCheck as the second argument is no longer supported. Please pass an options object, `{ skipConvexDeploymentUrlCheck: true }`.",
        &JsValue::UNDEFINED,
    )
}

/// Returns the error of arguments that are no object.
pub(crate) fn args(args: &JsValue) -> JsValue {
    with("The arguments to a Convex function must be an object. Received: {}", args)
}

/// Returns the error of a function reference: a handle, which only a deployment's own functions can call, a reference
/// to another component, whose `path` that is, or something else.
pub(crate) fn reference(reference: &JsValue, path: &JsValue) -> JsValue {
    if reference.is_string() {
        with(
            "Expected function reference like \"api.file.func\" or \"internal.file.func\", but received function handle {}",
            reference,
        )
    } else if path.is_truthy() {
        with(
            "Expected function reference in the current component like \"api.file.func\" or \"internal.file.func\", but received reference {}",
            path,
        )
    } else {
        with("{} is not a functionReference", reference)
    }
}

/// Returns the error of a value that is no Convex value: `printed` shows it with its type, and `place` says where it
/// stands in the whole value, which is nowhere if it is the whole.
pub(crate) fn value(value: &JsValue, printed: &JsValue, place: &JsValue) -> JsValue {
    if value.is_undefined() {
        with(
            "undefined is not a valid Convex value{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types.",
            place,
        )
    } else if value.is_bigint() {
        with("BigInt {} does not fit into a 64-bit signed integer.", value)
    } else {
        let message = if place.is_truthy() {
            "{} is not a supported Convex type{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types."
        } else {
            "{} is not a supported Convex type{}."
        };
        imports::fail(message, printed, place)
    }
}

/// Returns the error of a field name; undefined where it is a good one.
pub(crate) fn field(name: &JsString) -> JsValue {
    let (message, position) = match field::check(name.length(), name.units()) {
        Ok(()) => return JsValue::UNDEFINED,
        Err(FieldError::TooLong) => ("Field name {} exceeds maximum field name length 1024.", 0),
        Err(FieldError::Reserved) => ("Field name {} starts with a '$', which is reserved.", 0),
        Err(FieldError::Character(position)) => (
            "Field name {} has invalid character '{}': Field names can only contain non-control ASCII characters",
            position,
        ),
    };
    imports::fail(message, name, &name.slice(position, position.saturating_add(1)))
}

/// Returns the error of an object whose only field is `name`: of a marker that could not be decoded, or of a field.
pub(crate) fn marker(name: &JsString, key: &str, object: &JsValue) -> JsValue {
    match key {
        "$bytes" | "$integer" | "$float" | "$commitTs" => imports::fail("Malformed {} field on {}", name, object),
        "$set" => with("Received a Set which is no longer supported as a Convex type.", object),
        "$map" => with("Received a Map which is no longer supported as a Convex type.", object),
        _ => field(name),
    }
}

/// Returns the error of an `$integer`, which is 0, or of another marker whose content is no base64 of the right size.
pub(crate) fn scalar(error: ScalarError, marker: u8) -> JsValue {
    let key = if marker == 0 { "$integer" } else { "$float" };
    match error {
        ScalarError::Length => with("Invalid string. Length must be a multiple of 4", &JsValue::UNDEFINED),
        // The official client makes an array of -1 bytes, which is the engine's error.
        ScalarError::Padding => imports::array_length_error(),
        ScalarError::Size(size) => imports::fail("Received {} bytes, expected 8 for {}", &size.into(), &key.into()),
        ScalarError::Ordinary(float) => with("Float {} should be encoded as a number", &float.into()),
    }
}

/// Returns the error of a reply that is JSON but no envelope, which is `printed`.
pub(crate) fn reply(printed: &JsValue) -> JsValue {
    with("Invalid response: {}", printed)
}
