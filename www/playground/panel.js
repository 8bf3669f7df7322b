// The playground: one call, and all that can be seen of it.
import { errorInfo } from "../client.js";
import { deployment } from "../deployment.js";
import { find, make, messageOf, printMs, showProblem } from "../dom.js";
import { makeTree } from "../values/tree.js";
import { performCall } from "./call.js";
import { examples } from "./examples.js";
import { clearProblems, fields, readForm, showProblems } from "./form.js";
import { makeSnippet } from "./snippet.js";
import { makeExchanges } from "./wire.js";

/** @typedef {import("./call.js").Outcome} Outcome */

const form = find("#call", HTMLFormElement);
const send = find("#send", HTMLButtonElement);
const cancel = find("#cancel", HTMLButtonElement);
const mint = find("#mint", HTMLButtonElement);
const secretProblem = find("#secret-problem", HTMLElement);
const status = find("#call-status", HTMLElement);
const shown = find("#outcome", HTMLElement);
const wire = find("#wire", HTMLElement);
const showSecrets = find("#show-secrets", HTMLInputElement);
const snippet = find("#snippet", HTMLElement);
const snippetSecrets = find("#snippet-secrets", HTMLInputElement);
const copy = find("#copy-snippet", HTMLButtonElement);

/** @type {AbortController | undefined} */
let underWay;
/** @type {Outcome["exchanges"]} */
let exchanges = [];

export function startPlayground() {
  startExamples();
  startCredentials();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  cancel.addEventListener("click", () => underWay?.abort());
  form.addEventListener("input", showSnippet);
  deployment.addEventListener("change", showSnippet);
  showSecrets.addEventListener("change", showWire);
  snippetSecrets.addEventListener("change", showSnippet);
  copy.addEventListener("click", () => void copySnippet());
}

function startExamples() {
  const field = find("#example-field", HTMLElement);
  const select = find("#example", HTMLSelectElement);
  select.append(...examples.map(({ title }) => make("option", {}, title)));
  const use = () => {
    const { kind, path, args } = examples[select.selectedIndex];
    fields.kind.value = kind;
    fields.path.value = path;
    fields.args.value = args;
    showSnippet();
  };
  select.addEventListener("change", use);
  deployment.addEventListener("change", () => {
    field.hidden = !deployment.isEmbedded;
    if (deployment.isEmbedded && fields.path.value === "") use();
  });
}

function startCredentials() {
  const field = find("#secret-field", HTMLElement);
  const show = () => {
    const kind = fields.authKind.value;
    field.hidden = kind === "none";
    mint.hidden = kind !== "token" || !deployment.isEmbedded;
    showProblem(secretProblem, undefined);
    fields.secret.ariaInvalid = null;
  };
  fields.authKind.addEventListener("change", () => {
    fields.secret.value = "";
    show();
  });
  deployment.addEventListener("change", show);
  mint.addEventListener("click", async () => {
    try {
      const claims = { sub: "ada", name: "Ada" };
      fields.secret.value = await deployment.mintToken(claims);
      showProblem(secretProblem, undefined);
      showSnippet();
    } catch (error) {
      showProblem(secretProblem, error);
    }
  });
}

async function run() {
  if (underWay) return;
  const { call, problems } = readForm(deployment.url);
  showProblems(problems);
  if (problems.length > 0) return;
  underWay = new AbortController();
  // Not `disabled`, which would take the focus away.
  send.ariaDisabled = "true";
  cancel.disabled = false;
  setStatus("", "Calling…");
  try {
    showOutcome(await performCall(call, underWay.signal));
  } finally {
    underWay = undefined;
    send.ariaDisabled = null;
    // A button that is disabled loses the focus.
    if (document.activeElement === cancel) send.focus();
    cancel.disabled = true;
  }
}

/** @param {Outcome} outcome */
function showOutcome(outcome) {
  const { result, ms, lines } = outcome;
  ({ exchanges } = outcome);
  const requests = `${exchanges.length} request${exchanges.length === 1 ? "" : "s"}`;
  const time = `${printMs(ms)}, ${requests}`;
  if ("value" in result) setStatus("good", `Succeeded in ${time}.`);
  else setStatus("bad", `Failed after ${time}.`);
  find("#result", HTMLElement).replaceChildren(
    "value" in result ? makeTree(result.value) : makeError(result.error),
  );
  find("#logs-section", HTMLElement).hidden = lines.length === 0;
  find("#logs", HTMLElement).replaceChildren(
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
    isData && make("h4", {}, "data"),
    isData && makeTree(error.data),
    info && make("h4", {}, "errorInfo(error)"),
    info && makeTree(withoutUndefined(info)),
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
  wire.replaceChildren(...makeExchanges(exchanges, showSecrets.checked));
}

/** What is typed may be wrong for a moment: then the last right snippet stays. */
function showSnippet() {
  const { call, problems } = readForm(deployment.url);
  clearProblems(problems);
  if (problems.length > 0) return;
  snippet.textContent = makeSnippet(call, snippetSecrets.checked);
}

async function copySnippet() {
  try {
    await navigator.clipboard.writeText(snippet.textContent ?? "");
    copy.textContent = "Copied";
  } catch {
    // Without the right to do so, the text is chosen for the keyboard.
    getSelection()?.selectAllChildren(snippet);
    copy.textContent = "Press Ctrl C";
  }
  setTimeout(() => (copy.textContent = "Copy"), 2000);
}
