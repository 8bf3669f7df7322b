//! What a call is: its kind and its body.
use wasm_bindgen::JsValue;

use crate::error::Error;
pub(crate) use crate::function::Kind;
use crate::js::{self, Refused, Thrown};
use crate::{reference, value};

/// Returns the body of a request whose reference or arguments need a closer look; a `Thrown` where they cannot be sent,
/// which is `Refused` where the arguments are no object.
pub(crate) fn body(reference: &JsValue, args: &JsValue) -> JsValue {
    match check_args(args) {
        Ok(()) => careful_body(reference, args).unwrap_or_else(|error| Thrown::new(&error.into_js()).into()),
        Err(error) => refuse(error),
    }
}

fn careful_body(reference: &JsValue, args: &JsValue) -> Result<JsValue, Error> {
    let name = reference::name(reference)?;
    Ok(js::write_body(&name, &lower(args)?)?)
}

/// Returns the body of a request to a function of unknown kind, or `Refused`.
pub(crate) fn any_body(reference: &JsValue, component: &JsValue, args: &JsValue) -> JsValue {
    careful_any_body(reference, component, args).unwrap_or_else(refuse)
}

fn careful_any_body(reference: &JsValue, component: &JsValue, args: &JsValue) -> Result<JsValue, Error> {
    check_args(args)?;
    let name = if reference.is_string() { reference.clone() } else { reference::name(reference)? };
    Ok(js::write_any_body(component, &name, &lower(args)?)?)
}

/// Returns what stands for the request of a call that is rejected at once.
pub(crate) fn refuse(error: Error) -> JsValue {
    Refused::new(&error.into_js()).into()
}

/// Checks that arguments are an object, or left out.
pub(crate) fn check_args(args: &JsValue) -> Result<(), Error> {
    if args.is_undefined() || js::is_plain_object(args)? {
        return Ok(());
    }
    Err(Error::args("The arguments to a Convex function must be an object. Received: {}", args))
}

/// Returns the JSON of arguments; those that are left out are none.
fn lower(args: &JsValue) -> Result<JsValue, Error> {
    let json = js::lower(args)?;
    if json.is_undefined() { Err(value::explain(args)) } else { Ok(json) }
}
