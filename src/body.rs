//! The body of a request whose reference or arguments need a closer look.
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::imports::{self, Refused, Thrown};
use crate::{reference, value};

/// Returns the body; a `Thrown` where the call cannot be sent, which is `Refused` where the arguments are no object.
pub(crate) fn make(reference: &JsValue, args: &JsValue) -> JsValue {
    match check_args(args) {
        Ok(()) => write(reference, args).unwrap_or_else(|error| Thrown::new(&error.into_js()).into()),
        Err(error) => refuse(error),
    }
}

fn write(reference: &JsValue, args: &JsValue) -> Result<JsValue, Error> {
    let name = reference::name(reference)?;
    Ok(imports::write_body(&name, &encode(args)?)?)
}

/// Returns the body of a request to a function of unknown kind, or `Refused`.
pub(crate) fn make_function(reference: &JsValue, component: &JsValue, args: &JsValue) -> JsValue {
    write_function(reference, component, args).unwrap_or_else(refuse)
}

fn write_function(reference: &JsValue, component: &JsValue, args: &JsValue) -> Result<JsValue, Error> {
    check_args(args)?;
    let name = if reference.is_string() { reference.clone() } else { reference::name(reference)? };
    Ok(imports::write_function_body(component, &name, &encode(args)?)?)
}

/// Returns what stands for the body of a call that is rejected at once.
pub(crate) fn refuse(error: Error) -> JsValue {
    Refused::new(&error.into_js()).into()
}

/// Checks that arguments are an object, or left out.
pub(crate) fn check_args(args: &JsValue) -> Result<(), Error> {
    if args.is_undefined() || imports::is_plain_object(args)? {
        return Ok(());
    }
    Err(Error::args("The arguments to a Convex function must be an object. Received: {}", args))
}

/// Returns the JSON of arguments; those that are left out are none.
fn encode(args: &JsValue) -> Result<JsValue, Error> {
    let json = imports::encode_args(args)?;
    if json.is_undefined() { Err(value::explain(args)) } else { Ok(json) }
}
