// What is noted of a failed call.
import { type ErrorInfo, type Failure, failures, NAMES, us } from "@names";
import {
  attemptsOf,
  isRetryable,
  newProgress,
  outcomeOf,
  sentOnce,
} from "./call/progress.ts";
import { inspect } from "./bare.ts";
import type { Call } from "./call/call.ts";
import {
  Cause,
  CAUSE_NAMES,
  CODES,
  Kind,
  Outcome,
  OUTCOME_NAMES,
} from "./generated/core.ts";
import { nameOf } from "./reference.ts";
import type { ClientState } from "./state.ts";
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
    // Beyond all of them where it is none.
    CODES.indexOf(code),
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
  state?: ClientState,
): void {
  if (call?.isOver) return;
  let judged: ErrorInfo | undefined;
  // What is said of it is found when somebody asks: most callers only look at the message.
  const info: Failure["info"] = (who?: unknown): any =>
    who === us
      ? [reference, call, state]
      : (judged ??= judge(
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
    const earlier = isObject && failures.get(error)?.info();
    if (earlier || (isObject && !isPlain)) {
      judged = worseOf(info(), earlier);
      failures.set(error, { info });
      // One that is plain stays so, unless another call has put the facts on it.
      if (!isPlain || hasOwn.call(error, "outcome"))
        show(error, judged, earlier);
      if (cause === Cause.Http && !earlier) shorten(error, judged);
    }
  } catch {
    // The stack is exhausted, the module broke, or it is a proxy that throws: what stands beside it will do.
  }
  if (isObject) failures.set(error, { info });
}

/** One object may reject several calls: the worst is what its owner must know. */
const worseOf = (
  info: ErrorInfo,
  earlier: ErrorInfo | false | undefined,
): ErrorInfo =>
  earlier && rankOf(earlier) > rankOf(info)
    ? { ...info, outcome: earlier.outcome, retryable: false }
    : info;

/** Gives an error a member that does not show: Firefox shows a stack that is assigned to. */
export const hide = (
  error: object,
  name: PropertyKey,
  value: unknown,
): boolean =>
  Reflect.defineProperty(error, name, {
    value,
    writable: true,
    configurable: true,
  });

/** Puts what is known on an error, as properties that do not show when it is compared. */
function show(
  error: any,
  info: ErrorInfo,
  earlier: ErrorInfo | false | undefined,
): void {
  for (const name of NAMES) {
    const value = info[name];
    const isFree = earlier ? error[name] === earlier[name] : !(name in error);
    if (isFree && value !== undefined) hide(error, name, value);
  }
}

/**
 * Has an error print what is known of it, and no page of HTML. Its message stays the reply's text. The facts stand where a
 * frame does: Chromium's console shows a class, a message and frames, whatever else a stack says.
 */
function shorten(error: any, { code, functionPath, status }: ErrorInfo): void {
  const text = error.message.slice(0, 200).replace(/\s+/g, " ");
  const facts = code ? `${status} ${code}` : status;
  // Some engines' stacks have no message before them.
  const stack = error.stack.replace(
    `${error}\n`,
    () => `ConvexHttpError: ${text}\n    at ${functionPath} (${facts})\n`,
  );
  hide(error, "stack", stack);
  // Bun prints an error's message and frames, unless it is told otherwise.
  hide(error, inspect, () => error.stack);
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
