//! What a call is: its kind and its body.
use js_sys::{Array, Object};
use wasm_bindgen::JsValue;

use crate::error::Error;
pub(crate) use crate::function::Kind;
use crate::js::{self, JsString, Thrown};
use crate::{reference, value};

impl Kind {
    /// Returns the kind's number, by which JavaScript tells it when it prints log lines.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Query => 0,
            Self::Mutation => 1,
            Self::Action => 2,
            Self::Any => 3,
            Self::Batch => 4,
        }
    }

    /// Returns the kind of a number. One that no kind has is not judged to be a query.
    pub(crate) const fn of(code: u8) -> Self {
        match code {
            0 => Self::Query,
            1 => Self::Mutation,
            2 => Self::Action,
            4 => Self::Batch,
            _ => Self::Any,
        }
    }
}

/// Returns the body of a request; a `Thrown` where the reference or the arguments cannot be sent.
///
/// Fails only where the arguments are no object: such a call never joins the queue.
pub(crate) fn body(reference: &JsValue, args: &JsValue) -> Result<JsValue, Error> {
    let body = js::body(reference, args);
    if !body.is_undefined() {
        return Ok(body);
    }
    check_args(args)?;
    Ok(careful_body(reference, args).unwrap_or_else(|error| Thrown::new(&error.into_js()).into()))
}

/// Returns the body of a request whose reference or arguments need a closer look.
fn careful_body(reference: &JsValue, args: &JsValue) -> Result<JsValue, Error> {
    let path = js::stringify(&reference::name(reference)?)?;
    let args = js::stringify(&lower(args)?)?;
    Ok(js::fill("{\"path\":{},\"format\":\"convex_encoded_json\",\"args\":[{}]}", &path, &args))
}

/// Returns the body of a request to a function of unknown kind, whose arguments are not in a list.
pub(crate) fn any_body(reference: &JsValue, component: &JsValue, args: &JsValue) -> Result<JsValue, Error> {
    check_args(args)?;
    let name = if reference.is_string() { reference.clone() } else { reference::name(reference)? };
    let (format, args) = ("convex_encoded_json".into(), lower(args)?);
    let body = Array::new();
    for (key, value) in [("componentPath", component), ("path", &name), ("format", &format), ("args", &args)] {
        body.push(&Array::of2(&key.into(), value));
    }
    let body: JsValue = Object::from_entries(&body)?.into();
    Ok(js::stringify(&body)?)
}

/// Returns a query's body with the timestamp to read at.
pub(crate) fn body_at(body: &JsString, timestamp: &JsValue) -> Result<JsValue, JsValue> {
    let start = body.slice(0, body.length().saturating_sub(1));
    Ok(js::fill("{},\"ts\":{}}", &start, &js::stringify(timestamp)?))
}

/// Checks that arguments are an object, or left out.
pub(crate) fn check_args(args: &JsValue) -> Result<(), Error> {
    if args.is_undefined() || js::is_plain_object(args)? {
        return Ok(());
    }
    Err(Error::args("The arguments to a Convex function must be an object. Received: {}", args))
}

/// Returns the JSON of arguments.
fn lower(args: &JsValue) -> Result<JsValue, Error> {
    if args.is_undefined() {
        return Ok(Object::new().into());
    }
    let json = js::lower(args)?;
    if json.is_undefined() { Err(value::explain(args)) } else { Ok(json) }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn has_a_code_of_its_own() {
        let kinds = [Kind::Query, Kind::Mutation, Kind::Action, Kind::Any, Kind::Batch];
        assert_eq!(kinds.map(Kind::code), [0, 1, 2, 3, 4]);
        assert_eq!(kinds.map(|kind| Kind::of(kind.code())), kinds);
    }
}
