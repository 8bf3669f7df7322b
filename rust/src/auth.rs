//! Credentials, and fetching tokens.
use std::cell::RefCell;
use std::error::Error;
use std::fmt::{self, Formatter};
use std::future::Future;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, Shared};
use serde::Deserialize;

use super::error::ErrorKind;
use super::js;
use super::value::decode_base64;
use convex_http_client_core::token::{self, Need};

/// Who calls: nobody, the owner of an identity token, an admin, or whoever a token fetcher has a token of.
///
/// Made of a token, an `Option` of one, or by a constructor. It never prints what it holds.
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
#[derive(Clone, Default)]
pub struct Auth(Credential);

#[derive(Clone, Default)]
enum Credential {
    #[default]
    Anonymous,
    Header(Rc<str>),
    Fetcher(Rc<Fetcher>),
}

/// What a token is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// Whether the last token has expired or was refused, so that a kept one is of no use.
    pub force_refresh: bool,
}

impl Auth {
    /// Asks for a token when one is needed.
    ///
    /// Calls that need one at the same time share one fetch. A token is used until shortly before it expires, or until
    /// the server refuses it with 401: then a new one is asked for, and the call is sent once more. `None` sends no
    /// token, and is asked again by the next call, as an error is.
    pub fn fetcher<F, R, E>(fetch: F) -> Self
    where
        F: Fn(TokenRequest) -> R + 'static,
        R: Future<Output = Result<Option<String>, E>> + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let fetch = move |request| {
            let fetched = fetch(request);
            async move { fetched.await.map_err(|error| Arc::from(error.into())) }.boxed_local()
        };
        Self(Credential::Fetcher(Rc::new(Fetcher { fetch: Box::new(fetch), state: RefCell::default() })))
    }

    /// Calls as an admin, by a deploy key or an admin key.
    #[must_use]
    pub fn admin(key: &str) -> Self {
        Self(Credential::Header(format!("Convex {key}").into()))
    }

    /// Returns the value of the `Authorization` header: another one where `is_refused` says that the server refused the
    /// one that was sent.
    pub(crate) async fn header(&self, is_refused: bool, sent: Option<&str>) -> Result<Option<Rc<str>>, ErrorKind> {
        match &self.0 {
            Credential::Anonymous => Ok(None),
            Credential::Header(header) => Ok(Some(Rc::clone(header))),
            Credential::Fetcher(fetcher) => fetcher.header(is_refused, sent).await.map_err(ErrorKind::Auth),
        }
    }

    /// Tells whether a refused token can be replaced.
    pub(crate) fn can_refresh(&self) -> bool {
        matches!(self.0, Credential::Fetcher(_))
    }
}

impl From<&str> for Auth {
    fn from(token: &str) -> Self {
        // As the official client, which sends no header for an empty token.
        Self(if token.is_empty() {
            Credential::Anonymous
        } else {
            Credential::Header(format!("Bearer {token}").into())
        })
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
        formatter.write_str(match self.0 {
            Credential::Anonymous => "Auth(anonymous)",
            Credential::Header(_) => "Auth(…)",
            Credential::Fetcher(_) => "Auth(fetcher)",
        })
    }
}

type Fetched = Result<Option<Rc<str>>, Arc<dyn Error + Send + Sync>>;
type Fetch = dyn Fn(TokenRequest) -> LocalBoxFuture<'static, Result<Option<String>, Arc<dyn Error + Send + Sync>>>;

/// Fetches tokens, one at a time.
struct Fetcher {
    fetch: Box<Fetch>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    in_flight: Option<Shared<LocalBoxFuture<'static, Fetched>>>,
}

/// A token that was fetched.
struct Known {
    header: Rc<str>,
    /// The time from which it is not used any more, in milliseconds.
    until: f64,
}

impl Fetcher {
    async fn header(self: &Rc<Self>, is_refused: bool, sent: Option<&str>) -> Fetched {
        let fetched = {
            let mut state = self.state.borrow_mut();
            let header = state.known.as_ref().map(|known| Rc::clone(&known.header));
            let until = state.known.as_ref().map_or(f64::NAN, |known| known.until);
            let is_fetching = state.in_flight.is_some();
            let is_sent = header.as_deref() == sent;
            let need = token::need(token::Known { until, is_fetching, is_refused, is_sent }, js::now());
            if need == Need::Nothing {
                return Ok(header);
            }
            let start = || fetch_once(Rc::downgrade(self), need == Need::New).boxed_local().shared();
            state.in_flight.get_or_insert_with(start).clone()
        };
        fetched.await
    }
}

/// Fetches a token. It does not keep the fetcher alive, which keeps it while it is in flight.
async fn fetch_once(source: Weak<Fetcher>, force_refresh: bool) -> Fetched {
    let Some(token) = source.upgrade().map(|source| (source.fetch)(TokenRequest { force_refresh })) else {
        return Ok(None);
    };
    let token = token.await.map(|token| token.filter(|token| !token.is_empty()));
    let known = token.map(|token| token.as_deref().map(Known::new));
    let header = known.as_ref().map(|known| known.as_ref().map(|known| Rc::clone(&known.header))).map_err(Arc::clone);
    if let Some(source) = source.upgrade() {
        let mut state = source.state.borrow_mut();
        state.in_flight = None;
        match known {
            Ok(known) => state.known = known,
            // The next call asks again, for a new one.
            Err(_) => state.known.iter_mut().for_each(|known| known.until = 0.0),
        }
    }
    header
}

impl Known {
    fn new(token: &str) -> Self {
        let now = js::now();
        let (exp, iat) = read_claims(token).unwrap_or((f64::NAN, f64::NAN));
        Self { header: format!("Bearer {token}").into(), until: token::refresh_at(exp, iat, now) }
    }
}

/// Returns when a token ends and when it was issued, in seconds; NaN where it does not say.
fn read_claims(token: &str) -> Option<(f64, f64)> {
    #[derive(Deserialize)]
    struct Claims {
        exp: Option<f64>,
        iat: Option<f64>,
    }
    let payload = token.split('.').nth(1)?;
    let payload = format!("{payload}{}", "=".repeat(payload.len().next_multiple_of(4) - payload.len()));
    let claims: Claims = serde_json::from_slice(&decode_base64(payload).ok()?).ok()?;
    Some((claims.exp.unwrap_or(f64::NAN), claims.iat.unwrap_or(f64::NAN)))
}

#[cfg(test)]
mod tests {
    use super::{Auth, read_claims};

    #[test]
    fn reads_the_claims_of_a_token() {
        // {"exp":1700000000,"iat":1600000000.5} and {"sub":"ada?>"}, in the URL-safe alphabet.
        let times = "x.eyJleHAiOjE3MDAwMDAwMDAsImlhdCI6MTYwMDAwMDAwMC41fQ.x";
        assert_eq!(read_claims(times), Some((1_700_000_000.0, 1_600_000_000.5)));
        let (exp, iat) = read_claims("x.eyJzdWIiOiJhZGE_PiJ9.x").unwrap();
        assert!(exp.is_nan() && iat.is_nan());
        for token in ["", "opaque", "a.b.c", "x.e30", "x..x"] {
            let claims = read_claims(token);
            assert!(claims.is_none_or(|(exp, iat)| exp.is_nan() && iat.is_nan()), "{token}");
        }
    }

    #[test]
    fn never_prints_a_token() {
        for auth in [Auth::from("secret"), Auth::admin("secret"), Auth::from(Some("secret".to_owned()))] {
            assert_eq!(format!("{auth:?}"), "Auth(…)");
        }
        assert_eq!(format!("{:?}", Auth::from("")), "Auth(anonymous)");
        assert_eq!(format!("{:?}", Auth::from(None::<String>)), "Auth(anonymous)");
    }
}
