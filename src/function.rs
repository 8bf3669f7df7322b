//! What kinds of functions there are.

/// What kind of function a call runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Query,
    Mutation,
    Action,
    /// A function whose kind the caller does not know; the server does.
    Any,
    /// Several queries in one request.
    Batch,
}
