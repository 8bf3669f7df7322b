//! Everything that can go wrong, and its JavaScript object.
use js_sys::RangeError;
use wasm_bindgen::JsValue;

use crate::address::AddressError;
use crate::js;

/// Why a client was not made or a call failed. Texts are JavaScript strings, which hold lone surrogates unchanged.
#[derive(Debug)]
pub(crate) enum Error {
    /// The deployment URL is refused.
    Address(AddressError, JsValue),
    /// The deployment URL is missing or no string, or the options are of a form that is no longer supported; the
    /// function reference or the arguments cannot be sent.
    Args(JsValue),
    /// A value is not a Convex value, or JSON is not the wire's form of one.
    Value(JsValue),
    /// A value is nested deeper than can be followed.
    Depth,
    /// The function failed: what it said and, of a `ConvexError`, its data and the class that the client throws.
    Function { message: JsValue, data: Option<(JsValue, JsValue)> },
    /// The reply is JSON but not an envelope.
    Reply(JsValue),
    /// What a user's function or object threw, unchanged.
    Js(JsValue),
}

impl Error {
    /// Returns the object that JavaScript gets to see.
    pub(crate) fn into_js(self) -> JsValue {
        match self {
            Self::Address(error, address) => {
                let (before, after) = error.message();
                js::error(&js::concat(&[&before.into(), &address, &after.into()]))
            }
            Self::Args(message) | Self::Value(message) | Self::Function { message, data: None } => js::error(&message),
            Self::Depth => RangeError::new("Maximum call stack size exceeded").into(),
            Self::Function { message, data: Some((data, class)) } => {
                js::convex_error(&class, &message, &data).unwrap_or_else(|thrown| thrown)
            }
            Self::Reply(text) => js::error(&js::concat(&[&"Invalid response: ".into(), &text])),
            Self::Js(thrown) => thrown,
        }
    }
}

impl From<JsValue> for Error {
    fn from(thrown: JsValue) -> Self {
        Self::Js(thrown)
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        error.into_js()
    }
}
