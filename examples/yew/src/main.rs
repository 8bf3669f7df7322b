//! The tasks app: a page that lists, adds, completes and removes tasks.
use convex_http_client::{Client, Error};
use serde::{Deserialize, Serialize};
use web_sys::wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlMetaElement};
use yew::platform::spawn_local;
use yew::prelude::*;

/// A document of the table `tasks`.
#[derive(Clone, PartialEq, Deserialize)]
struct Task {
    #[serde(rename = "_id")]
    id: AttrValue,
    text: AttrValue,
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
        id: AttrValue,
    },
}

#[component]
fn Tasks() -> Html {
    let client = use_memo((), |()| Client::new(&deployment_url()));
    let tasks = use_state(Vec::new);
    let error = use_state(|| None::<String>);
    let input = use_node_ref();

    // Makes a change, if there is one, and shows the tasks as they are then. Where that fails, those stay that are shown.
    let run = {
        let (client, tasks, error) = ((*client).clone(), tasks.setter(), error.setter());
        Callback::from(move |change: Option<(&'static str, Change)>| {
            let (client, tasks, error) = (client.clone(), tasks.clone(), error.clone());
            spawn_local(async move {
                match reload(&client, change).await {
                    Ok(new) => {
                        tasks.set(new);
                        error.set(None);
                    }
                    Err(failed) => error.set(Some(format!("{failed:#}"))),
                }
            });
        })
    };

    {
        let run = run.clone();
        use_effect_with((), move |()| run.emit(None));
    }

    let create = {
        let (run, input) = (run.clone(), input.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = input.cast::<HtmlInputElement>() else { return };
            let text = field.value();
            field.set_value("");
            let priority = text.ends_with('!').then_some(1);
            run.emit(Some(("tasks:create", Change::Create { text, priority })));
        })
    };

    let show = |task: &Task| {
        let change = |path| {
            let (run, id) = (run.clone(), task.id.clone());
            Callback::from(move |_: MouseEvent| run.emit(Some((path, Change::Of { id: id.clone() }))))
        };
        html! {
            <li key={task.id.to_string()} class={classes!(task.completed.then_some("done"))}>
                { &task.text }
                { task.priority.map(|priority| html! { <em>{ format!(" priority {priority}") }</em> }) }
                <button onclick={change("tasks:complete")} disabled={task.completed}>{ "Done" }</button>
                <button onclick={change("tasks:remove")}>{ "Remove" }</button>
            </li>
        }
    };

    html! {
        <main>
            <h1>{ "Tasks" }</h1>
            <form onsubmit={create}>
                <label>{ "New task " }<input ref={input} name="text" required=true /></label>
                <button>{ "Add" }</button>
            </form>
            <ul>{ for tasks.iter().map(show) }</ul>
            { error.as_ref().map(|error| html! { <p role="alert">{ error }</p> }) }
        </main>
    }
}

/// Makes a change, and returns all tasks.
async fn reload(client: &Result<Client, Error>, change: Option<(&'static str, Change)>) -> Result<Vec<Task>, Error> {
    let client = client.as_ref().map_err(Clone::clone)?;
    if let Some((path, args)) = change {
        client.mutate(path, &args).await?;
    }
    client.query("tasks:list", &()).await
}

/// Returns the URL that the page names in a `meta` element; an empty one is refused by the client.
fn deployment_url() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.query_selector("meta[name=convex-url]").ok()?);
    let meta = element.and_then(|element| element.dyn_into::<HtmlMetaElement>().ok());
    meta.map(|meta| meta.content()).unwrap_or_default()
}

fn main() {
    yew::Renderer::<Tasks>::new().render();
}
