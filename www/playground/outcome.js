// What a call has come to: its result or error, its log lines, its requests.
import { errorInfo } from "../client.js";
import { copyWith } from "../copy.js";
import { find, make, messageOf, printMs } from "../dom.js";
import { printValue } from "../values/print.js";
import { makeTree } from "../values/tree.js";
import { makeExchanges } from "./wire.js";

/** @typedef {import("./call.js").Outcome} Outcome */

const NOTHING = "Nothing was called yet.";

const status = find("#call-status", HTMLElement);
const shown = find("#outcome", HTMLElement);
const result = find("#result", HTMLElement);
const logs = find("#logs", HTMLElement);
const wire = find("#wire", HTMLElement);
const showSecrets = find("#show-secrets", HTMLInputElement);
const copy = find("#copy-result", HTMLButtonElement);

/** @type {Outcome | undefined} */
let latest;

export function startOutcome() {
  showSecrets.addEventListener("change", showWire);
  copyWith(copy, () =>
    latest && "value" in latest.result ? printValue(latest.result.value) : "",
  );
}

/** Takes away what is not true any more. @param {string} [text] */
export function clearOutcome(text = NOTHING) {
  latest = undefined;
  shown.hidden = true;
  for (const place of [result, logs, wire]) place.replaceChildren();
  setStatus("", text);
}

/** @param {Outcome} outcome */
export function showOutcome(outcome) {
  latest = outcome;
  const { result: came, ms, lines, exchanges } = outcome;
  const requests = `${exchanges.length} request${exchanges.length === 1 ? "" : "s"}`;
  const time = `${printMs(ms)}, ${requests}`;
  if ("value" in came) setStatus("good", `Succeeded in ${time}.`);
  else setStatus("bad", `Failed after ${time}.`);
  result.replaceChildren(
    "value" in came ? makeTree(came.value, "Result") : makeError(came.error),
  );
  copy.hidden = !("value" in came);
  find("#logs-section", HTMLElement).hidden = lines.length === 0;
  logs.replaceChildren(
    ...lines.map(({ level, text }) =>
      make(
        "li",
        {},
        make("span", { class: `level level-${level.toLowerCase()}` }, level),
        make("code", {}, text),
      ),
    ),
  );
  showWire();
  shown.hidden = false;
}

/** @param {any} error */
function makeError(error) {
  const isData = error !== null && typeof error === "object" && "data" in error;
  const info = errorInfo(error);
  return make(
    "div",
    { class: "error" },
    make("p", { class: "error-name" }, String(error?.name ?? typeof error)),
    make("p", { class: "error-message" }, messageOf(error)),
    isData && make("h4", {}, "error.data"),
    isData && makeTree(error.data, "Data of the error"),
    info && make("h4", {}, "errorInfo(error)"),
    info && makeTree(withoutUndefined(info), "What is known of the error"),
  );
}

/** @param {object} fields */
function withoutUndefined(fields) {
  const known = Object.entries(fields).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(known);
}

/**
 * @param {"" | "good" | "bad"} mood
 * @param {string} text
 */
function setStatus(mood, text) {
  status.className = `verdict ${mood}`;
  status.textContent = text;
}

function showWire() {
  const exchanges = latest?.exchanges ?? [];
  wire.replaceChildren(...makeExchanges(exchanges, showSecrets.checked));
}
