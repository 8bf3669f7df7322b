// The classes whose objects users meet, and how errors print values.

/** Holds what was thrown, until Rust or the promise it was meant for finds it. */
export class Thrown {
  /** @param {unknown} error */
  constructor(error) {
    this.error = error;
  }
}

/** @param {unknown} value */
export const isThrown = (value) => value instanceof Thrown;

/** What a call is rejected with at once, before anything is sent. */
export class Refused extends Thrown {}

/** @typedef {import("./failures.js").Facts | import("./index.js").ErrorInfo} Known of an error's call */

/** What is known of errors that are not ours. @type {WeakMap<object, Known>} */
const others = new WeakMap();

/**
 * Returns what is known of an error.
 * @type {(error: any) => Known | undefined}
 */
export let knownOf;

/**
 * Keeps what is known of an error beside it, as it may be frozen or somebody else's.
 * @type {(error: any, known: Known) => void}
 */
export let keepKnown;

/**
 * An error of ours: nothing tells it from an `Error`, except that what is known of its call can be read from it.
 */
export class PlainError extends Error {
  // A private field costs a third of an entry in a WeakMap.
  /** @type {Known | undefined} */
  #known;
  static {
    delete (/** @type {any} */ (this.prototype).constructor);
    knownOf = (error) =>
      error instanceof this && #known in error
        ? error.#known
        : others.get(error);
    keepKnown = (error, known) => {
      if (error instanceof this && #known in error) error.#known = known;
      else others.set(error, known);
    };
  }
}

/** The longest print of a value in an error message, in UTF-16 code units. */
const MAX_PRINT = 16384;
const TRUNCATED = "[...truncated]";

/**
 * Prints a value for an error message, with what JSON would lose.
 * @param {unknown} value
 * @returns {string}
 */
export function printValue(value) {
  const text = JSON.stringify(value, (_, part) => {
    switch (typeof part) {
      case "undefined":
        return "undefined";
      case "function":
        return "[Function]";
      case "symbol":
        return String(part);
      case "bigint":
        return `${part}n`;
      default:
        return part;
    }
  });
  if (text.length <= MAX_PRINT) return text;
  let end = MAX_PRINT - TRUNCATED.length;
  // Two code units that are one character stay together.
  if (/** @type {number} */ (text.codePointAt(end - 1)) > 0xffff) end--;
  return text.slice(0, end) + TRUNCATED;
}

/**
 * Fills values into a text, in which a `{}` stands for each.
 * @param {string} text
 * @param {...unknown} values
 */
export function fill(text, ...values) {
  return text.replace(/{}/g, () => `${values.shift()}`);
}

/**
 * Returns an error whose message is filled in.
 * @param {string} message
 * @param {...unknown} values
 */
export function fail(message, ...values) {
  try {
    return new PlainError(fill(message, ...values));
  } catch (error) {
    return error;
  }
}

const identifier = Symbol.for("ConvexError");

/** An error that a Convex function threw on purpose, with data for its caller. @template Data */
export class ConvexError extends Error {
  name = "ConvexError";
  data;
  [identifier] = true;

  /** @param {Data} data */
  constructor(data) {
    super(typeof data === "string" ? data : printValue(data));
    this.data = data;
  }
}

/** @typedef {new (data: any) => Error & { data: any }} ErrorClass */

const UNRESOLVED =
  "This commit timestamp is unresolved: its value is assigned when the mutation commits. Read the document after the mutation completes to get its value.";

/** Stands for a commit timestamp in a document that its own mutation read back. */
export class CommitTsPlaceholder {
  /** @param {string} hint */
  [Symbol.toPrimitive](hint) {
    if (hint === "string") return this.toString();
    throw new Error(UNRESOLVED);
  }
  /** @returns {never} */
  valueOf() {
    throw new Error(UNRESOLVED);
  }
  /** @returns {never} */
  toJSON() {
    throw new Error(UNRESOLVED);
  }
  toString() {
    return "[unresolved commit timestamp]";
  }
}

/** The only placeholder there is, so that two of them are equal. */
export const commitTsPlaceholder = new CommitTsPlaceholder();
