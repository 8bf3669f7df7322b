//! Function references and their names.
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::js;

/// Returns the name under which the server knows a function.
///
/// A string is its own name: the types do not allow one, JavaScript users do.
pub(crate) fn name(reference: &JsValue) -> Result<JsValue, Error> {
    if let Some(text) = reference.as_string() {
        return if is_handle(&text) {
            Err(Error::args(
                "Expected function reference like \"api.file.func\" or \"internal.file.func\", but received function handle {}",
                reference,
            ))
        } else {
            Ok(reference.clone())
        };
    }
    let name = js::name_of(reference)?;
    if name.is_truthy() {
        return Ok(name);
    }
    let path = js::path_of(reference)?;
    Err(if path.is_truthy() {
        Error::args(
            "Expected function reference in the current component like \"api.file.func\" or \"internal.file.func\", but received reference {}",
            &path,
        )
    } else {
        Error::args("{} is not a functionReference", reference)
    })
}

/// Tells whether a string is a handle, which only a deployment's own functions can call.
fn is_handle(text: &str) -> bool {
    text.starts_with("function://")
}

#[cfg(test)]
mod tests {
    use super::is_handle;

    #[test]
    fn tells_handles_from_names() {
        assert!(is_handle("function://abc"));
        assert!(!is_handle("function:name"));
        assert!(!is_handle("messages:list"));
        assert!(!is_handle(""));
    }
}
