// The playground: one call, and all that can be seen of it.
import { showCode } from "../code/show.js";
import { copyWith } from "../copy.js";
import { deployment } from "../deployment/deployment.js";
import { find, make } from "../dom.js";
import { performCall } from "./call.js";
import { startCredentials } from "./credentials.js";
import { examples } from "./examples.js";
import { clearProblems, fields, readForm, showProblems } from "./form.js";
import { clearOutcome, showOutcome, startOutcome } from "./outcome.js";
import { makeSnippet } from "./snippet.js";

/** @typedef {import("./examples.js").Example} Example */

const form = find("#call", HTMLFormElement);
const send = find("#send", HTMLButtonElement);
const cancel = find("#cancel", HTMLButtonElement);
const snippet = find("#snippet", HTMLElement);
const snippetSecrets = find("#snippet-secrets", HTMLInputElement);
const exampleField = find("#example-field", HTMLElement);
const exampleList = find("#example", HTMLSelectElement);

/** What a link may fill in. */
const LINKED = /** @type {const} */ ([
  "kind",
  "path",
  "args",
  "timeout",
  "retry",
]);

/** @type {AbortController | undefined} */
let underWay;
/** @type {Example[]} */
let offered = [];

/** @param {URLSearchParams} params */
export function start(params) {
  startOutcome();
  startCredentials(showSnippet);
  exampleList.addEventListener("change", () =>
    useExample(offered[exampleList.selectedIndex]),
  );
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
  form.addEventListener("input", ({ target }) => {
    // Choosing an example fills the form in afterwards.
    if (target === exampleList) return;
    showExample();
    showSnippet();
  });
  snippetSecrets.addEventListener("change", showSnippet);
  copyWith(
    find("#copy-snippet", HTMLButtonElement),
    () => snippet.textContent ?? "",
    () => snippet,
  );
  deployment.watch(meetDeployment);
  for (const name of LINKED) {
    const text = params.get(name);
    if (text !== null) fields[name].value = text;
  }
  showExample();
  showSnippet();
  void fields.args.upgrade().catch(() => {});
  // Nothing that a link says is sent before a person wants it.
  if (deployment.isDemo && !params.has("path")) void run();
}

/** @returns {Record<string, string>} */
export function share() {
  return Object.fromEntries(LINKED.map((name) => [name, fields[name].value]));
}

/** Offers the examples that a deployment has the functions of. */
function meetDeployment() {
  underWay?.abort();
  clearOutcome();
  const { isDemo, isForTrying } = deployment;
  offered = examples.filter(({ isOfDemo }) => isDemo || !isOfDemo);
  exampleList.replaceChildren(
    ...offered.map(({ title }) => make("option", {}, title)),
    make("option", { hidden: true }, "Your own"),
  );
  exampleField.hidden = !isForTrying;
  if (isForTrying && fields.path.value === "") useExample(offered[0]);
  showExample();
  showSnippet();
}

/** Names the example that is filled in. */
function showExample() {
  const { path, args } = fields;
  const now = offered.findIndex(
    (example) => example.path === path.value && example.args === args.value,
  );
  exampleList.selectedIndex = now === -1 ? offered.length : now;
}

/** @param {Example} example */
function useExample({ kind, path, args, retry = "" }) {
  fields.kind.value = kind;
  fields.path.value = path;
  fields.args.value = args;
  fields.retry.value = retry;
  clearOutcome();
  showSnippet();
}

async function run() {
  if (underWay) return;
  const { call, problems } = readForm();
  showProblems(problems);
  if (problems.length > 0) return;
  const own = new AbortController();
  underWay = own;
  const { url } = deployment;
  // Not `disabled`, which would take the focus away.
  send.ariaDisabled = "true";
  cancel.disabled = false;
  clearOutcome("Calling…");
  try {
    const outcome = await performCall(call, own.signal);
    if (url === deployment.url) showOutcome(outcome);
  } finally {
    underWay = undefined;
    send.ariaDisabled = null;
    // A button that is disabled loses the focus.
    if (document.activeElement === cancel) send.focus();
    cancel.disabled = true;
  }
}

/** What is typed may be wrong for a moment: then the last right snippet stays, and says so. */
function showSnippet() {
  const { call, problems } = readForm();
  clearProblems(problems);
  find("#snippet-late", HTMLElement).hidden = problems.length === 0;
  if (problems.length > 0) return;
  const url = deployment.isDemo ? undefined : deployment.url;
  const text = makeSnippet(call, url, snippetSecrets.checked);
  if (snippet.textContent !== text) showCode(snippet, text, "program");
}
