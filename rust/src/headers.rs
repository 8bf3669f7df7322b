//! The headers that callers add.
use convex_http_client_core::header::{self, is_reserved, refused_at};

/// A name and a value.
pub(crate) type Header = (String, String);

/// Checks a header before anything is sent. What is wrong is told without the value, which may be a secret.
pub(crate) fn check(name: &str, value: &str) -> Result<(), String> {
    if !is_name(name) {
        return Err(format!("{name:?} is no name of a header"));
    }
    if is_reserved(name) {
        return Err(format!("header {name:?} is set by the client itself"));
    }
    match find_fault(value) {
        Some(fault) => Err(format!("header {name:?} cannot be sent: its value has {fault}")),
        None => Ok(()),
    }
}

/// Tells what no header's value may have, and where: never what it says.
pub(crate) fn find_fault(value: &str) -> Option<String> {
    let position = refused_at(value.encode_utf16())?;
    let unit = (0..).zip(value.encode_utf16()).find_map(|(place, unit)| (place == position).then_some(unit));
    let fault = if unit > Some(0xff) { "a character outside Latin-1" } else { "a control character" };
    Some(format!("{fault} at position {position}"))
}

/// Tells whether a text is a token of HTTP: <https://www.rfc-editor.org/rfc/rfc9110#name-tokens>.
fn is_name(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token)
}

/// Returns the headers of a client and of a call as one list, without regard to case: of two with one name, the later.
pub(crate) fn merge<'a>(client: &'a [Header], call: &'a [Header]) -> Vec<(&'a str, &'a str)> {
    let mut merged = Vec::<(&str, &str)>::new();
    for (name, value) in client.iter().chain(call) {
        merged.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        merged.push((name, value));
    }
    merged
}

/// Returns the request id that the caller chose.
pub(crate) fn request_id<'a>(headers: &[(&str, &'a str)]) -> Option<&'a str> {
    headers.iter().find_map(|(name, value)| name.eq_ignore_ascii_case(header::REQUEST_ID).then_some(*value))
}

#[cfg(test)]
mod tests {
    use super::{check, merge, request_id};

    fn list(headers: &[(&str, &str)]) -> Vec<(String, String)> {
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn merges_without_regard_to_case() {
        let (client, call) = (list(&[("X-Mine", "1"), ("X-App", "2")]), list(&[("x-mine", "3"), ("X-MINE", "4")]));
        assert_eq!(merge(&client, &call), [("X-App", "2"), ("X-MINE", "4")]);
        assert_eq!(request_id(&merge(&list(&[("convex-REQUEST-id", "mine")]), &[])), Some("mine"));
        assert_eq!(request_id(&[]), None);
    }

    #[test]
    fn says_what_is_wrong_and_never_the_value() {
        for (name, value, message) in [
            ("", "v", "\"\" is no name of a header"),
            ("bad name", "v", "\"bad name\" is no name of a header"),
            ("é", "v", "\"é\" is no name of a header"),
            ("authorization", "v", "header \"authorization\" is set by the client itself"),
            ("Convex-Client", "v", "header \"Convex-Client\" is set by the client itself"),
            ("X", "secret\nly", "header \"X\" cannot be sent: its value has a control character at position 6"),
            ("X", "é\u{1f600}", "header \"X\" cannot be sent: its value has a character outside Latin-1 at position 1"),
        ] {
            assert_eq!(check(name, value), Err(message.to_owned()));
        }
        for (name, value) in [("X-Mine", ""), ("x", "a\tb é"), ("Convex-Request-Id", "mine")] {
            assert_eq!(check(name, value), Ok(()));
        }
    }
}
