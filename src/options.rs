//! The constructor's arguments, checked once.
use wasm_bindgen::{JsCast, JsValue};

use crate::address;
use crate::error::Error;
use crate::js::{self, JsString};

/// Checks the constructor's arguments and returns the deployment URL, without slashes at its end.
///
/// `unchecked` is the option `skipConvexDeploymentUrlCheck`; `is_flag` says that it stands where options belong.
pub(crate) fn read(address: &JsValue, unchecked: bool, is_flag: bool) -> Result<JsValue, Error> {
    if is_flag {
        return Err(Error::args(
            "skipConvexDeploymentUrlCheck as the second argument is no longer supported. Please pass an options object, `{ skipConvexDeploymentUrlCheck: true }`.",
            address,
        ));
    }
    let Some(text) = address.as_string() else {
        if unchecked {
            return Ok(address.clone());
        }
        return Err(Error::args(
            if address.is_undefined() {
                "Client created with undefined deployment address. If you used an environment variable, check that it's set."
            } else {
                "Invalid deployment address: found {}\"."
            },
            address,
        ));
    };
    if !unchecked {
        address::check(&text, js::is_url).map_err(|error| Error::address(error, address))?;
    }
    let surplus = u32::try_from(address::surplus(&text)).unwrap_or_default();
    let address: &JsString = address.unchecked_ref();
    Ok(address.slice(0, address.length().saturating_sub(surplus)).into())
}
