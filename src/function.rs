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

impl Kind {
    /// Returns the kind's number, by which JavaScript knows its endpoint and its name, and the engine.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Query => 0,
            Self::Mutation => 1,
            Self::Action => 2,
            Self::Any => 3,
            Self::Batch => 4,
        }
    }

    /// Tells whether it has no effects.
    pub(crate) const fn is_read(self) -> bool {
        matches!(self, Self::Query | Self::Batch)
    }

    /// Returns the kind of a number. One that no kind has is not judged to be a query.
    pub(crate) const fn of(code: u8) -> Self {
        match code {
            0 => Self::Query,
            1 => Self::Mutation,
            2 => Self::Action,
            4 => Self::Batch,
            _ => Self::Any,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn has_a_code_of_its_own() {
        let kinds = [Kind::Query, Kind::Mutation, Kind::Action, Kind::Any, Kind::Batch];
        assert_eq!(kinds.map(Kind::code), [0, 1, 2, 3, 4]);
        assert_eq!(kinds.map(Kind::code).map(Kind::of), kinds);
    }
}
