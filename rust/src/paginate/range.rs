//! What a page says of what comes behind it.
use convex_http_client_core::page::{self, Next, Split};
use serde::Deserialize;

use super::Page;
use crate::drive::Failure;
use crate::error::ErrorKind;

/// A part of what the query has: from a cursor, or the beginning, to a cursor, or the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Range {
    pub(super) cursor: Option<String>,
    pub(super) end: Option<String>,
}

/// What a page says besides its items.
pub(super) struct Read {
    /// Whether it is returned; what was cut is read again.
    pub(super) is_whole: bool,
    /// What is left of its range, the last of them first.
    pub(super) left: Vec<Range>,
}

/// A page as a function returns it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Returned<T> {
    page: Vec<T>,
    is_done: Option<bool>,
    continue_cursor: String,
    #[serde(default)]
    page_status: Option<String>,
    #[serde(default)]
    split_cursor: Option<String>,
}

impl<T> Returned<T> {
    /// Finds what is left of a range behind its first page.
    pub(super) fn read(&self, range: &Range) -> Result<Read, Failure> {
        let Range { cursor, end } = range;
        let next = Some(&self.continue_cursor);
        let split = self.split_cursor.clone().filter(|cursor| !cursor.is_empty());
        let follows = page::next(page::Page {
            is_done: self.is_done,
            is_cut: self.page_status.as_deref() == Some("SplitRequired"),
            split: match &split {
                None => Split::Nowhere,
                at if at == cursor || at.as_ref() == next => Split::AtAnEnd,
                Some(_) => Split::Within,
            },
            is_bounded: end.is_some(),
            is_end: end.as_ref() == next,
            is_repeated: cursor.as_ref() == next,
            is_empty: self.continue_cursor.is_empty(),
        });
        let range = |cursor: &Option<String>, end: &Option<String>| Range { cursor: cursor.clone(), end: end.clone() };
        let next = next.cloned();
        let refuse = |message: &str| Err(ErrorKind::Protocol(message.to_owned()).into());
        let left = match follows {
            Next::Nothing => Vec::new(),
            Next::Page => vec![range(&next, end)],
            Next::Halves => {
                // What was behind the page is behind its halves.
                let is_last = self.is_done == Some(true) || *end == next;
                let rest = (!is_last).then(|| range(&next, end));
                rest.into_iter().chain([range(&split, &next), range(cursor, &split)]).collect()
            }
            Next::Repeated => return refuse("a page continues where it began"),
            Next::Lost => return refuse("a page was cut and cannot be split"),
            Next::Empty => return refuse("a page that is not the last one has no cursor"),
            Next::Unfinished => return refuse("a page does not say whether it is the last one"),
        };
        Ok(Read { is_whole: follows != Next::Halves, left })
    }

    pub(super) fn into_page(self) -> Page<T> {
        Page { page: self.page, is_done: self.is_done.unwrap_or_default(), continue_cursor: self.continue_cursor }
    }
}
