// The module's functions, as the rest of the package calls them.
//
// The module keeps nothing between calls, so one that was left by an exception, or has trapped, is replaced by a new
// instance: its stack pointer may be wrong for ever. The next call starts it, even one within another call of the module:
// what runs a user's code is the last that each of its functions does, so nothing is left to do in the old instance.
import { Exported } from "../generated/exports.ts";
import type * as glue from "../generated/glue.js";
import { ConvexHttpClient, wasm } from "../generated/glue.js";
import { type Endpoint, type Kind, Refusal } from "../generated/core.ts";
import { cut, isThrown, mistake } from "../errors.ts";
import { collect } from "./imports.ts";
import { restart } from "./start.ts";

let isBroken = false;

/** Makes a function of the module, or of the class that it exports, safe to be left by an exception. */
function guard<Run extends (...args: any[]) => any>(
  name: string,
  owner?: any,
): (...args: Parameters<Run>) => ReturnType<Run> {
  return (...args) => {
    // Not when the call failed: there may have been no stack left to do it.
    if (isBroken) {
      restart();
      isBroken = false;
    }
    try {
      return (owner ?? wasm)[name](...args);
    } catch (error) {
      isBroken = true;
      throw error;
    }
  };
}

/** Makes a function of the module return what it hands over. */
function collecting<Run extends (...args: any[]) => void>(
  name: Exported,
): (...args: Parameters<Run>) => any {
  const guarded = guard<Run>(name);
  return (...args) => {
    guarded(...args);
    return collect();
  };
}

export const callDone = guard<typeof glue.callDone>(Exported.callDone);
export const callFailed = guard<typeof glue.callFailed>(Exported.callFailed);
export const retryDelay = guard<typeof glue.retryDelay>(Exported.retryDelay);
export const refreshAt = guard<typeof glue.refreshAt>(Exported.refreshAt);
export const tokenNeed = guard<typeof glue.tokenNeed>(Exported.tokenNeed);
export const untilAfterFailure = guard<typeof glue.untilAfterFailure>(
  Exported.untilAfterFailure,
);
export const nextPage = guard<typeof glue.nextPage>(Exported.nextPage);
export const headerRefusedAt = guard<typeof glue.headerRefusedAt>(
  Exported.headerRefusedAt,
);
export const textStart = guard<typeof glue.textStart>(Exported.textStart);
export const judgeAddress = guard<typeof glue.judgeAddress>(
  Exported.judgeAddress,
);
export const decodeUnits = guard<typeof glue.decodeUnits>(Exported.decodeUnits);

export const encodeInt64: (value: bigint) => string = collecting<
  typeof glue.encodeInt64
>(Exported.encodeInt64);
export const encodeFloat: (value: number) => string = collecting<
  typeof glue.encodeFloat
>(Exported.encodeFloat);

const printRefusal = collecting<typeof glue.refuse>(Exported.refuse);

/** Returns the error of a refusal, with the values that its message shows. What one of them throws stands in for it. */
export function refuse(
  refusal: Refusal,
  first?: unknown,
  second?: unknown,
): unknown {
  const printed = printRefusal(refusal, first, second);
  return typeof printed === "string" ? mistake(printed) : printed.error;
}

const judgeField = guard<typeof glue.judgeField>(Exported.judgeField);

/** Returns the error of a field's name. */
export function refuseField(name: string): unknown {
  const refusal = judgeField(name);
  return refuse(refusal & 0xff, name, name[refusal >> 8]);
}

/** What `fetch` returns, or a mock of it. */
export type Sent = Promise<Response> | Response;

type Static = Exclude<keyof typeof ConvexHttpClient, "prototype">;

/** Makes a function of the class that the module exports safe, for whoever calls it: the public class inherits it. */
function guardStatic(name: Static): (...args: any[]) => void {
  const owner = { [name]: ConvexHttpClient[name] };
  return (ConvexHttpClient[name] = guard(name, owner));
}

/** What starts a call, by its kind. */
const starters = (
  [
    "startQuery",
    "startMutation",
    "startAction",
    "startBatch",
    "startFunction",
  ] as const
).map((name) => guardStatic(name));

const request = guardStatic("request");

/** Sends the request of a call and returns what `fetch` did. */
export const sendCall = (
  transport: { sent: any },
  kind: Kind,
  init: object,
): Sent => sentBy(transport, () => starters[kind]!(transport, init));

/** Sends a request to an endpoint and returns what `fetch` did. */
export const sendRequest = (
  transport: { sent: any },
  endpoint: Endpoint,
  init: object,
): Sent => sentBy(transport, () => request(transport, endpoint, init));

/** Returns what was sent, even where the module broke after that. */
function sentBy(transport: { sent: any }, run: () => void): Sent {
  transport.sent = undefined;
  try {
    run();
    // Not in the midst of the module, whose frames would stay.
    if (isThrown(transport.sent)) cut(transport.sent.error);
  } catch (error) {
    if (transport.sent === undefined) throw error;
  }
  return transport.sent;
}
