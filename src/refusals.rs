//! Why something cannot be sent or read: the official client's messages.
//!
//! JavaScript reads users' objects, finds the place and prints the values; which message is due is decided here. A `{}`
//! in a message stands for a value, which JavaScript fills in as a template literal prints it. Each function hands an
//! error over.
use convex_http_client_core::address::AddressError;
use convex_http_client_core::value::field::{self, FieldError};
use convex_http_client_core::value::scalar::ScalarError;
use wasm_bindgen::JsValue;

use crate::imports::{self, JsString};

/// Hands over an error with one value in its message.
fn fail(message: &str, value: &JsValue) {
    imports::fail(message, value, &JsValue::UNDEFINED);
}

/// Refuses a deployment URL that is a string.
pub(crate) fn address(error: AddressError, address: &JsValue) {
    fail(error.message(), address);
}

/// Refuses a deployment URL that is no string.
pub(crate) fn no_address(address: &JsValue, is_undefined: bool) {
    fail(
        if is_undefined {
            "Client created with undefined deployment address. If you used an environment variable, check that it's set."
        } else {
            "Invalid deployment address: found {}\"."
        },
        address,
    );
}

/// Refuses a flag where the constructor's options belong.
pub(crate) fn flag() {
    fail(
        "skipConvexDeploymentUrlCheck as the second argument is no longer supported. Please pass an options object, `{ skipConvexDeploymentUrlCheck: true }`.",
        &JsValue::UNDEFINED,
    );
}

/// Refuses arguments that are no object.
pub(crate) fn args(args: &JsValue) {
    fail("The arguments to a Convex function must be an object. Received: {}", args);
}

/// Refuses what stands for a function: a handle, which is a string and which only a deployment's own functions can
/// call, the path of another component, or something else.
pub(crate) fn reference(reference: &JsValue, is_string: bool, is_path: bool) {
    fail(
        if is_string {
            "Expected function reference like \"api.file.func\" or \"internal.file.func\", but received function handle {}"
        } else if is_path {
            "Expected function reference in the current component like \"api.file.func\" or \"internal.file.func\", but received reference {}"
        } else {
            "{} is not a functionReference"
        },
        reference,
    );
}

/// Refuses a value that is no Convex value: `printed` shows it with its type, and `place` says where it stands in the
/// whole value.
pub(crate) fn value(is_undefined: bool, is_whole: bool, printed: &JsValue, place: &JsValue) {
    let message = if is_undefined {
        return fail(
            "undefined is not a valid Convex value{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types.",
            place,
        );
    } else if is_whole {
        "{} is not a supported Convex type{}."
    } else {
        "{} is not a supported Convex type{}. To learn about Convex's supported types, see https://docs.convex.dev/using/types."
    };
    imports::fail(message, printed, place);
}

/// Refuses a bigint that is no int64.
pub(crate) fn bigint(value: &JsValue) {
    fail("BigInt {} does not fit into a 64-bit signed integer.", value);
}

/// Refuses a field name, unless it is a good one.
pub(crate) fn field(name: &JsString) {
    let (message, position) = match field::check(name.length(), name.units()) {
        Ok(()) => return,
        Err(FieldError::TooLong) => ("Field name {} exceeds maximum field name length 1024.", 0),
        Err(FieldError::Reserved) => ("Field name {} starts with a '$', which is reserved.", 0),
        Err(FieldError::Character(position)) => (
            "Field name {} has invalid character '{}': Field names can only contain non-control ASCII characters",
            position,
        ),
    };
    imports::fail(message, name, &name.slice(position, position.saturating_add(1)));
}

/// Refuses an object whose only field is `name`: a marker that could not be decoded, or a field.
pub(crate) fn marker(name: &JsString, key: &str, object: &JsValue) {
    match key {
        "$bytes" | "$integer" | "$float" | "$commitTs" => imports::fail("Malformed {} field on {}", name, object),
        "$set" => fail("Received a Set which is no longer supported as a Convex type.", object),
        "$map" => fail("Received a Map which is no longer supported as a Convex type.", object),
        _ => field(name),
    }
}

/// Refuses an `$integer`, which is 0, or another marker whose content is no base64 of the right size.
pub(crate) fn scalar(error: ScalarError, marker: u8) {
    let key = if marker == 0 { "$integer" } else { "$float" };
    match error {
        ScalarError::Length => fail("Invalid string. Length must be a multiple of 4", &JsValue::UNDEFINED),
        // The official client makes an array of -1 bytes, which is the engine's error.
        ScalarError::Padding => imports::fail_array_length(),
        ScalarError::Size(size) => imports::fail("Received {} bytes, expected 8 for {}", &size.into(), &key.into()),
        ScalarError::Ordinary(float) => fail("Float {} should be encoded as a number", &float.into()),
    }
}

/// Refuses a reply that is JSON but no envelope, which is `printed`.
pub(crate) fn reply(printed: &JsValue) {
    fail("Invalid response: {}", printed);
}
