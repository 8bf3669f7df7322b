//! The tasks app: a page that lists, adds, completes and removes tasks.
#![allow(missing_docs, reason = "Leptos makes public types of components")]
use convex_http_client::{Client, Error};
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use web_sys::HtmlMetaElement;
use web_sys::wasm_bindgen::JsCast as _;

/// A document of the table `tasks`.
#[derive(Clone, PartialEq, Deserialize)]
struct Task {
    #[serde(rename = "_id")]
    id: String,
    text: String,
    completed: bool,
    /// `v.optional(v.int64())`.
    priority: Option<i64>,
}

/// What can be done to tasks.
#[derive(Serialize)]
#[serde(untagged)]
enum Change {
    Create {
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        priority: Option<i64>,
    },
    Of {
        id: String,
    },
}

/// Gives the client to all components, or says why there is none.
#[component]
fn App() -> impl IntoView {
    match Client::new(&deployment_url()) {
        Ok(client) => {
            provide_context(client);
            view! { <Tasks /> }.into_any()
        }
        Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
    }
}

#[component]
fn Tasks() -> impl IntoView {
    let client = expect_context::<Client>();
    let tasks = RwSignal::new(Vec::<Task>::new());
    let error = RwSignal::new(None::<String>);
    let input = NodeRef::<Input>::new();

    // Makes a change, if there is one, and shows the tasks as they are then. Where that fails, those stay that are shown.
    let run = StoredValue::new(move |change: Option<(&'static str, Change)>| {
        let client = client.clone();
        spawn_local(async move {
            match reload(&client, change).await {
                Ok(new) => {
                    tasks.set(new);
                    error.set(None);
                }
                Err(failed) => error.set(Some(format!("{failed:#}"))),
            }
        });
    });
    let run = move |change| run.with_value(|run| run(change));
    run(None);

    let create = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = input.get() else { return };
        let text = field.value();
        field.set_value("");
        let priority = text.ends_with('!').then_some(1);
        run(Some(("tasks:create", Change::Create { text, priority })));
    };
    let show = move |task: Task| {
        let Task { id, text, completed, priority } = task;
        let change = |path| {
            let id = id.clone();
            move |_| run(Some((path, Change::Of { id: id.clone() })))
        };
        view! {
            <li class:done=completed>
                {text}
                {priority.map(|priority| view! { <em>{format!(" priority {priority}")}</em> })}
                <button on:click=change("tasks:complete") disabled=completed>"Done"</button>
                <button on:click=change("tasks:remove")>"Remove"</button>
            </li>
        }
    };

    view! {
        <main>
            <h1>"Tasks"</h1>
            <form on:submit=create>
                <label>"New task " <input node_ref=input name="text" required=true /></label>
                <button>"Add"</button>
            </form>
            <ul>{move || tasks.get().into_iter().map(show).collect_view()}</ul>
            {move || error.get().map(|error| view! { <p role="alert">{error}</p> })}
        </main>
    }
}

/// Makes a change, and returns all tasks.
async fn reload(client: &Client, change: Option<(&'static str, Change)>) -> Result<Vec<Task>, Error> {
    if let Some((path, args)) = change {
        client.mutate(path, &args).await?;
    }
    client.query("tasks:list", &()).await
}

/// Returns the URL that the page names in a `meta` element; an empty one is refused by the client.
fn deployment_url() -> String {
    let element = document().query_selector("meta[name=convex-url]").ok().flatten();
    let meta = element.and_then(|element| element.dyn_into::<HtmlMetaElement>().ok());
    meta.map(|meta| meta.content()).unwrap_or_default()
}

fn main() {
    mount_to_body(App);
}
