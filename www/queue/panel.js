// The queue's panel: fires the mutations and draws them while they run.
import { animate } from "../chart/animate.js";
import { deployment } from "../deployment/deployment.js";
import { find, messageOf, showProblem } from "../dom.js";
import { describe, makeFacts, makeTable, sumUp } from "./facts.js";
import { COUNT, fire } from "./run.js";
import { makeTimeline } from "./timeline.js";

/** @typedef {import("./run.js").Run} Run */

const form = find("#queue-form", HTMLFormElement);
const button = find("#fire", HTMLButtonElement);
const delay = find("#delay", HTMLInputElement);
const fail = find("#fail", HTMLInputElement);
const problem = find("#queue-problem", HTMLElement);
const status = find("#queue-status", HTMLElement);
const shown = find("#queue-run", HTMLElement);
const timeline = find("#timeline", HTMLElement);
const facts = find("#queue-facts", HTMLElement);
const table = find("#queue-table", HTMLElement);

/** @type {Run | undefined} */
let run;
let isRunning = false;

/** @param {URLSearchParams} params */
export function start(params) {
  const showDelay = () => {
    const text = `${delay.value} ms`;
    find("#delay-value", HTMLElement).textContent = text;
    delay.setAttribute("aria-valuetext", text);
  };
  delay.value = params.get("delay") ?? delay.value;
  fail.checked = params.has("fail");
  delay.addEventListener("input", showDelay);
  showDelay();
  deployment.watch(() => {
    delay.disabled = !deployment.isForTrying;
    find("#delay-hint", HTMLElement).hidden = deployment.isForTrying;
    clear();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isRunning) void fireAll();
  });
  new ResizeObserver(draw).observe(timeline);
}

/** @returns {Record<string, string>} */
export function share() {
  return { delay: delay.value, fail: fail.checked ? "1" : "" };
}

/** Takes away a run of another deployment. */
function clear() {
  run = undefined;
  shown.hidden = true;
  showProblem(problem, undefined);
  status.className = "verdict";
  status.textContent = "Nothing was sent yet.";
}

async function fireAll() {
  isRunning = true;
  // Not `disabled`, which would take the focus away.
  button.ariaDisabled = "true";
  showProblem(problem, undefined);
  const { url, isForTrying } = deployment;
  try {
    if (isForTrying) await deployment.setDelay(Number(delay.value));
    status.className = "verdict";
    status.textContent = `${2 * COUNT} mutations are under way…`;
    const done = fire(fail.checked, (started) => {
      run = started;
      facts.replaceChildren();
      table.replaceChildren();
      shown.hidden = false;
      animate(draw, () => !isRunning || run !== started || isAnswered(started));
    });
    await done;
    if (url === deployment.url && run) finish(run);
  } catch (error) {
    showProblem(problem, `The run broke off: ${messageOf(error)}`);
    status.textContent = "";
  } finally {
    // The other panels talk to the same backend.
    if (isForTrying) await setBack();
    isRunning = false;
    button.ariaDisabled = null;
  }
}

/** It may be another by now, without such a route. */
async function setBack() {
  await deployment.setDelay(undefined).catch(() => undefined);
}

/** @param {Run} done */
function finish(done) {
  isRunning = false;
  draw();
  const succeeded = done.items.filter(({ ok }) => ok).length;
  if (succeeded === 0) {
    showProblem(
      problem,
      `Every mutation failed. This panel needs the functions of the project's backend folder. The first said: ${done.items[0].problem}`,
    );
  }
  status.className = succeeded === 0 ? "verdict bad" : "verdict good";
  status.textContent = sumUp(done);
  facts.replaceChildren(...makeFacts(done));
  table.replaceChildren(makeTable(done));
}

function draw() {
  if (!run) return;
  const width = timeline.clientWidth;
  if (width === 0) return;
  const now = isAnswered(run) ? lastReply(run) : run.elapsed();
  // While it runs the axis has room for what is expected, so that it does not shrink all the time.
  const expected =
    isRunning && !delay.disabled ? Number(delay.value) * (COUNT + 1) : 0;
  const end = Math.max(now * 1.02, expected, 20);
  const svg = makeTimeline(run, now, end, width, describe(run));
  timeline.replaceChildren(svg);
}

/** @param {Run} run */
function isAnswered({ items }) {
  return items.every(({ ok }) => ok !== undefined);
}

/** @param {Run} run */
function lastReply({ items }) {
  return Math.max(...items.map((item) => item.replied ?? item.called));
}
