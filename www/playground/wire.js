// The requests and replies of a call, as they were sent.
import { make, makeButton, messageOf, printMs } from "../dom.js";
import { printHeader } from "./secret.js";

/** @typedef {import("./call.js").Exchange} Exchange */

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
  const text = make("code");
  const indented = indent(body);
  let asSent = true;
  const print = () => {
    text.replaceChildren(
      make("span", { class: "quiet" }, head),
      body === "" ? "" : `\n\n${asSent ? body : indented}`,
    );
  };
  const toggle = makeButton(
    "Indent",
    () => {
      asSent = !asSent;
      toggle.ariaPressed = String(!asSent);
      print();
    },
    { class: "small", "aria-pressed": "false" },
  );
  print();
  return make(
    "div",
    { class: "message" },
    make(
      "div",
      { class: "message-title" },
      make("span", {}, title),
      make("span", { class: "quiet number" }, note),
      indented !== undefined && indented !== body && toggle,
    ),
    make(
      "pre",
      { class: "code", tabindex: "0", role: "group", "aria-label": title },
      text,
    ),
  );
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
