// The module's functions, as the rest of the package calls them.
//
// The module keeps nothing between calls, so one that was left by an exception, or has trapped, is replaced by a new
// instance: its stack pointer and its table of handles may be wrong for ever. Each call notes how deep it is in the
// module in plain integers, which need no stack to be kept, and the next call at depth 0 starts the new one.
import {
  ConvexHttpClient,
  callDone as rawCallDone,
  callFailed as rawCallFailed,
  decodeBase64 as rawDecodeBase64,
  decodeUnits as rawDecodeUnits,
  encodeBytes as rawEncodeBytes,
  encodeFloat as rawEncodeFloat,
  encodeInt64 as rawEncodeInt64,
  headerRefusedAt as rawHeaderRefusedAt,
  judgeAddress as rawJudgeAddress,
  judgeField as rawJudgeField,
  nextPage as rawNextPage,
  refreshAt as rawRefreshAt,
  refuse as rawRefuse,
  retryDelay as rawRetryDelay,
  textStart as rawTextStart,
  tokenNeed as rawTokenNeed,
  untilAfterFailure as rawUntilAfterFailure,
} from "../generated/glue.js";
import { type Endpoint, Refusal } from "../generated/core.ts";
import { collect, handOver } from "./imports.ts";
import { restart } from "./start.ts";

let depth = 0;
let isBroken = false;

/** Makes a function of the module safe to be left by an exception. */
function guard<Args extends any[], Returned>(
  run: (...args: Args) => Returned,
): (...args: Args) => Returned {
  return (...args) => {
    // Not when the call failed: there may have been no stack left to do it.
    if (isBroken && depth === 0) {
      restart();
      isBroken = false;
    }
    depth++;
    try {
      return run(...args);
    } catch (error) {
      isBroken = true;
      throw error;
    } finally {
      depth--;
    }
  };
}

/** Makes a function of the module return what it hands over, which is a text unless it says otherwise. */
function collecting<Args extends any[]>(
  run: (...args: Args) => void,
): (...args: Args) => any {
  const guarded = guard(run);
  return (...args) => {
    handOver("");
    guarded(...args);
    return collect();
  };
}

export const callDone = guard(rawCallDone);
export const callFailed = guard(rawCallFailed);
export const retryDelay = guard(rawRetryDelay);
export const refreshAt = guard(rawRefreshAt);
export const tokenNeed = guard(rawTokenNeed);
export const untilAfterFailure = guard(rawUntilAfterFailure);
export const nextPage = guard(rawNextPage);
export const headerRefusedAt = guard(rawHeaderRefusedAt);
export const textStart = guard(rawTextStart);
export const judgeAddress = guard(rawJudgeAddress);
export const decodeUnits = guard(rawDecodeUnits);

export const encodeInt64: (value: bigint) => string = collecting(rawEncodeInt64);
export const encodeFloat: (value: number) => string = collecting(rawEncodeFloat);
const encodeArray = collecting(rawEncodeBytes);

export const encodeBytes = (bytes: Uint8Array): string =>
  encodeArray(bytes, bytes.length);

/** Returns the error of a refusal, with the values that its message shows. */
export const refuse: (
  refusal: Refusal,
  first?: unknown,
  second?: unknown,
) => unknown = collecting(rawRefuse);

const judgeField = guard(rawJudgeField);

/** Returns the error of a field's name. */
export function refuseField(name: string): unknown {
  const refusal = judgeField(name);
  return refuse(refusal & 0xff, name, name[refusal >> 8]);
}

const decodeInto = guard(rawDecodeBase64);

/** Decodes base64, whatever is wrong with it, unless it has no length of it. */
export function decodeBase64(text: string): Uint8Array {
  handOver([]);
  const size = decodeInto(text);
  const bytes: number[] = collect();
  if (size < -1) throw refuse(Refusal.Base64);
  // The engine's error, as the official client's, for what is nothing but padding.
  const decoded = new Uint8Array(size);
  decoded.set(bytes.slice(0, size));
  return decoded;
}

/** What `fetch` returns, or a mock of it. */
export type Sent = Promise<Response> | Response;

const start = guard(ConvexHttpClient.start);

/** Sends a request and returns what `fetch` did, even where the module broke after that. */
export function sendAttempt(
  transport: { sent: any },
  endpoint: Endpoint,
  init: object,
): Sent {
  transport.sent = undefined;
  try {
    start(transport, endpoint, init);
  } catch (error) {
    if (transport.sent === undefined) throw error;
  }
  return transport.sent;
}
