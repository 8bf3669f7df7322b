//! The tasks app: an API that lists and creates the caller's tasks.
use std::time::Duration;

use convex_http_client::{Client, Error, ErrorKind, Retry};
use serde::{Deserialize, Serialize};
use worker::{Context, Env, Method, Request, Response, event};

/// What is asked for, and what is answered.
#[derive(Serialize, Deserialize)]
struct Task {
    #[serde(rename = "_id", default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    priority: Option<i64>,
}

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _: Context) -> worker::Result<Response> {
    // A client holds credentials, so each request has one of its own.
    let client = Client::builder(&env.var("CONVEX_URL")?.to_string())
        .timeout(Duration::from_secs(10))
        .retry(Retry::new(2))
        .auth(request.headers().get("Authorization")?.and_then(|value| Some(value.strip_prefix("Bearer ")?.to_owned())))
        .build();
    let client = match client {
        Ok(client) => client,
        Err(error) => return refuse(&error),
    };
    let answer = match (request.method(), request.path().as_str()) {
        (Method::Get, "/tasks") => {
            client.query::<Vec<Task>>("tasks:listMine", &()).await.map(|tasks| Response::from_json(&tasks))
        }
        (Method::Post, "/tasks") => {
            let task: Task = request.json().await?;
            client.mutation::<String>("tasks:create", &task).await.map(|id| Response::from_json(&id))
        }
        _ => return Response::error("Not found", 404),
    };
    answer.unwrap_or_else(|error| refuse(&error))
}

/// Answers a call that failed: with what the function says, or with its own failure to reach it.
fn refuse(error: &Error) -> worker::Result<Response> {
    match error.kind() {
        ErrorKind::Convex(error) => Response::error(error.data.as_str().unwrap_or("Refused"), 403),
        ErrorKind::Http(failure) if failure.status == 401 => Response::error("Not signed in", 401),
        _ => Response::error(error.to_string(), 502),
    }
}
