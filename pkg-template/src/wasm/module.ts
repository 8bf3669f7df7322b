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
  refuse as rawRefuse,
  refuseField as rawRefuseField,
  retryDelay as rawRetryDelay,
  textStart as rawTextStart,
  tokenNeed as rawTokenNeed,
  untilAfterFailure as rawUntilAfterFailure,
} from "../generated/glue.js";
import { settledOf } from "../call/plain.ts";
import { Kind, type Refusal } from "../generated/core.ts";
import { collect, collectText, discard } from "./results.ts";
import { restart } from "./start.ts";

let depth = 0;
let isBroken = false;

/** The longest text that the module may keep its memory grown for, in UTF-16 code units: memory never shrinks. */
const LONG_TEXT = 1 << 20;

/**
 * Makes a function of the module safe to be left by an exception. If that was after a request had left, `rescue` goes on
 * with what `fetch` returned.
 */
function guard<Args extends any[], Returned, Result>(
  run: (...args: Args) => Returned,
  finish: (returned: Returned) => Result,
  rescue?: (sent: any, args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    if (isBroken) {
      // Not when the call failed: there may have been no stack left to do it.
      discard();
      if (depth === 0) {
        restart();
        isBroken = false;
      }
    }
    // Of this call alone: what another one left there is not its own.
    if (rescue) args[0].sent = undefined;
    let hasReturned = false;
    depth++;
    try {
      const result = finish(run(...args));
      hasReturned = true;
      return result;
    } catch (error) {
      const sent = rescue && args[0].sent;
      if (sent === undefined) throw error;
      return rescue!(sent, args);
    } finally {
      depth--;
      if (!hasReturned) isBroken = true;
    }
  };
}

const itself = <Returned>(returned: Returned) => returned;

/** Makes a function safe that is given a text of a user's, and gives the memory back that a long one has taken. */
function guardText<Args extends any[], Returned, Result>(
  run: (...args: Args) => Returned,
  finish: (returned: Returned) => Result,
  textOf: (args: Args) => string,
): (...args: Args) => Result {
  const guarded = guard(run, finish);
  return (...args) => {
    const result = guarded(...args);
    if (textOf(args).length > LONG_TEXT) isBroken = true;
    return result;
  };
}

/** What `fetch` returns, or a mock of it. */
export type Sent = Promise<Response> | Response;

type Starter = (
  state: any,
  place: any,
  reference: any,
  args: any,
  kind: number,
) => void;

/** Makes a function of the module that starts calls of a kind, or of the kind that it is given. */
const starter = (
  run: Starter,
  kind?: Kind,
): ((...args: Parameters<Starter>) => Promise<unknown>) =>
  guard(run, collect, (sent, [state, place, reference, _, given]) =>
    settledOf(state, kind ?? given, place, reference, sent),
  );

const starterOf = (run: any, kind: Kind) =>
  starter(run, kind) as (
    state: unknown,
    place: unknown,
    reference: unknown,
    args: unknown,
  ) => Promise<unknown>;

export const startQuery = starterOf(ConvexHttpClient.startQuery, Kind.Query);
export const startMutation = starterOf(
  ConvexHttpClient.startMutation,
  Kind.Mutation,
);
export const startAction = starterOf(ConvexHttpClient.startAction, Kind.Action);
export const resume = starter(ConvexHttpClient.resume);
export const sendAttempt: (...args: any) => Sent = guard(
  ConvexHttpClient.attempt,
  collect,
  itself,
);

export const callDone = guard(rawCallDone, itself);
export const retryDelay = guardText(rawRetryDelay, itself, (args) => args[4]);
export const refreshAt = guard(rawRefreshAt, itself);
export const tokenNeed = guard(rawTokenNeed, itself);
export const untilAfterFailure = guard(rawUntilAfterFailure, itself);
export const nextPage = guard(rawNextPage, itself);
export const headerRefusedAt = guardText(
  rawHeaderRefusedAt,
  itself,
  (args) => args[0],
);
export const textStart = guardText(rawTextStart, itself, (args) => args[0]);
export const callFailed = guard(rawCallFailed, itself);

export const encodeInt64 = guard(rawEncodeInt64, collectText);
export const encodeFloat = guard(rawEncodeFloat, collectText);
export const encodeBytes = guard(rawEncodeBytes, collectText);
export const decodeUnits = guard(rawDecodeUnits, itself);

/** Returns the error of a refusal, with the values that its message shows. */
export const refuse: (
  refusal: Refusal,
  first?: unknown,
  second?: unknown,
) => unknown = guard(rawRefuse, collect);

/** Returns the error of a field's name, or of the special value that it stands for. */
export const refuseField = guardText(
  rawRefuseField,
  collect,
  (args) => args[1],
);

const surplusOf = guardText(rawCheckAddress, collect, (args) => args[3]);
const marked = guardText(rawDecodeMarker, collect, (args) => args[1]);

/** Returns how many characters at an address's end are to be dropped. */
export function checkAddress(
  address: unknown,
  unchecked: boolean,
  isFlag: boolean,
): number {
  const isString = typeof address === "string";
  const isMissing = address === undefined;
  const surplus = surplusOf(
    address,
    isString,
    isMissing,
    isString ? address : "",
    unchecked,
    isFlag,
  );
  if (typeof surplus !== "number") throw surplus;
  return surplus;
}

export function decodeMarker(marker: number, text: string): unknown {
  const value = marked(marker, text);
  if (value instanceof Error) throw value;
  return value;
}
