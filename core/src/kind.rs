//! What kinds of calls there are, and what serves them.
use crate::numbered::numbered;

numbered! {
    /// What a call runs.
    pub enum Kind, else Function {
        /// A query, which has no effects.
        Query = 0,
        /// A mutation: a transaction, which runs whole or not at all.
        Mutation = 1,
        /// An action, which may have had effects although it failed.
        Action = 2,
        /// Several queries in one request.
        Batch = 3,
        /// A function whose kind the server knows and the caller does not: it may be an action.
        Function = 4,
    }
}

numbered! {
    /// What a request is sent to. The first five serve the kinds of the same numbers.
    pub enum Endpoint, else Function {
        /// Runs a query at the latest timestamp.
        Query = 0,
        /// Runs a mutation.
        Mutation = 1,
        /// Runs an action.
        Action = 2,
        /// Runs queries, all at the latest timestamp.
        QueryBatch = 3,
        /// Runs a function of any kind.
        Function = 4,
        /// Tells the latest timestamp.
        QueryTs = 5,
        /// Runs a query at a given timestamp.
        QueryAtTs = 6,
    }
}

impl Kind {
    /// Tells whether a call of this kind has no effects, so that sending it twice does no harm.
    #[must_use]
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Query | Self::Batch)
    }

    /// Tells whether a function of this kind that fails leaves nothing behind: the server rolls it back.
    #[must_use]
    pub const fn is_transaction(self) -> bool {
        matches!(self, Self::Query | Self::Batch | Self::Mutation)
    }

    /// Tells whether calls of this kind wait for one another, unless the caller says otherwise.
    #[must_use]
    pub const fn is_queued(self) -> bool {
        matches!(self, Self::Mutation)
    }

    /// Returns the name that errors and hooks give to the kind.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Action => "action",
            Self::Batch => "batch",
            Self::Function => "function",
        }
    }

    /// Returns which member of `{ query, mutation, action }` is the kind's timeout: a batch is made of queries, and a
    /// function of unknown kind may take as long as an action.
    #[must_use]
    pub const fn timeout_class(self) -> Self {
        match self {
            Self::Query | Self::Batch => Self::Query,
            Self::Mutation => Self::Mutation,
            Self::Action | Self::Function => Self::Action,
        }
    }

    /// Returns what stands for the kind in printed log lines, as the official client prints them.
    #[must_use]
    pub const fn log_letter(self) -> &'static str {
        match self {
            Self::Query | Self::Batch => "Q",
            Self::Mutation => "M",
            Self::Action => "A",
            Self::Function => "?",
        }
    }

    /// Returns what serves the kind.
    #[must_use]
    pub const fn endpoint(self) -> Endpoint {
        Endpoint::of(self as u8)
    }
}

impl Endpoint {
    /// Returns the part of the endpoint's path behind `/api/`.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Action => "action",
            Self::QueryBatch => "query_batch",
            Self::Function => "function",
            Self::QueryTs => "query_ts",
            Self::QueryAtTs => "query_at_ts",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, Kind};

    #[test]
    fn is_served_by_the_endpoint_of_the_documentation() {
        let paths = Kind::ALL.iter().map(|kind| kind.endpoint().path());
        assert!(paths.eq(["query", "mutation", "action", "query_batch", "function"]));
        assert_eq!([Endpoint::QueryTs, Endpoint::QueryAtTs].map(Endpoint::path), ["query_ts", "query_at_ts"]);
    }

    #[test]
    fn has_the_names_of_the_clients_methods() {
        assert!(Kind::ALL.iter().map(|kind| kind.name()).eq(["query", "mutation", "action", "batch", "function"]));
    }

    #[test]
    fn takes_as_long_as_what_it_is_made_of() {
        for (kind, class) in [
            (Kind::Query, "query"),
            (Kind::Batch, "query"),
            (Kind::Mutation, "mutation"),
            (Kind::Action, "action"),
            (Kind::Function, "action"),
        ] {
            assert_eq!(kind.timeout_class().name(), class);
        }
    }

    // The official client's, in its src/browser/logging.ts.
    #[test]
    fn is_logged_under_the_letter_of_the_official_client() {
        assert!(Kind::ALL.iter().map(|kind| kind.log_letter()).eq(["Q", "M", "A", "Q", "?"]));
    }

    #[test]
    fn is_read_from_the_number_it_is_written_as() {
        for (number, kind) in (0..).zip(Kind::ALL) {
            assert_eq!((*kind as u8, Kind::of(number)), (number, *kind));
        }
        // What is not known is taken for what allows least.
        assert_eq!(Kind::of(7), Kind::Function);
        assert!(!Kind::Function.is_read() && !Kind::Function.is_transaction());
    }

    #[test]
    fn only_queries_and_their_batches_are_free_of_effects() {
        let reads = Kind::ALL.iter().filter(|kind| kind.is_read());
        assert!(reads.eq(&[Kind::Query, Kind::Batch]));
        let transactions = Kind::ALL.iter().filter(|kind| kind.is_transaction());
        assert!(transactions.eq(&[Kind::Query, Kind::Mutation, Kind::Batch]));
        assert!(Kind::ALL.iter().filter(|kind| kind.is_queued()).eq(&[Kind::Mutation]));
    }
}
