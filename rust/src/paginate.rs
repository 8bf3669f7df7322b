//! Queries that are run page by page.
use std::fmt::{self, Formatter};
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::Stream;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::call::{self, Call};
use super::client::Client;
use super::drive;
use super::error::{Error, ErrorKind};
use super::options::CallOptions;
use super::value::{Value, ValueError};
use convex_http_client_core::Kind;

/// A page of a query.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub page: Vec<T>,
    /// Whether it is the last one.
    pub is_done: bool,
    /// Where the next one begins.
    pub continue_cursor: String,
}

/// A query's items, page by page: a [`Stream`], and a builder of it.
///
/// After an error it ends.
#[must_use = "streams do nothing unless polled"]
pub struct Paginated<T> {
    pages: Pages<T>,
    items: vec::IntoIter<T>,
}

/// A query's pages: a [`Stream`]. After an error it ends.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    client: Client,
    path: String,
    args: Result<Value, ValueError>,
    num_items: u32,
    cursor: Option<String>,
    end_cursor: Option<String>,
    is_ahead: bool,
    configure: Rc<Configure<T>>,
    state: State<T>,
}

type Configure<T> = dyn Fn(Call<Page<T>>) -> Call<Page<T>>;

enum State<T> {
    Idle,
    Loading(Call<Page<T>>),
    Loaded(Result<Page<T>, Error>),
    Done,
}

// Items are never pinned.
impl<T> Unpin for Paginated<T> {}
impl<T> Unpin for Pages<T> {}

impl<T: DeserializeOwned + 'static> Paginated<T> {
    pub(crate) fn new(client: Client, path: &str, args: Result<Value, ValueError>, num_items: u32) -> Self {
        let pages = Pages {
            client,
            path: path.to_owned(),
            args,
            num_items,
            cursor: None,
            end_cursor: None,
            is_ahead: false,
            configure: Rc::new(|call| call),
            state: State::Idle,
        };
        Self { pages, items: Vec::new().into_iter() }
    }

    /// Begins where a page ended: at its `continue_cursor`.
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        self.pages.cursor = Some(cursor.into());
        self
    }

    /// Ends the first page at a cursor, however many items that are.
    pub fn end_cursor(mut self, cursor: impl Into<String>) -> Self {
        self.pages.end_cursor = Some(cursor.into());
        self
    }

    /// Asks for the next page as soon as one is there, not when its items have been taken.
    pub fn prefetch(mut self) -> Self {
        self.pages.is_ahead = true;
        self
    }

    /// Sets what is said of each page's call, such as its timeout.
    pub fn configure(mut self, configure: impl Fn(Call<Page<T>>) -> Call<Page<T>> + 'static) -> Self {
        self.pages.configure = Rc::new(configure);
        self
    }

    /// Returns the stream of whole pages.
    pub fn pages(self) -> Pages<T> {
        self.pages
    }

    /// Returns the next item, as `StreamExt::next` does.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: DeserializeOwned + 'static> Pages<T> {
    /// Returns the next page, as `StreamExt::next` does.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Starts the call of a page.
    fn load(&mut self) -> Call<Page<T>> {
        let options = [
            ("numItems", Some(Value::Float64(self.num_items.into()))),
            ("cursor", Some(self.cursor.clone().into())),
            // For the first page only.
            ("endCursor", self.end_cursor.take().map(Value::String)),
        ];
        let options: Value = options.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let body = self.args.clone().and_then(|mut args| {
            if let Value::Object(fields) = &mut args {
                fields.insert("paginationOpts".to_owned(), options);
            }
            call::body(Kind::Query, &self.path, &args)
        });
        let call = drive::Call {
            client: Rc::clone(&self.client.inner),
            kind: Kind::Query,
            path: self.path.clone(),
            body: body.map_err(ErrorKind::Args),
            options: CallOptions::new(&self.client.inner.config, Kind::Query),
        };
        (self.configure)(Call::new(call, call::read_one))
    }

    /// Polls the call of a page, and keeps it if it is not there yet.
    fn poll_page(&mut self, loading: Option<Call<Page<T>>>, context: &mut Context<'_>) -> Poll<Result<Page<T>, Error>> {
        let mut loading = loading.unwrap_or_else(|| self.load());
        let page = Pin::new(&mut loading).poll(context);
        if page.is_pending() {
            self.state = State::Loading(loading);
        }
        page
    }

    /// Returns the state after a page, whose successor may be asked for right away.
    fn proceed(&mut self, page: &Page<T>, context: &mut Context<'_>) -> State<T> {
        if page.is_done {
            return State::Done;
        }
        self.cursor = Some(page.continue_cursor.clone());
        if !self.is_ahead {
            return State::Idle;
        }
        let mut loading = self.load();
        match Pin::new(&mut loading).poll(context) {
            Poll::Ready(page) => State::Loaded(page),
            Poll::Pending => State::Loading(loading),
        }
    }
}

impl<T: DeserializeOwned + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let page = match std::mem::replace(&mut this.state, State::Done) {
            State::Done => return Poll::Ready(None),
            State::Loaded(page) => page,
            State::Idle => ready!(this.poll_page(None, context)),
            State::Loading(loading) => ready!(this.poll_page(Some(loading), context)),
        };
        if let Ok(page) = &page {
            this.state = this.proceed(page, context);
        }
        Poll::Ready(Some(page))
    }
}

impl<T: DeserializeOwned + 'static> Stream for Paginated<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => this.items = page.page.into_iter(),
            }
        }
    }
}

impl<T> fmt::Debug for Paginated<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Paginated").field("path", &self.pages.path).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("path", &self.path).finish_non_exhaustive()
    }
}
