// The module's functions, as the rest of the package calls them.
//
// The module keeps nothing between calls, so one that was left by an exception, or has trapped, is replaced by a new
// instance: its stack pointer and its table of handles may be wrong for ever. Each call notes how deep it is in the
// module in plain integers, which need no stack to be kept, and the next call at depth 0 starts the new one.
import {
  ConvexHttpClient,
  callDone as rawCallDone,
  callFailed as rawCallFailed,
  checkAddress as rawCheckAddress,
  decodeMarker as rawDecodeMarker,
  decodeUnits as rawDecodeUnits,
  encodeBytes as rawEncodeBytes,
  encodeFloat as rawEncodeFloat,
  encodeInt64 as rawEncodeInt64,
  headerRefusedAt as rawHeaderRefusedAt,
  nextPage as rawNextPage,
  refreshAt as rawRefreshAt,
  refuseArgs as rawRefuseArgs,
  refuseBigInt as rawRefuseBigInt,
  refuseField as rawRefuseField,
  refuseReference as rawRefuseReference,
  refuseReply as rawRefuseReply,
  refuseValue as rawRefuseValue,
  retryDelay as rawRetryDelay,
  textStart as rawTextStart,
  tokenNeed as rawTokenNeed,
  untilAfterFailure as rawUntilAfterFailure,
} from "../generated/glue.js";
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

export const callDone = guard(rawCallDone, itself);
export const retryDelay = guard(rawRetryDelay, itself);
export const refreshAt = guard(rawRefreshAt, itself);
export const tokenNeed = guard(rawTokenNeed, itself);
export const untilAfterFailure = guard(rawUntilAfterFailure, itself);
export const nextPage = guard(rawNextPage, itself);
export const headerRefusedAt = guard(rawHeaderRefusedAt, itself);
export const textStart = guard(rawTextStart, itself);
export const callFailed = guard(rawCallFailed, itself);

export const encodeInt64 = guard(rawEncodeInt64, collectText);
export const encodeFloat = guard(rawEncodeFloat, collectText);
export const encodeBytes = guard(rawEncodeBytes, collectText);
export const decodeUnits = guard(rawDecodeUnits, itself);

/** Each of these returns an error. */
export const refuseArgs = guard(rawRefuseArgs, collect);
export const refuseBigInt = guard(rawRefuseBigInt, collect);
export const refuseField = guard(rawRefuseField, collect);
export const refuseReference = guard(rawRefuseReference, collect);
export const refuseReply = guard(rawRefuseReply, collect);
export const refuseValue = guard(rawRefuseValue, collect);

const surplusOf = guard(rawCheckAddress, collect);
const marked = guard(rawDecodeMarker, collect);

/** Returns how many characters at an address's end are to be dropped. */
export function checkAddress(
  address: unknown,
  unchecked: boolean,
  isFlag: boolean,
): number {
  const isString = typeof address === "string";
  const text = isString ? address : "";
  const isMissing = address === undefined;
  const surplus = surplusOf(
    address,
    isString,
    isMissing,
    text,
    unchecked,
    isFlag,
  );
  forget(text);
  if (typeof surplus !== "number") throw surplus;
  return surplus;
}

export function decodeMarker(marker: number, text: string): unknown {
  const value = marked(marker, text);
  forget(text);
  if (value instanceof Error) throw value;
  return value;
}

/** Gives the memory back that a long text has taken. */
function forget(text: string): void {
  if (text.length > LONG_TEXT) isBroken = true;
}
