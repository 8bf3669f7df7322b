//! Which page of a query comes next.
use crate::numbered::numbered;

numbered! {
    /// What follows a page.
    pub enum Next, else Nothing {
        /// The page at its continue cursor.
        Page = 0,
        /// Nothing: it is the last.
        Nothing = 1,
        /// The same page again, in two halves: a limit has cut it, so that rows are missing.
        Halves = 2,
        /// An error: its continue cursor is where it began, so that reading would never end.
        Repeated = 3,
        /// An error: its continue cursor is empty although it is not the last.
        Empty = 4,
        /// An error: it does not say whether it is the last.
        Unfinished = 5,
        /// An error: a limit has cut it before the end that was asked for, and it cannot be split.
        Lost = 6,
    }
}

numbered! {
    /// Where a page could be split.
    pub enum Split, else Nowhere {
        /// It has no split cursor.
        Nowhere = 0,
        /// Within it.
        Within = 1,
        /// Where it begins or ends, so that one half would be the whole again.
        AtAnEnd = 2,
    }
}

/// What a page says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "any of them may hold beside any other")]
pub struct Page {
    /// Whether it is the last of all; none where it does not say.
    pub is_done: Option<bool>,
    /// Whether its status is `SplitRequired`.
    pub is_cut: bool,
    /// Where its split cursor is.
    pub split: Split,
    /// Whether an end cursor was asked for.
    pub is_bounded: bool,
    /// Whether its continue cursor is the end cursor that was asked for.
    pub is_end: bool,
    /// Whether its continue cursor is the cursor that it was read from.
    pub is_repeated: bool,
    /// Whether its continue cursor is empty.
    pub is_empty: bool,
}

/// Tells what follows a page.
///
/// The server cuts a page that reads too much and says so in `pageStatus`; only the halves around its `splitCursor` have
/// all rows (convex-backend, `query_page`). Without one, a page that was to end somewhere lacks rows for good; of one that
/// was not, the next page begins behind the last row that was read.
#[must_use]
pub const fn next(page: Page) -> Next {
    match page {
        Page { is_cut: true, split: Split::Within, .. } => Next::Halves,
        Page { is_cut: true, split: Split::AtAnEnd, .. } => Next::Repeated,
        Page { is_cut: true, is_bounded: true, .. } => Next::Lost,
        Page { is_done: None, .. } => Next::Unfinished,
        Page { is_done: Some(true), .. } | Page { is_end: true, .. } => Next::Nothing,
        Page { is_empty: true, .. } => Next::Empty,
        Page { is_repeated: true, .. } => Next::Repeated,
        _ => Next::Page,
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, Page, Split, next};

    const PAGE: Page = Page {
        is_done: Some(false),
        is_cut: false,
        split: Split::Nowhere,
        is_bounded: false,
        is_end: false,
        is_repeated: false,
        is_empty: false,
    };
    const CUT: Page = Page { is_cut: true, split: Split::Within, ..PAGE };

    #[test]
    fn reads_on_until_the_last_page_or_the_end_cursor() {
        assert_eq!(next(PAGE), Next::Page);
        assert_eq!(next(Page { is_done: Some(true), ..PAGE }), Next::Nothing);
        assert_eq!(next(Page { is_end: true, ..PAGE }), Next::Nothing);
        // The last page may have any cursor.
        assert_eq!(next(Page { is_done: Some(true), is_empty: true, is_repeated: true, ..PAGE }), Next::Nothing);
    }

    #[test]
    fn loses_no_row_of_a_page_that_was_cut() {
        for page in [CUT, Page { is_end: true, is_bounded: true, ..CUT }, Page { is_done: Some(true), ..CUT }] {
            assert_eq!(next(page), Next::Halves);
            assert_eq!(next(Page { split: Split::AtAnEnd, ..page }), Next::Repeated);
        }
        // What is only recommended, or said of a page that was not cut, changes nothing.
        assert_eq!(next(Page { is_cut: false, ..CUT }), Next::Page);
    }

    #[test]
    fn says_that_rows_are_lost_where_a_page_cannot_be_split() {
        let whole = Page { split: Split::Nowhere, ..CUT };
        assert_eq!(next(Page { is_bounded: true, ..whole }), Next::Lost);
        assert_eq!(next(Page { is_bounded: true, is_end: true, ..whole }), Next::Lost);
        // The next page begins behind its last row.
        assert_eq!(next(whole), Next::Page);
        assert_eq!(next(Page { is_bounded: true, ..PAGE }), Next::Page);
    }

    #[test]
    fn never_reads_for_ever() {
        assert_eq!(next(Page { is_repeated: true, ..PAGE }), Next::Repeated);
        assert_eq!(next(Page { is_empty: true, ..PAGE }), Next::Empty);
        assert_eq!(next(Page { is_done: None, ..PAGE }), Next::Unfinished);
    }
}
