//! Function references and their names.
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::imports;

/// Returns the name under which the server knows a function.
///
/// A string is its own name: the types do not allow one, JavaScript users do.
pub(crate) fn name(reference: &JsValue) -> Result<JsValue, Error> {
    if reference.is_string() {
        return if imports::is_handle(reference) {
            Err(Error::args(
                "Expected function reference like \"api.file.func\" or \"internal.file.func\", but received function handle {}",
                reference,
            ))
        } else {
            Ok(reference.clone())
        };
    }
    let name = imports::name_of(reference)?;
    if name.is_truthy() {
        return Ok(name);
    }
    let path = imports::path_of(reference)?;
    Err(if path.is_truthy() {
        Error::args(
            "Expected function reference in the current component like \"api.file.func\" or \"internal.file.func\", but received reference {}",
            &path,
        )
    } else {
        Error::args("{} is not a functionReference", reference)
    })
}
