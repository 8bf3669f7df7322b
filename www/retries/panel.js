// The panel of retries: one call while things go wrong, attempt by attempt.
import { animate } from "../chart/animate.js";
import { showCode } from "../code/show.js";
import { deployment } from "../deployment/deployment.js";
import { find, make, printMs, showProblem } from "../dom.js";
import { explain, printReply, sumUp } from "./reasons.js";
import { runScenario } from "./run.js";
import { scenarios } from "./scenarios.js";
import { makeTimeline } from "./timeline.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./run.js").Attempt} Attempt */
/** @typedef {import("./run.js").Kind} Kind */

const form = find("#retries-form", HTMLFormElement);
const kind = find("#retries-kind", HTMLSelectElement);
const list = find("#retries-scenario", HTMLSelectElement);
const limit = find("#retries-limit", HTMLSelectElement);
const button = find("#retries-run", HTMLButtonElement);
const status = find("#retries-status", HTMLElement);
const problem = find("#retries-problem", HTMLElement);
const shown = find("#retries-shown", HTMLElement);
const timeline = find("#retries-timeline", HTMLElement);
const attempts = find("#attempts", HTMLElement);
const error = find("#retries-error", HTMLElement);
const snippet = find("#retries-snippet", HTMLElement);

/** @type {Run | undefined} */
let run;
/** What is listed, so that nothing is made anew without need. */
let listed = "";

/** @param {URLSearchParams} params */
export function start(params) {
  list.append(
    ...scenarios.map(({ id, title }) => make("option", { value: id }, title)),
  );
  const linked = { kind, scenario: list, limit };
  for (const [name, field] of Object.entries(linked)) {
    const text = params.get(name);
    const isKnown = [...field.options].some(({ value }) => value === text);
    if (text !== null && isKnown) field.value = text;
  }
  const clear = () => {
    run = undefined;
    listed = "";
    shown.hidden = true;
    for (const place of [timeline, attempts, error]) place.replaceChildren();
    showProblem(problem, undefined);
    setStatus("", "Nothing was called yet.");
    showSnippet();
  };
  for (const field of [kind, list, limit]) {
    field.addEventListener("change", clear);
  }
  deployment.watch(() => {
    const token = list.querySelector("[value=token]");
    if (token instanceof HTMLOptionElement) {
      token.disabled = !deployment.isForTrying;
      if (token.disabled && token.selected) list.selectedIndex = 0;
    }
    clear();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.ariaDisabled === null) void play();
  });
  new ResizeObserver(draw).observe(timeline);
}

/** @returns {Record<string, string>} */
export function share() {
  return { kind: kind.value, scenario: list.value, limit: limit.value };
}

async function play() {
  const scenario = scenarios.find(({ id }) => id === list.value);
  if (!scenario) return;
  button.ariaDisabled = "true";
  showProblem(problem, undefined);
  setStatus("", "Calling…");
  try {
    const chosen = /** @type {Kind} */ (kind.value);
    let own = run;
    await runScenario(chosen, scenario, Number(limit.value), (started) => {
      own = run = started;
      shown.hidden = false;
      animate(draw, () => run !== own || started.result !== undefined);
    });
    if (run === own) draw();
  } finally {
    button.ariaDisabled = null;
  }
}

function draw() {
  const width = timeline.clientWidth;
  if (!run || width === 0) return;
  const { result } = run;
  const summary = sumUp(run);
  timeline.replaceChildren(makeTimeline(run, width, summary));
  const state = JSON.stringify([run.attempts, run.fates, result === undefined]);
  if (state === listed) return;
  listed = state;
  attempts.replaceChildren(...run.attempts.map((_, index) => makeItem(index)));
  error.replaceChildren(...makeError());
  if (!result) return;
  setStatus("value" in result ? "good" : "bad", summary);
  const isUnknown =
    "error" in result && result.message.includes("Could not find public");
  showProblem(
    problem,
    isUnknown
      ? "This deployment lacks the functions that this panel calls, which are those of the project’s backend folder."
      : undefined,
  );
}

/** @param {number} index */
function makeItem(index) {
  const { attempts = [], fates = [] } = run ?? {};
  const attempt = attempts[index];
  const { start, end } = attempt;
  const { verdict, mood, why } = explain(/** @type {Run} */ (run), index);
  const time = end === undefined ? "" : `, after ${printMs(end - start)}`;
  return make(
    "li",
    {},
    make(
      "div",
      { class: "attempt" },
      make("strong", {}, printReply(attempt)),
      make("span", { class: "quiet number" }, `${time}`.slice(2)),
      make("span", { class: `mark ${mood}` }, verdict),
    ),
    why !== "" && make("p", {}, why),
    isHidden(attempt) &&
      fates[index] &&
      make(
        "p",
        { class: "hint" },
        `What the client cannot see: the function ${fates[index]}.`,
      ),
  );
}

/** Whether the client has no proof of what became of an attempt. @param {Attempt} attempt */
function isHidden({ error }) {
  return error?.kind === "network" || (error?.kind === "http" && !error.code);
}

function makeError() {
  const result = run?.result;
  if (!result || !("error" in result) || !result.info) return [];
  const { kind, outcome, retryable, attempts } = result.info;
  const facts = Object.entries({ kind, outcome, retryable, attempts });
  return [
    make("h3", {}, "What errorInfo(error) tells"),
    make(
      "dl",
      { class: "pairs" },
      ...facts.flatMap(([name, value]) => [
        make("dt", {}, name),
        make("dd", {}, make("code", {}, JSON.stringify(value))),
      ]),
    ),
  ];
}

function showSnippet() {
  const retry = `retry: ${limit.value}`;
  const calls = {
    query: `client.query(api.tasks.list, {}, { ${retry} })`,
    mutation: `client.mutation(api.once.add, { entry }, { ${retry} })`,
    idempotent: `client.mutation(api.once.add, { entry }, { ${retry}, idempotent: true })`,
    action: `client.action(api.actions.wait, { ms: 20 }, { ${retry} })`,
  };
  const call = calls[/** @type {Kind} */ (kind.value)];
  showCode(snippet, `await ${call};`, "program");
}

/**
 * @param {"" | "good" | "bad"} mood
 * @param {string} text
 */
function setStatus(mood, text) {
  status.className = `verdict ${mood}`;
  status.textContent = text;
}
