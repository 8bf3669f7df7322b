//! What a call is.

/// What kind of function a call runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Query,
    Mutation,
    Action,
    /// A function whose kind the caller does not know; the server does.
    Any,
}

impl Kind {
    /// Returns the kind's number, under which it waits in JavaScript for the reply.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Query => 0,
            Self::Mutation => 1,
            Self::Action => 2,
            Self::Any => 3,
        }
    }

    /// Returns the kind of a number that `code` gave out.
    pub(crate) const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Query,
            1 => Self::Mutation,
            2 => Self::Action,
            _ => Self::Any,
        }
    }

    /// Returns the path below the deployment URL that serves the kind.
    pub(crate) const fn endpoint(self) -> &'static str {
        match self {
            Self::Query => "/api/query",
            Self::Mutation => "/api/mutation",
            Self::Action => "/api/action",
            Self::Any => "/api/function",
        }
    }

    /// Returns the letter that stands for the kind in printed log lines.
    pub(crate) const fn letter(self) -> &'static str {
        match self {
            Self::Query => "Q",
            Self::Mutation => "M",
            Self::Action => "A",
            Self::Any => "?",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn returns_from_its_code() {
        for kind in [Kind::Query, Kind::Mutation, Kind::Action, Kind::Any] {
            assert_eq!(Kind::from_code(kind.code()), kind);
        }
    }

    #[test]
    fn has_an_endpoint_and_a_letter_of_its_own() {
        assert_eq!(Kind::Query.endpoint(), "/api/query");
        assert_eq!(Kind::Mutation.endpoint(), "/api/mutation");
        assert_eq!(Kind::Action.endpoint(), "/api/action");
        assert_eq!(Kind::Any.endpoint(), "/api/function");
        assert_eq!(Kind::Any.letter(), "?");
    }
}
