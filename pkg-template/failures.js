// What is known of a failed call, and the classes of the failures that the official client has no class for.
import { getFunctionName, judge } from "./glue.js";

/** @typedef {import("./index.js").ErrorInfo} ErrorInfo */

/** A reply that is neither a success nor a function's failure. Its name and message are those of the official client's. */
export class ConvexHttpError extends Error {}

/** A call that did not settle in time. */
export class ConvexTimeoutError extends ConvexHttpError {
  name = "ConvexTimeoutError";
}

/** Kept beside the errors, which may be frozen or somebody else's. @type {WeakMap<object, ErrorInfo>} */
const infos = new WeakMap();

/**
 * Tells what is known of an error that a call was rejected with.
 * @param {any} error
 * @returns {ErrorInfo | undefined}
 */
export function errorInfo(error) {
  const info = infos.get(error);
  return info && { ...info };
}

/** @param {any} error */
export function isConvexError(error) {
  return error?.[Symbol.for("ConvexError")] === true;
}

/**
 * Notes what is known of an error, beside it and as properties that do not show when it is printed or compared.
 * @template {ErrorInfo} Info
 * @param {any} error
 * @param {Info} info
 */
export function mark(error, info) {
  if (Object(error) !== error) return;
  const earlier = infos.get(error);
  // Several calls may be aborted with the same reason.
  if (info.kind === "aborted" && earlier?.outcome === "unknown")
    info = { ...info, outcome: "unknown" };
  infos.set(error, info);
  try {
    for (const [name, value] of Object.entries(info)) {
      const isFree = earlier
        ? error[name] === /** @type {any} */ (earlier)[name]
        : !(name in error);
      if (isFree && value !== undefined)
        Reflect.defineProperty(error, name, {
          value,
          writable: true,
          configurable: true,
        });
    }
  } catch {
    // A proxy that throws: the information beside it will do.
  }
}

/**
 * @typedef {object} Facts what a failure's judgement takes
 * @property {number} kind the call's, as Rust numbers it
 * @property {unknown} reference
 * @property {number} [status]
 * @property {unknown} [code]
 * @property {import("./call.js").Call} [call] where the call has options
 */

/**
 * Notes what a failure means for its call, and returns it.
 * @param {any} error
 * @param {ErrorInfo["kind"]} failure
 * @param {Facts} facts
 */
export function explainFailure(error, failure, facts) {
  const { kind, reference, status, call } = facts;
  const code = typeof facts.code === "string" ? facts.code : undefined;
  let verdict = judge(kind, status ?? 0, code ?? "");
  // A function that fails is rolled back, except for an action. What was not sent did not run.
  if (failure === "function") verdict = kind === 2 || kind === 3 ? 2 : 0;
  else if (failure === "protocol") verdict &= 2;
  else if (failure === "args" && !call?.inFlight) verdict = 0;
  /** @type {any} */
  const info = {
    kind: failure,
    status,
    code,
    requestId: call?.requestId,
    functionPath: pathOf(reference),
    attempts: call ? call.attempts : failure === "args" ? 0 : 1,
    retryable: (verdict & 1) > 0 && failure !== "args",
    outcome: verdict & 2 ? "unknown" : "not-committed",
  };
  mark(error, info);
  if (call) call.info = info;
  return info;
}

/** @param {unknown} reference @returns {string | undefined} */
export function pathOf(reference) {
  if (typeof reference === "string") return reference;
  if (Array.isArray(reference)) return reference.map(pathOf).join(", ");
  try {
    return getFunctionName(reference);
  } catch {
    return undefined;
  }
}
