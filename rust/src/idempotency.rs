//! Whether running a call twice is the same as running it once, and what it is known by then.
use convex_http_client_core::idempotency::{MAX_KEY, id_of, is_key};
use convex_http_client_core::{Kind, header};

use super::options::CallOptions;

/// The caller's word that running a function twice is the same as running it once, and the key that tells its runs apart
/// from others.
///
/// `true` makes a key for the call; a text is a key of your own, for work that outlives this program, of at most 256
/// characters. A key that an error has told as its `request_id` goes on where that call has ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Idempotency(Key);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Key {
    /// Running it twice may do harm.
    #[default]
    None,
    /// One that is made for the call.
    Made,
    /// The caller's own.
    Own(String),
}

impl From<bool> for Idempotency {
    fn from(is_idempotent: bool) -> Self {
        Self(if is_idempotent { Key::Made } else { Key::None })
    }
}

impl From<String> for Idempotency {
    fn from(key: String) -> Self {
        Self(Key::Own(key))
    }
}

impl From<&str> for Idempotency {
    fn from(key: &str) -> Self {
        key.to_owned().into()
    }
}

impl Idempotency {
    /// Says what is wrong with a key.
    pub(crate) fn check(&self) -> Result<(), String> {
        match &self.0 {
            Key::Own(key) if !is_key(key) => Err(format!(
                "the key of an idempotent call cannot be sent: it must have 1 to {MAX_KEY} characters, and no control characters"
            )),
            _ => Ok(()),
        }
    }
}

/// Returns the request id of a call that is idempotent, or why it cannot be. `chosen` is the id that the caller's headers
/// have.
pub(crate) fn request_id(
    kind: Kind,
    options: &CallOptions,
    chosen: Option<&str>,
    make_id: impl FnOnce() -> String,
) -> Result<Option<String>, String> {
    let Idempotency(key) = &options.idempotency;
    options.idempotency.check()?;
    let id = match key {
        Key::None => return Ok(None),
        Key::Made => id_of(&make_id()).collect(),
        Key::Own(key) => id_of(key).collect(),
    };
    if kind.is_read() {
        return Err(format!("a {} changes nothing: leave out `idempotent`, it is sent again without", kind.name()));
    }
    if chosen.is_some() {
        return Err(format!("an idempotent call has an id of its own: leave out the header {}", header::REQUEST_ID));
    }
    Ok(Some(id))
}
