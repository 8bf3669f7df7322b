//! The constructor's arguments, checked once.
use wasm_bindgen::JsValue;

use convex_http_client_core::address;
use crate::error::Error;
use crate::imports;

/// Checks the constructor's arguments and returns how many characters at the address's end are to be dropped.
///
/// `text` is the address if it is a string, else empty; `unchecked` is the option `skipConvexDeploymentUrlCheck`; `is_flag` says
/// that it stands where options belong.
pub(crate) fn read(address: &JsValue, text: &str, unchecked: bool, is_flag: bool) -> Result<usize, Error> {
    if is_flag {
        return Err(Error::args(
            "skipConvexDeploymentUrlCheck as the second argument is no longer supported. Please pass an options object, `{ skipConvexDeploymentUrlCheck: true }`.",
            address,
        ));
    }
    if unchecked {
        return Ok(address::surplus(text));
    }
    if text.is_empty() && !address.is_string() {
        return Err(Error::args(
            if address.is_undefined() {
                "Client created with undefined deployment address. If you used an environment variable, check that it's set."
            } else {
                "Invalid deployment address: found {}\"."
            },
            address,
        ));
    }
    address::check(text, || imports::is_url(address)).map_err(|error| Error::address(error, address))?;
    Ok(address::surplus(text))
}
