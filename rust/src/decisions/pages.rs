//! Which pages are asked for, and which are not.
use serde_json::{Value as Json, json};

use super::*;
use crate::{Page, Paginated};

/// Reads all pages, each of which is answered by what was asked for.
fn read(pages: Paginated<u8>, answer: impl Fn(&Json) -> Json) -> (Vec<Page<u8>>, Option<Error>, Vec<Json>) {
    let mut pages = pages.pages();
    let mut read = start(async move {
        let mut all = Vec::new();
        loop {
            match pages.next().await {
                Some(Ok(page)) => all.push(page),
                Some(Err(error)) => return (all, Some(error)),
                None => return (all, None),
            }
        }
    });
    let mut asked = Vec::new();
    let (all, error) = loop {
        if let Some(result) = read.1.take().or_else(|| go_on(&mut read.0)) {
            break result;
        }
        let body: Json = serde_json::from_str(&request().body).unwrap();
        let options = body["args"][0]["paginationOpts"].clone();
        assert!(asked.len() < 20, "it reads for ever: {asked:?}");
        reply(200, &json!({ "status": "success", "value": answer(&options) }).to_string());
        asked.push(json!([options["cursor"], options["endCursor"]]));
    };
    (all, error, asked)
}

fn items(pages: &[Page<u8>]) -> Vec<u8> {
    pages.iter().flat_map(|page| page.page.clone()).collect()
}

/// Answers like a table of five rows, whose cursors are the numbers of rows before them, by pages of two.
fn table(options: &Json) -> Json {
    let number = |cursor: &Json| cursor.as_str().and_then(|cursor| cursor.parse::<u8>().ok());
    let begin = number(&options["cursor"]).unwrap_or(0);
    let end = number(&options["endCursor"]).unwrap_or((begin + 2).min(5));
    json!({ "page": (begin..end).collect::<Vec<_>>(), "isDone": end == 5, "continueCursor": end.to_string() })
}

#[test]
fn sends_the_end_cursor_with_each_page_and_ends_there() {
    let pages = client().paginate("f", &(), 2);
    let (all, error, asked) = read(pages, table);
    assert_eq!((items(&all), error.is_none()), (vec![0, 1, 2, 3, 4], true));
    assert_eq!(asked, [json!([null, null]), json!(["2", null]), json!(["4", null])]);
    // A server that returns less than asked for is asked for the rest.
    let slow = |options: &Json| {
        let mut options = options.clone();
        options["endCursor"] = Json::Null;
        table(&options)
    };
    let (all, error, asked) = read(client().paginate("f", &(), 2).end_cursor("4"), slow);
    assert_eq!((items(&all), error.is_none()), (vec![0, 1, 2, 3], true));
    assert_eq!(asked, [json!([null, "4"]), json!(["2", "4"])]);
}

/// Cuts each page of more than one row.
fn cut(options: &Json) -> Json {
    let mut page = table(options);
    let begin = options["cursor"].as_str().map_or(0, |cursor| cursor.parse::<u8>().unwrap());
    if page["page"].as_array().unwrap().len() > 1 {
        page["page"] = json!([begin]);
        page["pageStatus"] = "SplitRequired".into();
        page["splitCursor"] = (begin + 1).to_string().into();
    }
    page
}

#[test]
fn loses_no_row_of_a_page_that_was_cut() {
    for prefetch in [false, true] {
        let pages = client().paginate("f", &(), 2);
        let (all, error, asked) = read(if prefetch { pages.prefetch() } else { pages }, cut);
        assert_eq!((items(&all), error.is_none()), (vec![0, 1, 2, 3, 4], true));
        let expected = [[None, None], [None, Some("1")], [Some("1"), Some("2")], [Some("2"), None]];
        assert_eq!(asked[..4], expected.map(|range| json!(range)));
    }
    let (all, error, _) = read(client().paginate("f", &(), 2).cursor("1").end_cursor("4"), cut);
    assert_eq!((items(&all), error.is_none()), (vec![1, 2, 3], true));
}

#[test]
fn ends_with_an_error_where_it_would_read_for_ever() {
    let page = |is_done: Json, cursor: &str| json!({ "page": [1], "isDone": is_done, "continueCursor": cursor });
    let whole = json!({ "page": [1], "isDone": false, "continueCursor": "b", "pageStatus": "SplitRequired", "splitCursor": "b" });
    let cases = [
        (page(json!(false), "a"), "continues where it began"),
        (page(json!(false), ""), "has no cursor"),
        (page(json!(null), "b"), "does not say whether it is the last"),
        (json!({ "page": [1], "continueCursor": "b" }), "does not say whether it is the last"),
        (whole, "continues where it began"),
    ];
    for (answer, message) in cases {
        let (all, error, asked) = read(client().paginate("f", &(), 2).cursor("a"), |_| answer.clone());
        let error = error.unwrap();
        assert!(matches!(error.kind(), ErrorKind::Protocol(text) if text.contains(message)), "{error}");
        assert_eq!((all.len(), asked.len(), error.outcome()), (0, 1, Outcome::NotCommitted));
    }
}

#[test]
fn ends_with_an_error_where_rows_are_lost_for_good() {
    let page = json!({ "page": [1], "isDone": false, "continueCursor": "b", "pageStatus": "SplitRequired" });
    let (all, error, asked) = read(client().paginate("f", &(), 2).end_cursor("b"), |_| page.clone());
    let error = error.unwrap();
    assert!(matches!(error.kind(), ErrorKind::Protocol(text) if text.contains("cannot be split")), "{error}");
    assert_eq!((all.len(), asked.len()), (0, 1));
    // Where it was not to end anywhere, the next page begins behind its last row.
    let last = json!({ "page": [2], "isDone": true, "continueCursor": "c" });
    let (all, error, _) =
        read(client().paginate("f", &(), 2), |opts| if opts["cursor"].is_null() { page.clone() } else { last.clone() });
    assert_eq!((items(&all), error.is_none()), (vec![1, 2], true));
}
