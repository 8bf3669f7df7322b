// What is known of a failed call, and the classes of the failures that the official client has no class for.
import { ConvexError, keepKnown, knownOf, PlainError } from "./errors.js";
import {
  ARGS,
  attemptsOf,
  CAUSES,
  newCall,
  RETRYABLE,
  SENT,
  UNKNOWN,
} from "./engine.js";
import { callFailed, getFunctionName } from "./glue.js";
import { unwrap } from "./outcome.js";

/** @typedef {import("./index.js").ErrorInfo} ErrorInfo */

/**
 * @typedef {object} Facts what a failure's judgement takes
 * @property {number} kind the call's, as Rust numbers it
 * @property {unknown} reference
 * @property {any} [status]
 * @property {unknown} [code]
 * @property {import("./call.js").Call} [call] where the call has options
 * @property {number} [failure]
 */

/** A reply that is neither a success nor a function's failure. Its name and message are those of the official client's. */
export class ConvexHttpError extends PlainError {}

/** A call that did not settle in time. */
export class ConvexTimeoutError extends ConvexHttpError {
  name = "ConvexTimeoutError";
}

/** Classes of ours, from whose errors the information can be read without being on each of them. */
const OURS = [PlainError, ConvexError];

/** @param {unknown} error */
const isOurs = (error) => OURS.some((Class) => error instanceof Class);

for (const name of /** @type {const} */ ([
  "kind",
  "status",
  "code",
  "requestId",
  "functionPath",
  "attempts",
  "retryable",
  "outcome",
])) {
  /** @type {PropertyDescriptor} */
  const property = {
    configurable: true,
    get() {
      return errorInfo(this)?.[name];
    },
    set(value) {
      const own = { value, writable: true, enumerable: true };
      Object.defineProperty(this, name, { ...own, configurable: true });
    },
  };
  for (const { prototype } of OURS)
    Object.defineProperty(prototype, name, property);
}

/**
 * Tells what is known of an error that a call was rejected with.
 * @param {any} error
 * @returns {ErrorInfo | undefined}
 */
export function errorInfo(error) {
  const known = knownOf(error);
  return known && ("failure" in known ? explain(known) : { ...known });
}

/** @param {any} error */
export function isConvexError(error) {
  return error?.[Symbol.for("ConvexError")] === true;
}

/**
 * Notes what is known of an error, beside it and as properties that do not show when it is printed or compared.
 * @param {any} error
 * @param {ErrorInfo} info
 */
function mark(error, info) {
  if (Object(error) !== error) return;
  const earlier = errorInfo(error);
  // Several calls may be aborted with the same reason.
  if (info.kind === "aborted" && earlier?.outcome === "unknown")
    info = { ...info, outcome: "unknown" };
  keepKnown(error, info);
  if (isOurs(error)) return;
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
 * Notes what a failure means for its call, unless that is over. Where nobody has to see it on the error, it is judged
 * when somebody asks.
 * @param {any} error
 * @param {number} failure
 * @param {Facts} facts
 */
export function explainFailure(error, failure, facts) {
  facts.failure = failure;
  const { call } = facts;
  if (call?.isOver) return;
  if (!call && isOurs(error)) return keepKnown(error, facts);
  const info = explain(facts);
  if (call) call.info = info;
  mark(error, info);
}

/**
 * @param {Facts} facts
 * @returns {any}
 */
function explain({ kind, reference, status, call, failure, ...rest }) {
  const code = typeof rest.code === "string" ? rest.code : undefined;
  const state = callFailed(
    call ? call.state : newCall(kind) | (failure === ARGS ? 0 : SENT),
    /** @type {number} */ (failure),
    Number(status ?? 0),
    code ?? "",
    // Undefined, which is not a number, where it is not repeated.
    /** @type {any} */ (call?.retry)?.limit,
  );
  if (call) call.state = state;
  return {
    kind: CAUSES[/** @type {number} */ (failure)],
    status,
    code,
    requestId: call?.requestId,
    functionPath: pathOf(reference),
    attempts: attemptsOf(state),
    retryable: (state & RETRYABLE) > 0,
    outcome: state & UNKNOWN ? "unknown" : "not-committed",
  };
}

/** @param {unknown} reference @returns {string | undefined} */
export function pathOf(reference) {
  if (typeof reference === "string") return reference;
  if (Array.isArray(reference)) return reference.map(pathOf).join(", ");
  try {
    return unwrap(getFunctionName(reference));
  } catch {
    return undefined;
  }
}
