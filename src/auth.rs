//! The credentials and the header that carries them.
use wasm_bindgen::JsValue;

use crate::js::{self, Host};
use crate::value::scalar;

/// What kind of credential the client holds. The credential is the JavaScript instance's, in `host.auth`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Scheme {
    /// No `Authorization` header.
    #[default]
    Anonymous,
    /// An OpenID Connect identity token.
    Bearer,
    /// A deploy or admin key, with the identity it acts as.
    Admin,
}

impl Scheme {
    /// Returns the `Authorization` header; `{}` stands for the credential.
    const fn header(self) -> &'static str {
        match self {
            Self::Anonymous => "",
            Self::Bearer => "Bearer {}",
            Self::Admin => "Convex {}",
        }
    }
}

/// Stores an identity token. Like every other credential that is empty, an empty one sends no header.
pub(crate) fn set_token(host: &Host, token: &JsValue) -> Scheme {
    store(host, token, Scheme::Bearer)
}

/// Stores an admin key, joined with the identity to act as.
pub(crate) fn set_admin_key(host: &Host, key: &JsValue, identity: &JsValue) -> Result<Scheme, JsValue> {
    if identity.is_undefined() {
        return Ok(store(host, key, Scheme::Admin));
    }
    let json = js::stringify(identity)?.as_string().unwrap_or_default();
    let identity = JsValue::from_str(&scalar::encode_base64(json.as_bytes()));
    let key = js::try_fill("{}:{}", key, &identity)?;
    Ok(store(host, &key, Scheme::Admin))
}

/// Returns the value of the `Authorization` header, undefined for none.
pub(crate) fn header(host: &Host, scheme: Scheme) -> Result<JsValue, JsValue> {
    if scheme == Scheme::Anonymous {
        return Ok(JsValue::UNDEFINED);
    }
    let stored = host.auth();
    if stored.is_string() { Ok(stored) } else { js::try_fill(scheme.header(), &stored, &JsValue::NULL) }
}

/// Stores the header of a credential that is a string, and what is none of it: that is printed when it is sent.
fn store(host: &Host, credential: &JsValue, scheme: Scheme) -> Scheme {
    if credential.is_falsy() {
        host.set_auth(&JsValue::UNDEFINED);
        return Scheme::Anonymous;
    }
    if credential.is_string() {
        host.set_auth(&js::fill(scheme.header(), credential, &JsValue::NULL));
    } else {
        host.set_auth(credential);
    }
    scheme
}

#[cfg(test)]
mod tests {
    use super::Scheme;

    #[test]
    fn names_the_scheme_of_each_credential() {
        assert_eq!(Scheme::default().header(), "");
        assert_eq!(Scheme::Bearer.header(), "Bearer {}");
        assert_eq!(Scheme::Admin.header(), "Convex {}");
    }
}
