// What is noted of a failed call.
import { type ErrorInfo, failures, NAMES } from "@names";
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

/** Has the engine say what a failure means, and the call take its next step. */
function judge(
  cause: Cause,
  kind: Kind,
  reference: unknown,
  status: number | undefined,
  code: string | undefined,
  call: Call | undefined,
): ErrorInfo {
  const isSent = cause !== Cause.Args;
  const progress = callFailed(
    call ? call.stage : isSent ? sentOnce(kind) : newProgress(kind),
    cause,
    status ?? 0,
    code ?? "",
    // Undefined, which is not a number, where it is not repeated.
    (call?.retry || undefined)?.limit as number,
  );
  if (call) call.stage = progress;
  return {
    kind: CAUSE_NAMES[cause],
    status,
    code,
    requestId: call?.requestId,
    functionPath: pathOf(reference),
    attempts: attemptsOf(progress),
    retryable: isRetryable(progress),
    outcome: OUTCOME_NAMES[outcomeOf(progress)],
  };
}

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
  let judged: ErrorInfo | undefined;
  // What is said of it is found when somebody asks: most callers only look at the message.
  const info = () =>
    (judged ??= judge(
      cause,
      kind,
      reference,
      typeof status === "number" ? status : undefined,
      typeof code === "string" ? code : undefined,
      call,
    ));
  const isPlain = cause === Cause.Function || cause === Cause.Args;
  const isObject = Object(error) === error;
  try {
    if (call) call.info = info();
    if (!isObject) return;
    if (isPlain && !failures.has(error)) failures.set(error, { info });
    else keepInfo(error, info(), isPlain);
  } catch {
    // The stack is exhausted, or the module broke: it is judged when somebody asks.
    if (isObject) failures.set(error, { info });
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
