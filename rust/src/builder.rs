//! Making clients.
use std::fmt::{self, Formatter};
use std::rc::Rc;
use std::time::Duration;

use web_sys::RequestInit;

use super::auth::Auth;
use super::client::Client;
use super::error::{Error, ErrorKind};
use super::headers::{Header, check};
use super::hooks::{Hooks, RequestEvent, ResponseEvent, RetryEvent};
use super::idempotency::Idempotency;
use super::logging::{LogLine, Logger};
use super::options::{Retry, Timeouts};
use super::runtime;
use super::transport::{Request, Sending, Transport};
use convex_http_client_core::address::{self, AddressError};
use convex_http_client_core::header;
use convex_http_client_core::kind::Endpoint;

/// What clients that share credentials or not have in common.
pub(crate) struct Config {
    /// Without slashes at its end.
    pub(crate) address: String,
    pub(crate) headers: Vec<Header>,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: Option<Retry>,
    pub(crate) idempotency: Idempotency,
    pub(crate) logger: Logger,
    pub(crate) hooks: Hooks,
    pub(crate) transport: Option<Rc<dyn Transport>>,
    pub(crate) fetch: Option<js_sys::Function>,
    pub(crate) fetch_options: Option<RequestInit>,
}

impl Config {
    /// Returns the URL of an endpoint.
    pub(crate) fn url(&self, endpoint: Endpoint) -> String {
        format!("{}/api/{}", self.address, endpoint.path())
    }

    /// Returns the headers that no caller sets.
    #[expect(clippy::unused_self, reason = "as `url`")]
    pub(crate) fn own_headers(&self) -> Vec<Header> {
        let client = format!("{}-{}", header::CLIENT, env!("CARGO_PKG_VERSION"));
        vec![("Content-Type".to_owned(), "application/json".to_owned()), ("Convex-Client".to_owned(), client)]
    }

    /// Makes a request that is sent when its future is first polled, with what one call tells `fetch` besides.
    pub(crate) fn send(&self, request: Request, options: Option<&RequestInit>) -> Result<Sending, ErrorKind> {
        if let Some(transport) = &self.transport {
            return Ok(transport.send(request));
        }
        let options: Vec<_> = self.fetch_options.iter().chain(options).collect();
        runtime::fetch(&request, self.fetch.as_ref(), &options)
    }
}

/// The options of a client.
///
/// ```no_run
/// use std::time::Duration;
///
/// use convex_http_client::{Auth, Client, Retry};
///
/// # async fn get_token(force_refresh: bool) -> Result<Option<String>, std::io::Error> { Ok(None) }
/// # fn example() -> Result<(), convex_http_client::Error> {
/// let client = Client::builder("https://small-mouse-123.convex.cloud")
///     .auth(Auth::fetcher(|request| get_token(request.force_refresh)))
///     .timeout(Duration::from_secs(10))
///     .retry(Retry::new(3))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing unless built"]
pub struct ClientBuilder {
    config: Config,
    auth: Auth,
    is_unchecked: bool,
}

impl ClientBuilder {
    pub(crate) fn new(address: &str) -> Self {
        let config = Config {
            address: address.to_owned(),
            headers: Vec::new(),
            timeouts: Timeouts::default(),
            retry: None,
            idempotency: Idempotency::default(),
            logger: Logger::Console,
            hooks: Hooks::default(),
            transport: None,
            fetch: None,
            fetch_options: None,
        };
        Self { config, auth: Auth::default(), is_unchecked: false }
    }

    /// Sets the credentials: a token or an [`Auth`]. Without, calls are anonymous.
    pub fn auth(mut self, auth: impl Into<Auth>) -> Self {
        self.auth = auth.into();
        self
    }

    /// Sets how long every call may take: its wait in the queue, for a token, and all that is sent again. Without, there
    /// is no limit.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.query_timeout(timeout).mutation_timeout(timeout).action_timeout(timeout)
    }

    /// Sets how long a query, a batch or a page may take.
    pub fn query_timeout(mut self, timeout: Duration) -> Self {
        self.config.timeouts.query = Some(timeout);
        self
    }

    /// Sets how long a mutation may take.
    pub fn mutation_timeout(mut self, timeout: Duration) -> Self {
        self.config.timeouts.mutation = Some(timeout);
        self
    }

    /// Sets how long an action may take.
    pub fn action_timeout(mut self, timeout: Duration) -> Self {
        self.config.timeouts.action = Some(timeout);
        self
    }

    /// Sets how often calls are sent again. Without, they are not.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.config.retry = Some(retry);
        self
    }

    /// Says that running any mutation of this client twice is the same as running it once, as
    /// [`Call::idempotent`](crate::Call::idempotent) says it of one. With a key of your own, each function runs once.
    pub fn idempotent(mut self, idempotency: impl Into<Idempotency>) -> Self {
        self.config.idempotency = idempotency.into();
        self
    }

    /// Sends a header with every call, in place of one with the same name. The client sets `Authorization`,
    /// `Content-Type` and `Convex-Client` itself. Its own `Convex-Request-Id` makes way for yours.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.headers.push((name.into(), value.into()));
        self
    }

    /// Passes what functions log to a function, instead of the console.
    pub fn logger(mut self, logger: impl Fn(LogLine<'_>) + 'static) -> Self {
        self.config.logger = Logger::Function(Rc::new(logger));
        self
    }

    /// Drops what functions log.
    pub fn no_logger(mut self) -> Self {
        self.config.logger = Logger::Off;
        self
    }

    /// Tells a function of each request before it is sent. Whoever watches has mutations and actions carry an id.
    pub fn on_request(mut self, hook: impl Fn(RequestEvent<'_>) + 'static) -> Self {
        self.config.hooks.request = Some(Rc::new(hook));
        self
    }

    /// Tells a function of each response.
    pub fn on_response(mut self, hook: impl Fn(ResponseEvent<'_>) + 'static) -> Self {
        self.config.hooks.response = Some(Rc::new(hook));
        self
    }

    /// Tells a function of each repetition, before its delay.
    pub fn on_retry(mut self, hook: impl Fn(RetryEvent<'_>) + 'static) -> Self {
        self.config.hooks.retry = Some(Rc::new(hook));
        self
    }

    /// Sends requests by something else than `fetch`, which is told neither [`Self::fetch`] nor [`Self::fetch_options`]. The
    /// feature `testing` has one for tests.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.config.transport = Some(Rc::new(transport));
        self
    }

    /// Sends requests by another function than the global `fetch`, such as that of a Worker's service binding.
    pub fn fetch(mut self, fetch: js_sys::Function) -> Self {
        self.config.fetch = Some(fetch);
        self
    }

    /// Sets what else `fetch` is told with every request, such as its cache mode. A `signal` stops all calls when it is
    /// aborted, with [`ErrorKind::Aborted`].
    pub fn fetch_options(mut self, options: RequestInit) -> Self {
        self.config.fetch_options = Some(options);
        self
    }

    /// Accepts any deployment URL.
    pub fn skip_deployment_url_check(mut self) -> Self {
        self.is_unchecked = true;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// For a URL that cannot be a deployment's, and for headers and keys that cannot be sent.
    pub fn build(mut self) -> Result<Client, Error> {
        let address = &mut self.config.address;
        if !self.is_unchecked {
            address::check(address.as_bytes(), || runtime::is_url(address))
                .map_err(|error| Error::client(refuse(error, address)))?;
        }
        address.truncate(address.len().saturating_sub(address::surplus(address.as_bytes())));
        self.config.headers.iter().try_for_each(|(name, value)| check(name, value)).map_err(Error::client)?;
        self.config.idempotency.check().map_err(Error::client)?;
        Ok(Client::from_parts(Rc::new(self.config), self.auth))
    }
}

/// Says what is wrong with an address. The official client's words speak of its own options.
fn refuse(error: AddressError, address: &str) -> String {
    let wrong = match error {
        AddressError::Protocol => {
            return format!("the deployment URL {address:?} starts with neither https:// nor http://");
        }
        AddressError::NotAUrl => "is no URL",
        AddressError::HttpActions => {
            "is that of HTTP actions: the functions are called at one that ends in .convex.cloud"
        }
    };
    format!(
        "the deployment URL {address:?} {wrong}; if it is right all the same, build with skip_deployment_url_check()"
    )
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ClientBuilder").field("url", &self.config.address).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::Client;

    #[test]
    fn refuses_addresses_in_words_of_this_crate() {
        for (address, message) in [
            ("a.convex.cloud", "the deployment URL \"a.convex.cloud\" starts with neither https:// nor http://"),
            ("https://a.convex.site", "HTTP actions"),
            ("https://a.convex.site", "build with skip_deployment_url_check()"),
        ] {
            let error = Client::new(address).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
            assert!(!error.contains("skipConvex"), "{error}");
        }
        assert!(Client::builder("https://a.convex.site").skip_deployment_url_check().build().is_ok());
    }
}
