// The module's functions, as the rest of the package calls them.
//
// The module keeps nothing between calls, so one that was left by an exception, or has trapped, is replaced by a new
// instance: its stack pointer and its table of handles may be wrong for ever. Each call notes how deep it is in the
// module in plain integers, which need no stack to be kept, and the next call at depth 0 starts the new one.
import { Thrown } from "../errors.ts";
import * as glue from "../generated/glue.js";
import { collect, collectText, discard } from "./results.ts";
import { restart } from "./start.ts";

let depth = 0;
let isBroken = false;

/** The longest text that the module may keep its memory grown for, in UTF-16 code units: memory never shrinks. */
const LONG_TEXT = 1 << 20;

/** Makes a function of the module safe to be left by an exception. */
function guard<Args extends any[], Returned, Result>(
  run: (...args: Args) => Returned,
  finish: (returned: Returned) => Result,
): (...args: Args) => Result {
  return (...args) => {
    if (isBroken && depth === 0) {
      restart();
      isBroken = false;
    }
    let hasReturned = false;
    depth++;
    try {
      const returned = run(...args);
      hasReturned = true;
      return finish(returned);
    } finally {
      depth--;
      if (!hasReturned) {
        isBroken = true;
        discard();
      }
    }
  };
}

const itself = <Returned>(returned: Returned) => returned;
const { ConvexHttpClient } = glue;

/** What `fetch` returns, or a mock of it. */
export type Sent = Promise<Response> | Response;

export const startQuery = guard(ConvexHttpClient.startQuery, collect);
export const startMutation = guard(ConvexHttpClient.startMutation, collect);
export const startAction = guard(ConvexHttpClient.startAction, collect);
export const resume = guard(ConvexHttpClient.resume, collect);
export const sendAttempt: (...args: any) => Sent = guard(
  ConvexHttpClient.attempt,
  collect,
);

export const callDone = guard(glue.callDone, itself);
export const retryDelay = guard(glue.retryDelay, itself);
export const refreshAt = guard(glue.refreshAt, itself);
export const tokenNeed = guard(glue.tokenNeed, itself);
export const untilAfterFailure = guard(glue.untilAfterFailure, itself);
export const nextPage = guard(glue.nextPage, itself);
export const headerRefusedAt = guard(glue.headerRefusedAt, itself);
export const textStart = guard(glue.textStart, itself);
export const callFailed = guard(glue.callFailed, itself);

export const encodeInt64 = guard(glue.encodeInt64, collectText);
export const encodeFloat = guard(glue.encodeFloat, collectText);
export const encodeBytes = guard(glue.encodeBytes, collectText);
export const decodeUnits = guard(glue.decodeUnits, itself);

/** Each returns an error, or what else is to be said of a value that cannot be sent or read. */
export const explainValue = guard(glue.explain, collect);
export const refuseField = guard(glue.refuseField, collect);
export const refuseReply = guard(glue.refuseReply, collect);

/** These return a body, or a `Thrown`. */
export const makeBody = guard(glue.makeBody, collect);
export const makeFunctionBody = guard(glue.makeFunctionBody, collect);

const rawFunctionName = guard(glue.getFunctionName, collect);
const rawAddress = guard(glue.checkAddress, collect);
const rawMarker = guard(glue.decodeMarker, collect);

export const getFunctionName = (reference: unknown) =>
  unwrap(rawFunctionName(reference));

export function checkAddress(
  address: unknown,
  text: string,
  unchecked: boolean,
  isFlag: boolean,
): number {
  const surplus = rawAddress(address, text, unchecked, isFlag);
  forget(text);
  return unwrap(surplus);
}

export function decodeMarker(marker: number, text: string): unknown {
  const value = rawMarker(marker, text);
  forget(text);
  return unwrap(value);
}

/** Gives the memory back that a long text has taken. */
function forget(text: string): void {
  if (text.length > LONG_TEXT) isBroken = true;
}

/** Returns what was handed over, or throws what is to be thrown. */
function unwrap(value: any): any {
  if (value instanceof Thrown) throw value.error;
  return value;
}
