// The panel of mutations that run once: the same work in two ways, side by side.
import { showCode } from "../code/show.js";
import { deployment } from "../deployment/deployment.js";
import { find, make, showProblem } from "../dom.js";
import { runWith, runWithout } from "./run.js";

/** @typedef {import("./run.js").Lane} Lane */
/** @typedef {import("./run.js").Step} Step */
/** @typedef {import("./run.js").Loss} Loss */

const form = find("#once-form", HTMLFormElement);
const loss = find("#once-loss", HTMLSelectElement);
const button = find("#once-run", HTMLButtonElement);
const status = find("#once-status", HTMLElement);
const problem = find("#once-problem", HTMLElement);
const lanes = { without: "#lane-without", with: "#lane-with" };

const CODE = {
  without: `await client.mutation(api.once.addUnprotected, { entry },
  { retry: 3 });`,
  with: `await client.mutation(api.once.add, { entry },
  { idempotent: true, retry: 3 });`,
};

/** @param {URLSearchParams} params */
export function start(params) {
  if (params.get("lost") === "request") loss.value = "request";
  for (const [name, code] of Object.entries(CODE)) {
    showCode(find(`#code-${name}`, HTMLElement), code, "program");
  }
  loss.addEventListener("change", clear);
  deployment.watch(clear);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.ariaDisabled === null) void play();
  });
}

/** @returns {Record<string, string>} */
export function share() {
  return { lost: loss.value };
}

function clear() {
  showProblem(problem, undefined);
  setStatus("", "Nothing was sent yet.");
  for (const place of Object.values(lanes)) {
    find(place, HTMLElement).replaceChildren();
  }
}

async function play() {
  button.ariaDisabled = "true";
  clear();
  setStatus("", "Sending…");
  const { url } = deployment;
  const lost = /** @type {Loss} */ (loss.value);
  /** @type {Partial<Record<keyof typeof lanes, Lane>>} */
  const done = {};
  const show =
    (/** @type {keyof typeof lanes} */ name) => (/** @type {Lane} */ lane) => {
      done[name] = lane;
      if (url !== deployment.url) return;
      find(lanes[name], HTMLElement).replaceChildren(...makeLane(lane));
    };
  try {
    const runs = [
      runWithout(lost, show("without")),
      runWith(lost, show("with")),
    ];
    await Promise.all(runs);
    if (url === deployment.url) finish(done);
  } finally {
    button.ariaDisabled = null;
  }
}

/** @param {Partial<Record<keyof typeof lanes, Lane>>} done */
function finish(done) {
  const wrong = Object.values(done).find((lane) => lane.problem !== undefined);
  if (wrong) {
    showProblem(
      problem,
      `This panel needs a deployment with the functions of the project’s backend folder. It said: ${wrong.problem}`,
    );
    return setStatus("bad", "The run broke off.");
  }
  const [one, other] = [done.without?.written ?? 0, done.with?.written ?? 0];
  setStatus(
    "good",
    `Without idempotent, it was written ${times(one)}; with it, ${times(other)}.`,
  );
}

/** @param {number} count */
function times(count) {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

/** @param {Lane} lane */
function makeLane({ steps, written }) {
  const parts = [
    make("ol", { class: "steps" }, ...steps.map((step) => makeStep(step))),
  ];
  if (written === undefined) return parts;
  const mood = written === 1 ? "good" : "bad";
  const text = `Written ${times(written)}`;
  return [...parts, make("p", { class: `written ${mood}` }, text)];
}

/** @param {Step} step */
function makeStep(step) {
  if (step.kind === "note") return make("li", { class: "note" }, step.text);
  const isRequest = step.kind === "request";
  const lost = step.isLost && make("span", { class: "mark bad" }, "lost");
  const id = "id" in step ? step.id : "";
  const result = "result" in step ? step.result : "";
  return make(
    "li",
    { class: step.isLost ? `${step.kind} lost` : step.kind },
    make(
      "div",
      { class: "step-title" },
      make(
        "span",
        {},
        isRequest ? "Client → deployment" : "Client ← deployment",
      ),
      lost,
    ),
    id !== "" && makeFact("id", id),
    result !== "" && makeFact("returns", result),
  );
}

/** @param {string} name @param {string} value */
function makeFact(name, value) {
  return make(
    "div",
    { class: "hint" },
    `${name} `,
    make("code", { class: "cut" }, value),
  );
}

/**
 * @param {"" | "good" | "bad"} mood
 * @param {string} text
 */
function setStatus(mood, text) {
  status.className = `verdict ${mood}`;
  status.textContent = text;
}
