//! Everything that can go wrong, and its JavaScript object.
use wasm_bindgen::JsValue;

use convex_http_client_core::address::AddressError;
use crate::imports;

/// Why a client was not made or a call failed, with the object that JavaScript gets to see.
///
/// Messages are filled in by JavaScript: a `{}` stands for a value, which is printed as a template literal prints it.
#[derive(Debug)]
pub(crate) enum Error {
    /// The deployment URL is refused.
    Address(JsValue),
    /// The function reference or the arguments cannot be sent.
    Args(JsValue),
    /// A value is not a Convex value, or JSON is not the wire's form of one.
    Value(JsValue),
    /// The reply is JSON but not an envelope.
    Reply(JsValue),
    /// What a user's function or object threw, unchanged.
    Js(JsValue),
}

impl Error {
    pub(crate) fn address(error: AddressError, address: &JsValue) -> Self {
        Self::Address(imports::fail(error.message(), address, &JsValue::NULL))
    }

    pub(crate) fn args(message: &str, value: &JsValue) -> Self {
        Self::Args(imports::fail(message, value, &JsValue::NULL))
    }

    pub(crate) fn value(message: &str, first: &JsValue, second: &JsValue) -> Self {
        Self::Value(imports::fail(message, first, second))
    }

    /// The reply is JSON, but no envelope.
    pub(crate) fn reply(reply: &JsValue) -> Self {
        match imports::stringify(reply) {
            Ok(text) => Self::Reply(imports::fail("Invalid response: {}", &text, &JsValue::NULL)),
            Err(thrown) => Self::Js(thrown),
        }
    }

    /// A value is nested deeper than can be followed: the engine's own error for an exhausted stack.
    pub(crate) fn depth() -> Self {
        Self::Value(imports::stack_error())
    }

    /// Returns the object that JavaScript gets to see.
    pub(crate) fn into_js(self) -> JsValue {
        let (Self::Address(error) | Self::Args(error) | Self::Value(error) | Self::Reply(error) | Self::Js(error)) =
            self;
        error
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
