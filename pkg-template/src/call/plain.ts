// Calls without options.
import { isRefused, Thrown } from "../errors.ts";
import { noteFailure } from "../failure.ts";
import { Cause, type Kind } from "../generated/core.ts";
import type { ClientState } from "../state.ts";
import { stackError } from "../values/visit.ts";
import { sendCall, type Sent } from "../wasm/module.ts";
import { leave, type Place } from "./queue.ts";
import { readReply } from "./reply.ts";
import { authorizationOf, initOf } from "./request.ts";

/** Starts a call whose body is there, unless it could not be made, and returns the promise of its result. */
export const startPlain = (
  state: ClientState,
  kind: Kind,
  place: Place | undefined,
  reference: unknown,
  body: string | Thrown,
): Promise<unknown> =>
  settledOf(state, kind, place, reference, send(state, kind, body));

function send(
  state: ClientState,
  kind: Kind,
  body: string | Thrown,
): Sent | Thrown {
  if (typeof body !== "string") return body;
  let init;
  try {
    init = initOf(state, { body }, authorizationOf(state));
  } catch (error) {
    return new Thrown(error);
  }
  return sendCall(state, kind, init);
}

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
    noteFailure(error, Cause.Args, kind, reference);
    if (place) leave(place);
    return Promise.reject(error);
  }
  state.sent = sent;
  const result = readReply(state, kind, place, reference, sent);
  if (state.sent === undefined) return result;
  // It did not even begin: in JavaScriptCore, an async function rejects where the stack ends.
  result.catch(() => {});
  throw stackError();
}
