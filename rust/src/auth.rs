//! Credentials.
use std::error::Error;
use std::fmt::{self, Formatter};
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use super::error::ErrorKind;
use super::headers::find_fault;
use super::local::Local;
use super::tokens::{Asking, Fetched, Fetcher, Fetching, make_header};
use super::value::{ValueError, encode_base64};

/// Who calls: nobody, the owner of an identity token, an admin, or whoever a token fetcher has a token of.
///
/// Made of a token, an `Option` of one, or by a constructor. It never prints what it holds. A token that cannot be sent
/// in a header fails each call before it is sent.
///
/// ```
/// use convex_http_client::Auth;
///
/// let token = Auth::from("eyJhbGciOi…");
/// let fetched = Auth::fetcher(|request| async move {
///     let token = if request.force_refresh { "a new one" } else { "one that may be kept" };
///     Ok::<_, std::io::Error>(Some(token.to_owned()))
/// });
/// ```
#[derive(Clone)]
pub struct Auth(Local<Credential>);

#[derive(Clone)]
enum Credential {
    Anonymous,
    Header(Rc<str>),
    /// What cannot be sent, and why.
    Unsendable(ErrorKind),
    Fetcher(Rc<Fetcher>),
}

/// What a token is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// Whether the last token has expired or was refused, so that a kept one is of no use.
    pub force_refresh: bool,
}

impl Default for Auth {
    /// Nobody.
    fn default() -> Self {
        Self::of(Credential::Anonymous)
    }
}

impl Auth {
    fn of(credential: Credential) -> Self {
        Self(Local::new(credential))
    }

    /// Asks for a token when one is needed.
    ///
    /// The fetcher of a client has the tokens of one identity. Calls that need one at the same time share one fetch, which
    /// is given up where none of them waits any more. A token is used until shortly before it expires, or until the server
    /// refuses it with 401: then a new one is asked for, and the call is sent once more. `None`, or an empty token, sends
    /// none, and the next call asks again, as it does after an error. Given to a single call, the fetcher is asked for
    /// that call alone.
    ///
    /// A fetcher that calls the client which waits for its token fails, as it would wait for itself.
    pub fn fetcher<F, R, E>(fetch: F) -> Self
    where
        F: Fn(TokenRequest) -> R + 'static,
        R: Future<Output = Result<Option<String>, E>> + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let fetch = move |request| {
            let fetched = fetch(request);
            Box::pin(async move { fetched.await.map_err(|error| Arc::from(error.into())) }) as Fetching
        };
        Self::of(Credential::Fetcher(Rc::new(Fetcher::new(Rc::new(fetch)))))
    }

    /// Calls as an admin, by a deploy key or an admin key. An empty key fails each call before it is sent.
    #[must_use]
    pub fn admin(key: &str) -> Self {
        Self::make_admin(key, None)
    }

    /// Calls as an admin who acts as a user: `identity` is the JSON of the user's attributes, such as
    /// `{"subject":"ada","issuer":"https://auth.example.com"}`. It is for tests and dashboards.
    #[must_use]
    pub fn admin_acting_as(key: &str, identity: &str) -> Self {
        Self::make_admin(key, Some(identity))
    }

    fn make_admin(key: &str, identity: Option<&str>) -> Self {
        let fault = if key.is_empty() { Some("no characters".to_owned()) } else { find_fault(key) };
        if let Some(fault) = fault {
            let message = format!("the admin key cannot be sent: it has {fault}");
            return Self::of(Credential::Unsendable(ErrorKind::Args(ValueError::new(message))));
        }
        let identity = identity.map(|identity| format!(":{}", encode_base64(identity.as_bytes())));
        Self::of(Credential::Header(format!("Convex {key}{}", identity.unwrap_or_default()).into()))
    }

    /// Returns credentials that know nothing of what others were given: a fetcher that is asked by whoever has them.
    pub(crate) fn for_one_call(self) -> Self {
        match &*self.0 {
            Credential::Fetcher(fetcher) => Self::of(Credential::Fetcher(Rc::new(fetcher.renewed()))),
            _ => self,
        }
    }

    /// Returns the value of the `Authorization` header.
    pub(crate) async fn header(&self, asking: Asking<'_>) -> Fetched {
        match &*self.0 {
            Credential::Anonymous => Ok(None),
            Credential::Header(header) => Ok(Some(Rc::clone(header))),
            Credential::Unsendable(error) => Err(error.clone()),
            Credential::Fetcher(fetcher) => fetcher.header(asking).await,
        }
    }

    /// Tells whether a refused token can be replaced.
    pub(crate) fn can_refresh(&self) -> bool {
        matches!(*self.0, Credential::Fetcher(_))
    }
}

impl From<&str> for Auth {
    fn from(token: &str) -> Self {
        // As the official client, which sends no header for an empty token.
        if token.is_empty() {
            return Self::default();
        }
        Self::of(make_header(token).map_or_else(Credential::Unsendable, Credential::Header))
    }
}

impl From<String> for Auth {
    fn from(token: String) -> Self {
        Self::from(token.as_str())
    }
}

impl<T: Into<Self>> From<Option<T>> for Auth {
    fn from(token: Option<T>) -> Self {
        token.map_or_else(Self::default, Into::into)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(match *self.0 {
            Credential::Anonymous => "Auth(anonymous)",
            Credential::Header(_) | Credential::Unsendable(_) => "Auth(…)",
            Credential::Fetcher(_) => "Auth(fetcher)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Auth;

    #[test]
    fn never_prints_a_token() {
        for auth in [Auth::from("secret"), Auth::admin("secret"), Auth::from(Some("secret".to_owned()))] {
            assert_eq!(format!("{auth:?}"), "Auth(…)");
        }
        assert_eq!(format!("{:?}", Auth::from("")), "Auth(anonymous)");
        assert_eq!(format!("{:?}", Auth::from(None::<String>)), "Auth(anonymous)");
    }
}
