// The timestamp that consistent queries share.
import { now } from "../clock.ts";
import { Thrown } from "../errors.ts";
import { Endpoint, Kind, PATIENCE } from "../generated/core.ts";
import type { ClientState, Transport } from "../state.ts";
import type { Sent } from "../wasm/module.ts";
import type { Call } from "./call.ts";
import { settledOf } from "./plain.ts";
import { refusalOf } from "./reply.ts";
import { authorizationOf, initOf, send, sendAtTimestamp } from "./request.ts";

/** A timestamp that is there, or is being asked for. */
export interface Timestamp {
  promise: Promise<unknown>;
  isSettled: boolean;
  /** The calls that wait for it. One without options waits for ever. */
  waiting: number;
  /** When those that come later ask for one of their own, in milliseconds: its request may have died in silence. */
  deadline: number;
}

/** Returns the timestamp, which is asked for unless it is there or on its way. */
export function askTimestamp(
  state: ClientState,
  call?: Call,
): Promise<unknown> {
  let timestamp = state.timestamp;
  if (!timestamp || (!timestamp.isSettled && now() >= timestamp.deadline))
    state.timestamp = timestamp = request(state, call);
  timestamp.waiting++;
  const asked = timestamp;
  call?.onClose(() => {
    if (--asked.waiting > 0 || asked.isSettled) return;
    if (state.timestamp === asked) state.timestamp = undefined;
  });
  return timestamp.promise;
}

function request(state: ClientState, call: Call | undefined): Timestamp {
  const init = initOf(state, undefined, undefined);
  const controller = call?.controller && new AbortController();
  if (controller) init["signal"] = controller.signal;
  const timestamp: Timestamp = {
    promise: read(send(state, Endpoint.QueryTs, init)),
    isSettled: false,
    waiting: 0,
    deadline: call?.deadline ?? now() + PATIENCE,
  };
  timestamp.promise.then(
    () => {
      timestamp.isSettled = true;
    },
    () => {
      timestamp.isSettled = true;
      if (state.timestamp === timestamp) state.timestamp = undefined;
    },
  );
  // Nobody waits any more for what was not answered.
  call?.onClose(() => {
    if (timestamp.waiting === 0 && !timestamp.isSettled) controller?.abort();
  });
  return timestamp;
}

async function read(sent: Sent): Promise<unknown> {
  const response = await sent;
  if (!response.ok) throw refusalOf(await response.text(), response.status);
  const { ts } = (await response.json()) as any;
  return ts;
}

/** Sends a query without options when the timestamp is known. */
export const startConsistent = (
  state: ClientState,
  reference: unknown,
  body: string | Thrown,
): Promise<unknown> =>
  settledOf(state, Kind.Query, undefined, reference, sendSoon(state, body));

/** What is in force at the call counts, not when the timestamp is known. */
function sendSoon(
  state: ClientState,
  body: string | Thrown,
): Promise<Response> | Thrown {
  if (body instanceof Thrown) return body;
  try {
    return sendLater(state, body, authorizationOf(state), state.keep());
  } catch (error) {
    return new Thrown(error);
  }
}

async function sendLater(
  state: ClientState,
  body: string,
  authorization: string | undefined,
  transport: Transport,
): Promise<Response> {
  const timestamp = await state.timestamp!.promise;
  const init = initOf(state, body, authorization);
  return sendAtTimestamp(transport, init, timestamp);
}
