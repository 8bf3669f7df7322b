//! Queries that are run page by page.
mod range;

use std::cell::OnceCell;
use std::fmt::{self, Formatter};
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::Stream;
use serde::de::DeserializeOwned;

use self::range::{Range, Read, Returned};
use super::call::{self, Call};
use super::client::Client;
use super::drive;
use super::error::{Error, ErrorKind};
use super::local::Local;
use super::options::CallOptions;
use super::value::{Value, ValueError};
use convex_http_client_core::Kind;

/// A page of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What is left to be read, the last of them first.
    left: Vec<Range>,
    is_ahead: bool,
    configure: Local<Rc<Configure<T>>>,
    state: State<T>,
}

type Configure<T> = dyn Fn(Call<Page<T>>) -> Call<Page<T>>;

enum State<T> {
    /// Nothing has been asked for that has not been returned.
    Idle,
    Loading(Loading<T>),
    Loaded(Result<Page<T>, Error>),
    Done,
}

/// The call of a page, and what is known of the page by the time that it has ended.
struct Loading<T> {
    call: Call<Page<T>>,
    read: Local<Rc<OnceCell<Read>>>,
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
            left: vec![Range::default()],
            is_ahead: false,
            configure: Local::new(Rc::new(|call| call)),
            state: State::Idle,
        };
        Self { pages, items: Vec::new().into_iter() }
    }

    /// Begins where a page ended: at its `continue_cursor`.
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        self.pages.set(|range| range.cursor = Some(cursor.into()));
        self
    }

    /// Ends where a page ended: at its `continue_cursor`.
    pub fn end_cursor(mut self, cursor: impl Into<String>) -> Self {
        self.pages.set(|range| range.end = Some(cursor.into()));
        self
    }

    /// Asks for the next page as soon as one is there, not when its items have been taken.
    pub fn prefetch(mut self) -> Self {
        self.pages.is_ahead = true;
        self
    }

    /// Sets what is said of each page's call, such as its timeout.
    pub fn configure(mut self, configure: impl Fn(Call<Page<T>>) -> Call<Page<T>> + 'static) -> Self {
        self.pages.configure = Local::new(Rc::new(configure));
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

    fn set(&mut self, set: impl FnOnce(&mut Range)) {
        if let Some(all) = self.left.first_mut() {
            set(all);
        }
    }

    /// Starts the call of the next page.
    fn load(&self, range: Range) -> Loading<T> {
        let options = [
            ("numItems", Some(Value::Float64(self.num_items.into()))),
            ("cursor", Some(range.cursor.clone().into())),
            ("endCursor", range.end.clone().map(Value::String)),
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
            timestamp: None,
        };
        let read = Rc::new(OnceCell::new());
        let noted = Rc::clone(&read);
        let call = Call::new(call, move |call, body| {
            let returned: Returned<T> = call::read_one(call, body)?;
            let _ = noted.set(returned.read(&range)?);
            Ok(returned.into_page())
        });
        Loading { call: (self.configure)(call), read: Local::new(read) }
    }

    /// Polls the call of a page, and what comes in place of it where it was cut.
    fn poll_page(
        &mut self,
        loading: Option<Loading<T>>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<T>, Error>>> {
        let mut started = loading;
        loop {
            let loading = started.take().or_else(|| self.left.pop().map(|range| self.load(range)));
            let Some(mut loading) = loading else { return Poll::Ready(None) };
            let Poll::Ready(page) = Pin::new(&mut loading.call).poll(context) else {
                self.state = State::Loading(loading);
                return Poll::Pending;
            };
            let Some(read) = Rc::into_inner(loading.read.take()).and_then(OnceCell::into_inner) else {
                return Poll::Ready(Some(page));
            };
            self.left.extend(read.left);
            if read.is_whole {
                return Poll::Ready(Some(page));
            }
        }
    }

    /// Asks for the next page ahead, if that is wanted and there is one.
    fn proceed(&mut self, context: &mut Context<'_>) {
        self.state = State::Idle;
        if self.is_ahead
            && let Poll::Ready(page) = self.poll_page(None, context)
        {
            self.state = page.map_or(State::Done, State::Loaded);
        }
    }
}

impl<T: DeserializeOwned + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let page = match std::mem::replace(&mut this.state, State::Done) {
            State::Done => return Poll::Ready(None),
            State::Loaded(page) => Some(page),
            State::Idle => ready!(this.poll_page(None, context)),
            State::Loading(loading) => ready!(this.poll_page(Some(loading), context)),
        };
        if matches!(page, Some(Ok(_))) {
            this.proceed(context);
        }
        Poll::Ready(page)
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
