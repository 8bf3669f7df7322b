// Reads the form of a call.
import { CodeField } from "../code/field.js";
import { find, showProblem } from "../dom.js";
import { parseLiteral } from "../values/literal.js";

/** @typedef {import("./call.js").Call} Call */

export const fields = {
  path: find("#path", HTMLInputElement),
  kind: find("#kind", HTMLSelectElement),
  args: new CodeField(find("#args", HTMLTextAreaElement)),
  authKind: find("#auth-kind", HTMLSelectElement),
  secret: find("#secret", HTMLInputElement),
  timeout: find("#timeout", HTMLInputElement),
  retry: find("#retry", HTMLInputElement),
  headers: find("#headers", HTMLInputElement),
  skipQueue: find("#skip-queue", HTMLInputElement),
};

const options = find("#options", HTMLDetailsElement);

/**
 * @typedef {HTMLInputElement | CodeField} Field
 * @typedef {{ place: string, input: Field, reason: unknown }} Problem `place` is where it is told
 */

const PLACES = [
  "#path-problem",
  "#args-problem",
  "#secret-problem",
  "#options-problem",
];

/**
 * @returns {{ call: Call, problems: Problem[] }}
 */
export function readForm() {
  /** @type {Problem[]} */
  const problems = [];
  /**
   * @template T
   * @param {string} place
   * @param {Field} input
   * @param {() => T} read
   * @returns {T | undefined}
   */
  const attempt = (place, input, read) => {
    try {
      return read();
    } catch (reason) {
      const culprit = reason instanceof Wrong ? reason.input : input;
      problems.push({ place, input: culprit, reason });
      return undefined;
    }
  };
  const { path, args, secret, timeout } = fields;
  const call = {
    kind: /** @type {Call["kind"]} */ (fields.kind.value),
    path: attempt("#path-problem", path, readPath) ?? "",
    args: attempt("#args-problem", args, readArgs),
    auth: attempt("#secret-problem", secret, readAuth) ?? none,
    options: attempt("#options-problem", timeout, readOptions) ?? {},
  };
  return { call, problems };
}

/**
 * Tells each problem beside its field, and leads to the first.
 *
 * @param {Problem[]} problems
 */
export function showProblems(problems) {
  clearProblems([]);
  for (const { place, input, reason } of problems.toReversed()) {
    showProblem(find(place, HTMLElement), reason);
    input.ariaInvalid = "true";
    if (input instanceof Node && options.contains(input)) options.open = true;
    input.focus();
  }
}

/**
 * Takes away what is told of problems that are no more.
 *
 * @param {Problem[]} problems
 */
export function clearProblems(problems) {
  for (const place of PLACES) {
    if (problems.some((problem) => problem.place === place)) continue;
    showProblem(find(place, HTMLElement), undefined);
  }
  for (const input of Object.values(fields)) {
    const isRight = !problems.some((problem) => problem.input === input);
    if (isRight) input.ariaInvalid = null;
  }
}

/** @type {Call["auth"]} */
const none = { kind: "none" };

/** Says which of several inputs is wrong. */
class Wrong extends Error {
  /**
   * @param {Field} input
   * @param {string} message
   */
  constructor(input, message) {
    super(message);
    this.input = input;
  }
}

function readPath() {
  const path = fields.path.value.trim();
  if (path === "") {
    throw new Error("Name a function, like tasks:list or admin/users:remove.");
  }
  return path;
}

function readArgs() {
  const { value } = fields.args;
  return value.trim() === "" ? {} : parseLiteral(value);
}

/** @returns {Call["auth"]} */
function readAuth() {
  const kind = fields.authKind.value;
  if (kind !== "token" && kind !== "admin") return { kind: "none" };
  const secret = fields.secret.value.trim();
  if (secret === "") {
    throw new Error(`Enter ${kind === "token" ? "a token" : "a deploy key"}.`);
  }
  return { kind, secret };
}

function readOptions() {
  const { timeout, retry, headers, skipQueue, kind } = fields;
  /** @type {Record<string, unknown>} */
  const options = {};
  if (skipQueue.checked && kind.value === "mutation") options.skipQueue = true;
  if (timeout.value.trim()) options.timeout = readNumber(timeout, "timeout");
  if (retry.value.trim())
    options.retry = readNumber(retry, "number of retries");
  if (headers.value.trim()) options.headers = readHeaders(headers);
  return options;
}

/**
 * @param {Field} input
 * @param {string} what
 */
function readNumber(input, what) {
  const text = input.value.trim();
  if (!/^\d{1,9}$/.test(text)) {
    throw new Wrong(input, `The ${what} is a whole number, not “${text}”.`);
  }
  return Number(text);
}

/** @param {Field} input */
function readHeaders(input) {
  let headers;
  try {
    headers = parseLiteral(input.value);
  } catch (error) {
    throw new Wrong(input, `Headers: ${/** @type {Error} */ (error).message}`);
  }
  const isRight =
    typeof headers === "object" &&
    headers !== null &&
    Object.values(headers).every((value) => typeof value === "string");
  if (!isRight) {
    throw new Wrong(
      input,
      'Headers are an object of texts, like { "X-Trace": "1" }.',
    );
  }
  return headers;
}
