// Calls without options, between the module's two halves of starting one: what it asks for, and what it leaves to
// JavaScript.
import { isRefused, Thrown } from "../errors.ts";
import { Failure, noteFailure } from "../failure.ts";
import { Cause, type Kind } from "../generated/core.ts";
import type { ClientState } from "../state.ts";
import { bodyOf } from "../values/encode.ts";
import { handOver } from "../wasm/results.ts";
import { leave, type Place } from "./queue.ts";
import { readReply } from "./reply.ts";
import { authorizationOf, type Init, initOf } from "./request.ts";

/** Makes the request of a call. Where it cannot be sent, its rejected promise is handed over. */
export function prepare(
  state: ClientState,
  kind: Kind,
  place: Place | undefined,
  reference: unknown,
  args: unknown,
): Init | undefined {
  const body = bodyOf(kind, reference, args);
  return makeInit(state, kind, place, reference, body);
}

/** Makes the request of a call whose body is there, unless it could not be made. */
export function makeInit(
  state: ClientState,
  kind: Kind,
  place: Place | undefined,
  reference: unknown,
  body: string | Thrown,
): Init | undefined {
  let refusal = body;
  if (typeof body === "string") {
    try {
      return initOf(state, body, authorizationOf(state));
    } catch (error) {
      refusal = new Thrown(error);
    }
  }
  settle(state, kind, place, reference, refusal as Thrown);
}

/** Hands the promise of a call's result over. */
export const settle = (...call: Parameters<typeof settledOf>): void =>
  handOver(settledOf(...call));

/** Returns the promise of a call's result, from what `fetch` returned or from what kept it from being called. */
export function settledOf(
  state: ClientState,
  kind: Kind,
  place: Place | undefined,
  reference: unknown,
  sent: Promise<Response> | Response | Thrown,
): Promise<unknown> {
  if (isRefused(sent)) {
    const { error } = sent;
    noteFailure(error, new Failure(Cause.Args, kind, reference));
    if (place) leave(place);
    return Promise.reject(error);
  }
  state.sent = sent;
  const result = readReply(state, kind, place, reference, sent);
  if (state.sent === undefined) return result;
  // It did not even begin: in JavaScriptCore, an async function rejects where the stack ends.
  result.catch(() => {});
  throw new RangeError("Maximum call stack size exceeded");
}
