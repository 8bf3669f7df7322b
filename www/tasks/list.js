// The list of tasks, each with what can be done with it.
import { anyApi as api, isConvexError } from "../client.js";
import { find, make, makeButton, messageOf, showProblem } from "../dom.js";
import { getSession } from "./session.js";

/** @typedef {{ _id: string, text: string, completed: boolean, priority?: bigint, owner?: string }} Task */

const list = find("#task-list", HTMLElement);
const status = find("#list-status", HTMLElement);
const problem = find("#list-problem", HTMLElement);
const mine = find("#mine", HTMLInputElement);

/** Counts the requests for the list, so that a late answer does not replace a newer one. */
let latest = 0;

export async function refresh() {
  const own = ++latest;
  list.ariaBusy = "true";
  try {
    const { client, owner } = getSession();
    /** @type {Task[]} */
    const tasks = await client.query(
      mine.checked ? api.tasks.listMine : api.tasks.list,
    );
    if (own !== latest) return;
    showProblem(problem, undefined);
    show(tasks.toReversed(), owner);
  } catch (error) {
    if (own !== latest) return;
    showProblem(problem, explain(error));
    show([], undefined);
    status.textContent = "There is no list to show.";
  } finally {
    if (own === latest) list.ariaBusy = null;
  }
}

/** Takes away a list of another deployment. */
export function clearList() {
  latest++;
  list.ariaBusy = null;
  list.replaceChildren();
  showProblem(problem, undefined);
  status.textContent = "The list has not been read yet.";
}

/**
 * @param {Task[]} tasks
 * @param {string | undefined} owner
 */
function show(tasks, owner) {
  const open = tasks.filter(({ completed }) => !completed).length;
  status.textContent =
    tasks.length === 0
      ? "No tasks."
      : `${tasks.length} task${tasks.length === 1 ? "" : "s"}, ${open} open.`;
  const focused = document.activeElement?.closest("li")?.id;
  list.replaceChildren(...tasks.map((task) => makeTask(task, owner)));
  // The focus stays with its task, though the list was made anew.
  if (focused && document.activeElement === document.body) {
    const next = document.getElementById(focused)?.querySelector("button");
    (next ?? find("#refresh", HTMLButtonElement)).focus();
  }
}

/**
 * @param {Task} task
 * @param {string | undefined} owner
 */
function makeTask({ _id, text, completed, priority, owner: by }, owner) {
  const failure = make("p", { class: "problem", role: "alert", hidden: true });
  const run = async (/** @type {any} */ mutation) => {
    for (const button of item.querySelectorAll("button")) {
      button.ariaDisabled = "true";
    }
    try {
      await getSession().client.mutation(mutation, { id: _id });
      await refresh();
    } catch (error) {
      showProblem(failure, explain(error));
      for (const button of item.querySelectorAll("button")) {
        button.ariaDisabled = null;
      }
    }
  };
  const notes = [
    completed && "done",
    priority !== undefined && `priority ${priority}n`,
    by === undefined ? "nobody’s" : by === owner ? "yours" : "someone else’s",
  ].filter(Boolean);
  const item = make(
    "li",
    { id: `task-${_id}`, class: completed ? "completed" : "open" },
    make(
      "div",
      { class: "task" },
      make("span", { class: "task-text" }, text),
      make("span", { class: "task-notes" }, notes.join(" · ")),
      make(
        "span",
        { class: "task-actions" },
        !completed &&
          makeButton("Complete", () => run(api.tasks.complete), {
            class: "small",
            "aria-label": `Complete ${text}`,
          }),
        makeButton("Remove", () => run(api.tasks.remove), {
          class: "small",
          "aria-label": `Remove ${text}`,
        }),
      ),
    ),
    failure,
  );
  return item;
}

/** @param {unknown} error */
export function explain(error) {
  if (isConvexError(error)) {
    const data = /** @type {any} */ (error.data);
    if (data?.code === "TaskNotFound") {
      return "This task is gone: somebody removed it.";
    }
    return typeof data === "string" ? data : JSON.stringify(data);
  }
  const message = messageOf(error);
  return message.includes("Could not find public function")
    ? "This deployment lacks the functions of this app, which are those of the project’s backend folder."
    : message;
}
