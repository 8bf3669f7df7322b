//! Where the server serves functions, and which names it serves.
use convex_http_client_core::Kind;

impl Kind {
    /// Returns the path below the deployment URL that serves the kind.
    pub(crate) const fn endpoint(self) -> &'static str {
        match self {
            Self::Query => "/api/query",
            Self::Mutation => "/api/mutation",
            Self::Action => "/api/action",
            Self::Any => "/api/function",
            Self::Batch => "/api/query_batch",
        }
    }
}

/// Tells whether a name is a handle, which only a deployment's own functions can call.
pub(crate) fn is_handle(name: &str) -> bool {
    name.starts_with("function://")
}

#[cfg(test)]
mod tests {
    use super::{Kind, is_handle};

    #[test]
    fn has_an_endpoint_of_its_own() {
        let kinds = [Kind::Query, Kind::Mutation, Kind::Action, Kind::Any, Kind::Batch];
        let endpoints = ["/api/query", "/api/mutation", "/api/action", "/api/function", "/api/query_batch"];
        assert_eq!(kinds.map(Kind::endpoint), endpoints);
    }

    #[test]
    fn tells_handles_from_names() {
        assert!(is_handle("function://abc"));
        assert!(!is_handle("function:name"));
        assert!(!is_handle("messages:list"));
        assert!(!is_handle(""));
    }
}
