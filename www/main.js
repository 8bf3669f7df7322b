import * as client from "./package/index.js";
import { runUses, uses } from "./uses.js";

/** @typedef {import("./uses.js").Outcome} Outcome */

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
function find(selector, type) {
  const element = document.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`the page lacks ${selector}`);
}

const form = find("#setting", HTMLFormElement);
const url = find("input[name=url]", HTMLInputElement);
const token = find("input[name=token]", HTMLInputElement);
const button = find("button", HTMLButtonElement);
const status = find("#status", HTMLElement);
const error = find("#error", HTMLElement);
const outcomes = find("#outcomes", HTMLElement);

/**
 * @param {string} tag
 * @param {...(Node | string)} children
 */
function make(tag, ...children) {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}

/** @param {Outcome} outcome */
function makeRow({ title, ok, result, ms, exchanges }) {
  const sent = exchanges.map(({ path, body, status, ms }) =>
    make(
      "li",
      make("code", `${path} ${body}`),
      ` ${status}, ${ms.toFixed(0)} ms`,
    ),
  );
  const verdict = make("td", `${ok ? "✓" : "✗"} ${result}`);
  verdict.className = ok ? "good" : "bad";
  return make(
    "tr",
    make("td", title),
    make("td", make("ul", ...sent)),
    make("td", `${ms.toFixed(0)} ms`),
    verdict,
  );
}

async function run() {
  outcomes.replaceChildren();
  error.textContent = "";
  button.disabled = true;
  let right = 0;
  let done = 0;
  const setting = { package: client, url: url.value, token: token.value };
  for await (const outcome of runUses(setting)) {
    outcomes.append(makeRow(outcome));
    done++;
    if (outcome.ok) right++;
    status.textContent = `${done} of ${uses.length} done`;
  }
  status.textContent = `${right} of ${uses.length} came out right.`;
  button.disabled = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run().catch((reason) => {
    error.textContent = String(reason);
    button.disabled = false;
  });
});

// The demo's server says which deployment it started. Published as static files, the page starts empty.
const response = await fetch("deployment.json").catch(() => undefined);
if (response?.ok) {
  const deployment = await response.json();
  url.value = deployment.url;
  token.value = deployment.token;
  form.requestSubmit();
}
