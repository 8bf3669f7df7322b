// The queue's panel: fires the mutations and draws them while they run.
import { deployment } from "../deployment.js";
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

export function startQueue() {
  const showDelay = () => {
    const text = `${delay.value} ms`;
    find("#delay-value", HTMLElement).textContent = text;
    delay.setAttribute("aria-valuetext", text);
  };
  delay.addEventListener("input", showDelay);
  showDelay();
  deployment.addEventListener("change", () => {
    delay.disabled = !deployment.isEmbedded;
    find("#delay-hint", HTMLElement).hidden = deployment.isEmbedded;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isRunning) void start();
  });
  new ResizeObserver(draw).observe(timeline);
}

async function start() {
  isRunning = true;
  // Not `disabled`, which would take the focus away.
  button.ariaDisabled = "true";
  showProblem(problem, undefined);
  const { url, isEmbedded } = deployment;
  try {
    if (isEmbedded) await deployment.setDelay(Number(delay.value));
    status.className = "verdict";
    status.textContent = `${2 * COUNT} mutations are under way…`;
    const done = fire(url, fail.checked, (started) => {
      run = started;
      facts.replaceChildren();
      table.replaceChildren();
      shown.hidden = false;
      animate();
    });
    finish(await done);
  } catch (error) {
    showProblem(problem, `The run broke off: ${messageOf(error)}`);
    status.textContent = "";
  } finally {
    // The other panels talk to the same backend.
    if (isEmbedded) await deployment.setDelay(0).catch(() => undefined);
    isRunning = false;
    button.ariaDisabled = null;
  }
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

function animate() {
  if (!run) return;
  draw();
  if (isRunning && !isAnswered(run)) requestAnimationFrame(animate);
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
