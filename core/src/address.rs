//! The rules of a deployment URL.

/// Why an address is refused before any URL parser sees it, or after one accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// It starts with neither `http:` nor `https:`.
    Protocol,
    /// A URL parser refuses it.
    NotAUrl,
    /// It is the address of HTTP actions, which does not serve the functions API.
    HttpActions,
}

impl AddressError {
    /// Returns the message of the official client; `{}` stands for the address.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Protocol => "Invalid deployment address: Must start with \"https://\" or \"http://\". Found \"{}\".",
            Self::NotAUrl => {
                "Invalid deployment address: \"{}\" is not a valid URL. If you believe this URL is correct, use the `skipConvexDeploymentUrlCheck` option to bypass this."
            }
            Self::HttpActions => {
                "Invalid deployment address: \"{}\" ends with .convex.site, which is used for HTTP Actions. Convex deployment URLs typically end with .convex.cloud? If you believe this URL is correct, use the `skipConvexDeploymentUrlCheck` option to bypass this."
            }
        }
    }
}

/// Checks an address; `is_url` is asked only where these rules cannot tell by themselves.
///
/// A parser call costs more than the rest of the constructor, and most addresses are `https://name.convex.cloud`.
pub fn check(address: impl AsRef<[u8]>, is_url: impl FnOnce() -> bool) -> Result<(), AddressError> {
    let address = address.as_ref();
    if !address.starts_with(b"https:") && !address.starts_with(b"http:") {
        return Err(AddressError::Protocol);
    }
    if !is_cloud(address) && !is_url() {
        return Err(AddressError::NotAUrl);
    }
    let end = address.len() - surplus(address);
    if address.get(..end).is_some_and(|address| address.ends_with(b".convex.site")) {
        return Err(AddressError::HttpActions);
    }
    Ok(())
}

/// Returns how many characters at the end of `address` are slashes to drop.
///
/// Endpoints begin with a slash, and the server knows no path that begins with two.
#[must_use]
pub fn surplus(address: impl AsRef<[u8]>) -> usize {
    address.as_ref().iter().rev().take_while(|&&byte| byte == b'/').count()
}

/// Tells whether `address` is `https://name.convex.cloud`, with a name that every URL parser accepts unchanged.
fn is_cloud(address: impl AsRef<[u8]>) -> bool {
    let name = address.as_ref().strip_prefix(b"https://").and_then(|rest| rest.strip_suffix(b".convex.cloud"));
    name.is_some_and(|name| {
        let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        // A label that starts with xn-- is punycode, which a parser decodes and may refuse.
        !name.is_empty() && name.len() < 64 && !name.starts_with(b"xn--") && name.iter().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::{AddressError, check, is_cloud, surplus};

    const ASKED: fn() -> bool = || true;

    #[test]
    fn accepts_a_cloud_address_without_asking_the_parser() {
        assert_eq!(check("https://small-mouse-123.convex.cloud", || false), Ok(()));
    }

    #[test]
    fn asks_the_parser_about_every_other_address() {
        for address in [
            "http://127.0.0.1:3210",
            "https://api.example.com/convex",
            "https://xn--a.convex.cloud",
            "https://Small.convex.cloud",
            "https://.convex.cloud",
            "https://a b.convex.cloud",
        ] {
            assert!(!is_cloud(address), "{address}");
            assert_eq!(check(address, || true), Ok(()));
            assert_eq!(check(address, || false), Err(AddressError::NotAUrl));
        }
    }

    #[test]
    fn refuses_other_protocols() {
        for address in ["", "ws://a.convex.cloud", "HTTPS://a.convex.cloud", "a.convex.cloud"] {
            assert_eq!(check(address, ASKED), Err(AddressError::Protocol), "{address}");
        }
    }

    #[test]
    fn refuses_the_address_of_http_actions_after_the_parser_accepted_it() {
        let address = "https://a.convex.site";
        assert_eq!(check(address, ASKED), Err(AddressError::HttpActions));
        assert_eq!(check(address, || false), Err(AddressError::NotAUrl));
        assert_eq!(check("https://a.convex.site/", ASKED), Err(AddressError::HttpActions));
        assert_eq!(check("https://a.convex.site/path", ASKED), Ok(()));
    }

    #[test]
    fn knows_that_no_label_of_a_domain_has_more_than_63_characters() {
        let address = |length| ["https://", &"a".repeat(length), ".convex.cloud"].concat();
        assert!(is_cloud(address(1)) && is_cloud(address(63)));
        assert!(!is_cloud(address(64)));
    }

    // The official client's, in its src/common/index.ts.
    #[test]
    fn refuses_in_the_words_of_the_official_client() {
        let words = |error: AddressError, address| error.message().replace("{}", address);
        assert_eq!(
            words(AddressError::Protocol, "ws://a"),
            r#"Invalid deployment address: Must start with "https://" or "http://". Found "ws://a"."#
        );
        assert_eq!(
            words(AddressError::NotAUrl, "https://a b"),
            "Invalid deployment address: \"https://a b\" is not a valid URL. If you believe this URL is correct, use \
             the `skipConvexDeploymentUrlCheck` option to bypass this."
        );
        assert_eq!(
            words(AddressError::HttpActions, "https://a.convex.site"),
            "Invalid deployment address: \"https://a.convex.site\" ends with .convex.site, which is used for HTTP \
             Actions. Convex deployment URLs typically end with .convex.cloud? If you believe this URL is correct, use \
             the `skipConvexDeploymentUrlCheck` option to bypass this."
        );
    }

    #[test]
    fn counts_the_slashes_at_the_end() {
        assert_eq!(surplus("https://a.convex.cloud"), 0);
        assert_eq!(surplus("https://a.convex.cloud/"), 1);
        assert_eq!(surplus("https://a.convex.cloud/path//"), 2);
    }
}
