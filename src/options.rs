//! The constructor's arguments, read once.
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Url;

use crate::address;
use crate::error::Error;
use crate::js::{self, Host, JsString, Options, Part};

/// Checks the constructor's arguments and stores them in `host`.
pub(crate) fn read(host: &Host, address: &JsValue, options: &JsValue) -> Result<(), Error> {
    if options.as_bool().is_some() {
        return Err(Error::Args(
            "skipConvexDeploymentUrlCheck as the second argument is no longer supported. Please pass an options object, `{ skipConvexDeploymentUrlCheck: true }`."
                .into(),
        ));
    }
    let options = (!options.is_null() && !options.is_undefined()).then(|| options.unchecked_ref::<Options>());
    let unchecked = match options {
        Some(options) => options.skip_url_check()? == JsValue::TRUE,
        None => false,
    };
    let address = read_address(address, unchecked)?;
    host.set_base(&js::template(&address)?);
    host.set_address(&address);
    if let Some(options) = options {
        host.set_logger(&read_logger(&options.logger()?));
        host.set_fetch(&options.fetch()?);
    }
    Ok(())
}

/// Returns the deployment URL without slashes at its end.
fn read_address(address: &JsValue, unchecked: bool) -> Result<JsValue, Error> {
    let Some(text) = address.as_string() else {
        if unchecked {
            return Ok(address.clone());
        }
        return Err(Error::Args(if address.is_undefined() {
            "Client created with undefined deployment address. If you used an environment variable, check that it's set."
                .into()
        } else {
            js::text(&[
                Part::Str("Invalid deployment address: found "),
                Part::Js(&js::template(address)?),
                Part::Str("\"."),
            ])
        }));
    };
    if !unchecked {
        address::check(&text, |text| Url::new(text).is_ok()).map_err(|error| Error::Address(error, address.clone()))?;
    }
    let surplus = address::surplus(&text);
    if surplus == 0 {
        return Ok(address.clone());
    }
    let address: &JsString = address.unchecked_ref();
    let surplus = u32::try_from(surplus).unwrap_or_default();
    Ok(address.slice(0, address.length().saturating_sub(surplus)).into())
}

/// Returns the logger to use: undefined is the console, false is silence.
fn read_logger(logger: &JsValue) -> JsValue {
    if logger == &JsValue::FALSE {
        return JsValue::FALSE;
    }
    if logger.is_falsy() || logger == &JsValue::TRUE {
        return JsValue::UNDEFINED;
    }
    logger.clone()
}
