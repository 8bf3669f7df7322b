// What is known of an error, and the classes of the failures that the official client has no class for.
import { nameError } from "./convex-error.ts";
import { type Clues, hintOf } from "../hints/hint.ts";
import type * as Public from "../../types/index.js";

export const NAMES = [
  "kind",
  "status",
  "code",
  "requestId",
  "functionPath",
  "attempts",
  "retryable",
  "outcome",
] as const;

type Name = (typeof NAMES)[number];

/** What the types say of a failed call, whatever its kind. */
export type ErrorInfo = { [Member in Name]: Public.ErrorInfo[Member] };

/** A reply that is neither a success nor a function's failure. Its name and message are the official client's. */
export class ConvexHttpError extends Error {
  declare readonly kind: "http" | "timeout";
  declare readonly status: ErrorInfo["status"];
  declare readonly code: ErrorInfo["code"];
  declare readonly requestId: ErrorInfo["requestId"];
  declare readonly functionPath: ErrorInfo["functionPath"];
  declare readonly attempts: ErrorInfo["attempts"];
  declare readonly retryable: ErrorInfo["retryable"];
  declare readonly outcome: ErrorInfo["outcome"];

  toJSON(): object {
    return { message: this.message, ...failures.get(this)?.info() };
  }
}

/** A call that did not settle in time. */
export class ConvexTimeoutError extends ConvexHttpError {
  declare readonly kind: "timeout";

  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    nameError(this, "ConvexTimeoutError");
  }
}

/** What is known of a failed call. It tells us, and nobody else, what the call was made with. */
export interface Failure {
  info(): ErrorInfo;
  info(who: unknown): ErrorInfo | Clues;
}

/** Who may be told what is secret: nobody outside of this package has it. */
export const us = {};

type Failures = WeakMap<object, Failure>;

/** What is known of errors, beside them, as they may be frozen or somebody else's. */
export const failures: Failures = /* @__PURE__ */ shareFailures();

/**
 * Shares what is known of errors with other copies of this package in the realm, of whatever version: an app may have one
 * as an ES module and one as CommonJS. What it maps to therefore stays as it is.
 */
function shareFailures(): Failures {
  const key = Symbol.for("convex-http-client.failures");
  try {
    const { [key]: shared = new WeakMap() } = globalThis as any;
    return ((globalThis as any)[key] = shared);
  } catch {
    // Nothing can be added to the global object.
    return new WeakMap();
  }
}

/** Where in the arguments stands what an error is about. */
export const places = /* @__PURE__ */ new WeakMap<object, string>();

/** Tells what is known of an error that a call was rejected with. */
export function errorInfo(error: any): Public.ErrorInfo | undefined {
  const failure = failures.get(error);
  if (!failure) return undefined;
  const info = failure.info();
  const path = places.get(error);
  // Another copy of the package tells its own alone.
  const clues = failure.info(us);
  const hint = hintOf(error, info, path, Array.isArray(clues) ? clues : []);
  return { ...info, path, hint } as Public.ErrorInfo;
}
