// The speed panel: the project's own benchmark, run in a worker of this page.
import { deployment } from "../deployment/deployment.js";
import { find, make, showProblem } from "../dom.js";
import { describeAll, makeGroup } from "./chart.js";

/** @typedef {import("./worker.js").Report} Report */
/** @typedef {import("./worker.js").Result} Result */

/** Groups of bench/rows.js. Those about growth take minutes, and are for who works on the client. */
const GROUPS = [
  { name: "small calls", title: "Small calls", checked: true },
  { name: "encode", title: "Sending", checked: true },
  { name: "decode", title: "Receiving", checked: true },
  { name: "mutations", title: "Mutations", checked: false },
  { name: "client", title: "Making a client", checked: false },
  { name: "errors and logs", title: "Errors and logs", checked: false },
  { name: "over HTTP", title: "Over HTTP", needsBackend: true, checked: false },
];

const form = find("#bench-form", HTMLFormElement);
const rounds = find("#rounds", HTMLSelectElement);
const run = find("#bench-run", HTMLButtonElement);
const stop = find("#bench-stop", HTMLButtonElement);
const problem = find("#bench-problem", HTMLElement);
const status = find("#bench-status", HTMLElement);
const results = find("#bench-results", HTMLElement);
const progress = find("#bench-progress", HTMLProgressElement);
const legend = find("#bench-legend", HTMLElement);
const about = find("#bench-about", HTMLElement);

/** @type {Worker | undefined} */
let worker;
/** @type {Result[]} */
let rows = [];

export function start() {
  for (const { name, title, checked, needsBackend } of GROUPS) {
    const box = make("input", { type: "checkbox", value: name, checked });
    const label = make(
      "label",
      { class: "check" },
      box,
      make("span", {}, title),
    );
    find("#bench-groups", HTMLElement).append(label);
    if (needsBackend) {
      deployment.watch(() => {
        label.hidden = !deployment.isEmbedded;
      });
    }
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!worker) measure();
  });
  stop.addEventListener("click", () => {
    end(`Stopped. Of ${rows.length} rows: ${describeAll(rows)}.`);
  });
}

function measure() {
  const boxes = [...form.querySelectorAll("label:not([hidden]) input")];
  const groups = boxes
    .filter((box) => box instanceof HTMLInputElement && box.checked)
    .map((box) => /** @type {HTMLInputElement} */ (box).value);
  if (groups.length === 0) {
    showProblem(problem, "Choose something to measure.");
    return;
  }
  showProblem(problem, undefined);
  results.replaceChildren();
  rows = [];
  // Not `disabled`, which would take the focus away.
  run.ariaDisabled = "true";
  progress.removeAttribute("value");
  progress.hidden = false;
  stop.disabled = false;
  status.className = "verdict";
  status.textContent = "Measuring…";
  worker = new Worker("speed-worker.js", {
    type: "module",
  });
  const tables = new Map();
  worker.addEventListener("message", ({ data }) => hear(data, tables));
  // What a module that cannot be loaded dispatches says nothing.
  worker.addEventListener("error", ({ message }) => {
    showProblem(
      problem,
      message ||
        "The worker did not start: this copy of the page lacks the benchmark or the official client.",
    );
    end("Nothing was measured.");
  });
  const backendUrl = deployment.isEmbedded ? deployment.url : undefined;
  worker.postMessage({ groups, rounds: Number(rounds.value), backendUrl });
}

/**
 * @param {Report} report
 * @param {Map<string, ReturnType<typeof makeGroup>>} tables
 */
function hear(report, tables) {
  switch (report.kind) {
    case "start":
      progress.max = report.rows;
      about.textContent = describeSetting(report.tick);
      break;
    case "row": {
      const { row } = report;
      rows.push(row);
      let table = tables.get(row.group);
      if (!table) {
        table = makeGroup(titleOf(row.group));
        tables.set(row.group, table);
        legend.hidden = false;
        results.append(make("div", { class: "bench-group" }, table.table));
      }
      table.add(row);
      progress.value = rows.length;
      break;
    }
    case "problem":
      showProblem(problem, report.message);
      end("The measurement broke off.");
      break;
    case "end":
      end(`Done. Of ${rows.length} rows: ${describeAll(rows)}.`, "good");
  }
}

/** @param {string} group */
function titleOf(group) {
  return GROUPS.find(({ name }) => name === group)?.title ?? group;
}

/**
 * @param {string} text
 * @param {"" | "good"} [mood]
 */
function end(text, mood = "") {
  worker?.terminate();
  worker = undefined;
  status.className = `verdict ${mood}`;
  status.textContent = text;
  progress.hidden = true;
  run.ariaDisabled = null;
  if (document.activeElement === stop) run.focus();
  stop.disabled = true;
}

/** @param {number} tick */
function describeSetting(tick) {
  const { versions } = deployment.site;
  const clock = `The clock of this browser ticks every ${Number((tick * 1000).toPrecision(2))} µs`;
  const long = tick > 0.2 ? ", so batches are longer and fewer" : "";
  const names = versions
    ? ` This client is ${versions.client}, the official one ${versions.official}.`
    : "";
  return `Both times of a row are of one call, in the round whose ratio is the median of all rounds. “About the same” is where the middle half of the rounds holds 1×. ${clock}${long}.${names}`;
}
