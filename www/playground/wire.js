// The requests and replies of a call, as they were sent.
import { showCode } from "../code/show.js";
import { makeCopyButton } from "../copy.js";
import { make, makeButton, messageOf, printMs } from "../dom.js";
import { printHeader } from "./secret.js";

/** @typedef {import("./call.js").Exchange} Exchange */

/** How much of a body is shown until all of it is asked for. */
const MOST = 20_000;

/**
 * @param {Exchange[]} exchanges
 * @param {boolean} showSecrets
 * @returns {HTMLElement[]}
 */
export function makeExchanges(exchanges, showSecrets) {
  if (exchanges.length === 0) {
    return [make("p", { class: "quiet" }, "Nothing was sent.")];
  }
  return exchanges.map((exchange, index) =>
    make(
      "div",
      { class: "exchange" },
      exchanges.length > 1 &&
        make("h4", {}, `Request ${index + 1} of ${exchanges.length}`),
      makeRequest(exchange, showSecrets),
      makeReply(exchange),
    ),
  );
}

/**
 * @param {Exchange} exchange
 * @param {boolean} showSecrets
 */
function makeRequest({ method, url, headers, body }, showSecrets) {
  const head = [
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) =>
      printHeader(name, value, showSecrets),
    ),
  ];
  return makeMessage("Request", "", head.join("\n"), body);
}

/** @param {Exchange} exchange */
function makeReply({ reply, problem, ms }) {
  const time = ms === undefined ? "" : printMs(ms);
  if (!reply) {
    const text = problem === undefined ? "none yet" : messageOf(problem);
    return makeMessage("No reply", time, text, "");
  }
  const { status, statusText, body } = reply;
  return makeMessage("Reply", time, `${status} ${statusText}`.trim(), body);
}

/**
 * @param {string} title
 * @param {string} note
 * @param {string} head
 * @param {string} body
 */
function makeMessage(title, note, head, body) {
  const shown = make("span");
  const indented = indent(body);
  let isIndented = false;
  let most = MOST;
  const text = () => (isIndented ? (indented ?? body) : body);
  const print = () => showCode(shown, text().slice(0, most), "value");
  const toggle = makeButton(
    "Indent",
    () => {
      isIndented = !isIndented;
      toggle.ariaPressed = String(isIndented);
      print();
    },
    { class: "small", "aria-pressed": "false" },
  );
  const all = makeRest(body, () => {
    most = Infinity;
    print();
  });
  print();
  const code = make("code", {}, make("span", { class: "quiet" }, head));
  if (body !== "") code.append("\n\n", shown);
  return make(
    "div",
    { class: "message" },
    make(
      "div",
      { class: "message-title" },
      make("span", {}, title),
      make("span", { class: "quiet number" }, note),
      indented !== undefined && indented !== body && toggle,
      body !== "" &&
        makeCopyButton(`Copy the ${title.toLowerCase()}’s body`, text),
    ),
    make(
      "pre",
      { class: "code", tabindex: "0", role: "group", "aria-label": title },
      code,
    ),
    body.length > MOST && all,
  );
}

/**
 * What shows the rest of a long body, and is gone then.
 *
 * @param {string} body
 * @param {() => void} show
 */
function makeRest(body, show) {
  const label = `Show all ${body.length.toLocaleString("en")} characters`;
  const button = makeButton(
    label,
    () => {
      button.remove();
      show();
    },
    { class: "small" },
  );
  return button;
}

/**
 * @param {string} body
 * @returns {string | undefined} undefined where it is not JSON
 */
function indent(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return undefined;
  }
}
