//! The timestamp that a client's consistent queries share.
use std::error::Error;
use std::rc::Rc;
use std::sync::Arc;

use super::builder::Config;
use super::error::ErrorKind;
use super::reply::read_failure;
use super::tokens::{Fetcher, Fetching};
use super::transport::Request;
use super::value::{Json, parse_bytes};
use convex_http_client_core::kind::Endpoint;

/// Returns what asks a deployment for its timestamp, once for all that need it.
pub(crate) fn fetcher(config: &Rc<Config>) -> Fetcher {
    let config = Rc::clone(config);
    Fetcher::of_timestamps(Rc::new(move |_| {
        let config = Rc::clone(&config);
        Box::pin(async move {
            match ask(&config).await {
                Ok(timestamp) => Ok(Some(timestamp)),
                Err(kind) => Err(Arc::new(kind) as Arc<dyn Error + Send + Sync>),
            }
        }) as Fetching
    }))
}

async fn ask(config: &Config) -> Result<String, ErrorKind> {
    let mut request =
        Request { url: config.url(Endpoint::QueryTs), headers: config.own_headers(), body: String::new() };
    request.headers.extend(config.headers.iter().cloned());
    let response = config.send(request, None)?.await.map_err(ErrorKind::Network)?;
    if response.status != 200 {
        return Err(ErrorKind::Http(read_failure(response.status, &response.body)));
    }
    let timestamp = parse_bytes(&response.body).map_err(ErrorKind::Protocol)?.take("ts").and_then(Json::into_text);
    timestamp.ok_or_else(|| ErrorKind::Protocol("it has no timestamp".to_owned()))
}
