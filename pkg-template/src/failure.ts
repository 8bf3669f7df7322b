// What is known of a failed call, and the classes of the failures that the official client has no class for.
import type * as Public from "../types/index.js";
import { Bare } from "./bare.ts";
import {
  attemptsOf,
  isRetryable,
  newProgress,
  outcomeOf,
  sentOnce,
} from "./call/progress.ts";
import type { Call } from "./call/call.ts";
import {
  Cause,
  CAUSE_NAMES,
  Kind,
  Outcome,
  OUTCOME_NAMES,
} from "./generated/core.ts";
import { nameOf } from "./reference.ts";
import { hasOwn } from "./values/visit.ts";
import { callFailed } from "./wasm/module.ts";

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
}

/** A call that did not settle in time. */
export class ConvexTimeoutError extends ConvexHttpError {
  declare readonly kind: "timeout";
  override name = "ConvexTimeoutError";
}

/** A call's failure: what is said of it is found when somebody asks, as most callers only look at the message. */
class Failure extends Bare {
  declare status: number | undefined;
  declare code: string | undefined;
  declare judged: ErrorInfo | undefined;
  declare readonly cause: Cause;
  declare readonly kind: Kind;
  declare readonly reference: unknown;
  declare readonly call: Call | undefined;

  constructor(
    cause: Cause,
    kind: Kind,
    reference: unknown,
    status?: unknown,
    code?: unknown,
    call?: Call,
  ) {
    super();
    this.cause = cause;
    this.kind = kind;
    this.reference = reference;
    this.call = call;
    if (typeof status === "number") this.status = status;
    if (typeof code === "string") this.code = code;
  }

  info(): ErrorInfo {
    return (this.judged ??= this.judge());
  }

  /** Has the engine say what the failure means, and the call take its next step. */
  judge(): ErrorInfo {
    const { call, cause, code, kind, status } = this;
    const isSent = cause !== Cause.Args;
    const progress = callFailed(
      call ? call.progress : isSent ? sentOnce(kind) : newProgress(kind),
      cause,
      status ?? 0,
      code ?? "",
      // Undefined, which is not a number, where it is not repeated.
      (call?.retry || undefined)?.limit as number,
    );
    if (call) call.progress = progress;
    return {
      kind: CAUSE_NAMES[cause],
      status,
      code,
      requestId: call?.requestId,
      functionPath: pathOf(this.reference),
      attempts: attemptsOf(progress),
      retryable: isRetryable(progress),
      outcome: OUTCOME_NAMES[outcomeOf(progress)],
    };
  }
}

type Failures = WeakMap<object, { info(): ErrorInfo }>;

/** What is known of errors, beside them, as they may be frozen or somebody else's. */
const failures = shareFailures();

/**
 * Shares what is known of errors with other copies of this package in the realm, of whatever version: an app may have one
 * as an ES module and one as CommonJS. What it maps to therefore stays as it is.
 */
function shareFailures(): Failures {
  const key = Symbol.for("convex-http-client.failures");
  try {
    return ((globalThis as any)[key] ??= new WeakMap());
  } catch {
    // Nothing can be added to the global object.
    return new WeakMap();
  }
}

/** Tells what is known of an error that a call was rejected with. */
export function errorInfo(error: any): Public.ErrorInfo | undefined {
  const failure = failures.get(error);
  return failure && ({ ...failure.info() } as Public.ErrorInfo);
}

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

/**
 * Notes what a failure means, unless its call is over. Errors that the official client rejects with as well stay as they
 * are, and are judged when somebody asks; others show what is known of them.
 */
export function noteFailure(
  error: any,
  cause: Cause,
  kind: Kind,
  reference: unknown,
  status?: unknown,
  code?: unknown,
  call?: Call,
): void {
  if (call?.isOver) return;
  const failure = new Failure(cause, kind, reference, status, code, call);
  const isPlain = cause === Cause.Function || cause === Cause.Args;
  const isObject = Object(error) === error;
  try {
    if (call) call.info = failure.info();
    if (!isObject) return;
    if (isPlain && !failures.has(error)) failures.set(error, failure);
    else keepInfo(error, failure.info(), isPlain);
  } catch {
    // The stack is exhausted, or the module broke: it is judged when somebody asks.
    if (isObject) failures.set(error, failure);
  }
}

/** Keeps what is known, beside an error and as properties that do not show when it is printed or compared. */
function keepInfo(error: any, info: ErrorInfo, isPlain: boolean): void {
  const earlier: ErrorInfo | undefined = failures.get(error)?.info();
  // One object may reject several calls: the worst is what its owner must know.
  if (earlier && rankOf(earlier) > rankOf(info))
    info = { ...info, outcome: earlier.outcome, retryable: false };
  failures.set(error, { info: () => info });
  try {
    // One that is plain stays so, unless another call has put the facts on it.
    if (isPlain && !(earlier && hasOwn.call(error, "outcome"))) return;
    for (const name of NAMES) {
      const value = info[name];
      const isFree = earlier ? error[name] === earlier[name] : !(name in error);
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

/** Outcomes are numbered from the best to the worst. */
const rankOf = (info: ErrorInfo): Outcome =>
  OUTCOME_NAMES.indexOf(info.outcome);

export function pathOf(reference: unknown): string | undefined {
  if (typeof reference === "string") return reference;
  try {
    if (Array.isArray(reference)) return reference.map(pathOf).join(", ");
    return nameOf(reference);
  } catch {
    return undefined;
  }
}
