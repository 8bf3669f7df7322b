// The example app: a session, a form and a list.
import { anyApi as api } from "../client.js";
import { deployment } from "../deployment/deployment.js";
import { find, showProblem } from "../dom.js";
import { clearList, explain, refresh } from "./list.js";
import { getSession, startSession } from "./session.js";

const form = find("#new-task", HTMLFormElement);
const text = find("#task-text", HTMLInputElement);
const textProblem = find("#task-text-problem", HTMLElement);
const priority = find("#task-priority", HTMLInputElement);
const priorityProblem = find("#task-priority-problem", HTMLElement);

/** Whether the list belongs to the deployment that is chosen. */
let isFresh = false;

export function start() {
  startSession(show);
  deployment.addEventListener("change", () => {
    isFresh = false;
    clearList();
    open();
  });
  find("#refresh", HTMLButtonElement).addEventListener("click", show);
  find("#mine", HTMLInputElement).addEventListener("change", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void add();
  });
}

export function open() {
  if (isFresh || deployment.isFromLink || deployment.url === "") return;
  if (!find("#tasks", HTMLElement).hidden) show();
}

function show() {
  isFresh = true;
  void refresh();
}

async function add() {
  const task = readTask();
  if (!task) return;
  try {
    await getSession().client.mutation(api.tasks.create, task);
    form.reset();
    text.focus();
    await refresh();
  } catch (error) {
    tell(text, textProblem, explain(error));
    text.focus();
  }
}

/** @returns {{ text: string, priority?: bigint } | undefined} undefined where something is wrong */
function readTask() {
  const words = text.value.trim();
  const number = priority.value.trim().replace(/n$/, "");
  const isNumber = number === "" || /^-?\d{1,19}$/.test(number);
  tell(text, textProblem, words === "" ? "Say what to do." : undefined);
  tell(
    priority,
    priorityProblem,
    isNumber ? undefined : `An int64 is a whole number, not “${number}”.`,
  );
  if (words === "" || !isNumber) {
    (words === "" ? text : priority).focus();
    return undefined;
  }
  return number === ""
    ? { text: words }
    : { text: words, priority: BigInt(number) };
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} place
 * @param {string | undefined} problem
 */
function tell(input, place, problem) {
  input.ariaInvalid = problem === undefined ? null : "true";
  showProblem(place, problem);
}
