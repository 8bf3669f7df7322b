//! An app that makes one query and one mutation; without the feature `client`, what is left of it.
use wasm_bindgen::prelude::*;

#[cfg(feature = "client")]
mod calls {
    use convex_http_client::{Client, Error};
    use serde::{Deserialize, Serialize};

    #[derive(Serialize)]
    pub(crate) struct NewTask {
        text: String,
    }

    #[derive(Deserialize)]
    struct Task {
        text: String,
        completed: bool,
    }

    pub(crate) async fn run(url: &str, text: String) -> Result<String, Error> {
        let client = Client::new(url)?;
        client.mutation::<String>("tasks:create", &NewTask { text }).await?;
        let tasks: Vec<Task> = client.query("tasks:list", &()).await?;
        Ok(tasks.into_iter().filter(|task| !task.completed).map(|task| task.text).collect())
    }
}

/// Makes the calls.
#[wasm_bindgen]
pub fn start(url: String, text: String, done: js_sys::Function) {
    js_sys::futures::spawn_local(async move {
        #[cfg(feature = "client")]
        let text = calls::run(&url, text).await.unwrap_or_else(|error| error.to_string());
        let _ = done.call2(&JsValue::UNDEFINED, &url.into(), &text.into());
    });
}
