//! The client.
use std::cell::{OnceCell, RefCell};
use std::fmt::{self, Formatter};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::auth::Auth;
use super::batch::{self, BatchQuery};
use super::builder::{ClientBuilder, Config};
use super::call::{self, Call};
use super::drive::{self, Failure};
use super::error::{Error, ErrorKind, FunctionResult};
use super::local::Local;
use super::options::CallOptions;
use super::paginate::Paginated;
use super::timestamp;
use super::tokens::Fetcher;
use super::turns::Turns;
use super::value::{Value, ValueError, encode, to_value};
use convex_http_client_core::Kind;

/// A client of a Convex deployment.
///
/// It holds credentials and a queue of mutations, so a server makes one for each request that it serves. Clones share
/// both.
///
/// ```no_run
/// use convex_http_client::Client;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize)]
/// struct NewTask<'a> {
///     text: &'a str,
/// }
///
/// #[derive(Deserialize)]
/// struct Task {
///     #[serde(rename = "_id")]
///     id: String,
///     text: String,
/// }
///
/// # async fn example() -> Result<(), convex_http_client::Error> {
/// let client = Client::new("https://small-mouse-123.convex.cloud")?;
/// let id: String = client.mutation("tasks:create", &NewTask { text: "Water the plants" }).await?;
/// let tasks = client.query::<Vec<Task>>("tasks:list", &()).await?;
/// assert!(tasks.iter().any(|task| task.id == id));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Local<Rc<Inner>>,
}

/// What a client and its calls share.
pub(crate) struct Inner {
    pub(crate) config: Rc<Config>,
    pub(crate) auth: RefCell<Auth>,
    pub(crate) turns: Rc<Turns>,
    /// What asks for the timestamp of consistent queries, once one was made.
    timestamp: OnceCell<Rc<Fetcher>>,
}

impl Client {
    /// Makes a client of a deployment, whose URL is like `https://small-mouse-123.convex.cloud`.
    ///
    /// # Errors
    ///
    /// For a URL that cannot be a deployment's.
    pub fn new(address: &str) -> Result<Self, Error> {
        Self::builder(address).build()
    }

    /// Makes a client with options.
    pub fn builder(address: &str) -> ClientBuilder {
        ClientBuilder::new(address)
    }

    pub(crate) fn from_parts(config: Rc<Config>, auth: Auth) -> Self {
        let inner = Inner { config, auth: RefCell::new(auth), turns: Rc::default(), timestamp: OnceCell::new() };
        Self { inner: Local::new(Rc::new(inner)) }
    }

    /// Returns a client with other credentials, of a token or an [`Auth`]. It shares the configuration with this one,
    /// never the credentials or the queue.
    #[must_use]
    pub fn with_auth(&self, auth: impl Into<Auth>) -> Self {
        Self::from_parts(Rc::clone(&self.inner.config), auth.into())
    }

    /// Sets the credentials of the calls that follow, and of those that wait in the queue.
    pub fn set_auth(&self, auth: impl Into<Auth>) {
        self.inner.auth.replace(auth.into());
    }

    /// Takes the credentials away from the calls that follow, and from those that wait in the queue.
    pub fn clear_auth(&self) {
        self.set_auth(Auth::default());
    }

    /// Returns the deployment's URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.inner.config.address
    }

    /// Runs a query. The path is that of `npx convex run`, like `messages:list` or `folder/module:name`; the arguments
    /// are a struct, a map, or `&()` for none.
    pub fn query<T: DeserializeOwned + 'static>(&self, path: &str, args: &(impl Serialize + ?Sized)) -> Call<T> {
        self.call(Kind::Query, path, args)
    }

    /// Runs a query at the timestamp of this client's consistent queries, which the first of them asks for: all of them see
    /// the same state of the database.
    pub fn consistent_query<T: DeserializeOwned + 'static>(
        &self,
        path: &str,
        args: &(impl Serialize + ?Sized),
    ) -> Call<T> {
        let fetcher = self.inner.timestamp.get_or_init(|| Rc::new(timestamp::fetcher(&self.inner.config)));
        self.call_at(Kind::Query, path, args, Some(Rc::clone(fetcher)), call::read_one)
    }

    /// Runs a mutation, when those before it in the queue have ended. It joins the queue when its future is first
    /// polled, and leaves it where that is dropped.
    pub fn mutation<T: DeserializeOwned + 'static>(&self, path: &str, args: &(impl Serialize + ?Sized)) -> Call<T> {
        self.call(Kind::Mutation, path, args)
    }

    /// Runs a mutation as [`Self::mutation`] does, and takes no notice of what it returns.
    pub fn mutate(&self, path: &str, args: &(impl Serialize + ?Sized)) -> Call<()> {
        self.call_at(Kind::Mutation, path, args, None, |call, body| call::read_one(call, body).map(|IgnoredAny| ()))
    }

    /// Runs an action.
    pub fn action<T: DeserializeOwned + 'static>(&self, path: &str, args: &(impl Serialize + ?Sized)) -> Call<T> {
        self.call(Kind::Action, path, args)
    }

    /// Runs a function of any kind, which the server knows. Only admins may: see [`Auth::admin`].
    pub fn function<T: DeserializeOwned + 'static>(&self, path: &str, args: &(impl Serialize + ?Sized)) -> Call<T> {
        self.call(Kind::Function, path, args)
    }

    /// Runs queries in one request, at one timestamp, and returns what each ended with, in order.
    ///
    /// ```no_run
    /// use convex_http_client::{BatchQuery, Client};
    ///
    /// # async fn example(client: Client) -> Result<(), convex_http_client::Error> {
    /// let queries = [BatchQuery::new("tasks:list", &()), BatchQuery::new("users:whoami", &())];
    /// let results = client.batch(queries).await?;
    /// for result in results {
    ///     println!("{result:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn batch(&self, queries: impl IntoIterator<Item = BatchQuery>) -> Call<Vec<FunctionResult>> {
        batch::call(&self.inner, queries)
    }

    /// Runs a query page by page: a stream of items, each of `T`, that asks for a page when it needs it.
    ///
    /// The query takes `paginationOpts`, which is added to the arguments, and returns what `.paginate()` does.
    ///
    /// ```no_run
    /// use convex_http_client::{Client, Value};
    ///
    /// # async fn example(client: Client) -> Result<(), convex_http_client::Error> {
    /// let args = Value::from([("channel", "general".into())]);
    /// let mut messages = client.paginate::<Value>("messages:page", &args, 50);
    /// while let Some(message) = messages.next().await {
    ///     println!("{:?}", message?.get("body"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn paginate<T: DeserializeOwned + 'static>(
        &self,
        path: &str,
        args: &(impl Serialize + ?Sized),
        num_items: u32,
    ) -> Paginated<T> {
        Paginated::new(self.clone(), path, args_value(path, args), num_items)
    }

    /// Returns how many mutations are in the queue, with the one that is being sent.
    #[must_use]
    pub fn pending_mutations(&self) -> usize {
        self.inner.turns.len()
    }

    /// Waits until no mutation is in the queue, or only some that are past their timeouts and ended without a word.
    pub fn idle(&self) -> Idle {
        Idle(Local::new(Box::pin(Rc::clone(&self.inner.turns).idle())))
    }

    fn call<T: DeserializeOwned + 'static>(&self, kind: Kind, path: &str, args: &(impl Serialize + ?Sized)) -> Call<T> {
        self.call_at(kind, path, args, None, call::read_one)
    }

    fn call_at<T: 'static>(
        &self,
        kind: Kind,
        path: &str,
        args: &(impl Serialize + ?Sized),
        timestamp: Option<Rc<Fetcher>>,
        read: impl Fn(&drive::Call, &[u8]) -> Result<T, Failure> + 'static,
    ) -> Call<T> {
        let args = args_value(path, args);
        let call = drive::Call {
            client: Rc::clone(&self.inner),
            kind,
            path: path.to_owned(),
            body: args.and_then(|args| call::body(kind, path, &args)).map_err(ErrorKind::Args),
            options: CallOptions::new(&self.inner.config, kind),
            timestamp,
        };
        Call::new(call, read)
    }
}

impl PartialEq for Client {
    /// Tells whether both are clones of one client.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Eq for Client {}

/// The future that [`Client::idle`] returns.
#[must_use = "futures do nothing unless polled"]
pub struct Idle(Local<Pin<Box<dyn Future<Output = ()>>>>);

impl Future for Idle {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for Idle {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("Idle")
    }
}

/// Tells whether a name is a handle, which only a deployment's own functions can call.
fn is_handle(name: &str) -> bool {
    name.starts_with("function://")
}

/// Returns the arguments of a function as an object.
pub(crate) fn args_value(path: &str, args: &(impl Serialize + ?Sized)) -> Result<Value, ValueError> {
    if is_handle(path) {
        return Err(ValueError::new(format!("{path} is a function handle, which only functions can call")));
    }
    match to_value(args)? {
        Value::Null => Ok(Value::Object([].into())),
        args @ Value::Object(_) => Ok(args),
        other => Err(ValueError::new(format!("expected an object, found {}", encode(&other)?))),
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("url", &self.url()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::is_handle;

    #[test]
    fn tells_handles_from_names() {
        assert!(is_handle("function://abc"));
        for name in ["function:name", "messages:list", ""] {
            assert!(!is_handle(name), "{name}");
        }
    }
}
