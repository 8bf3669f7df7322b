// The timestamp that consistent queries share.
import { Thrown } from "../errors.ts";
import { Endpoint } from "../generated/core.ts";
import type { ClientState } from "../state.ts";
import type { Sent } from "../wasm/module.ts";
import type { Call } from "./call.ts";
import { newController } from "./controller.ts";
import { refusalOf } from "./reply.ts";
import { initOf, send } from "./request.ts";
import { type SharedWait, shareWait } from "./shared.ts";

/** Returns the timestamp, which is asked for unless it is there or on its way. */
export function askTimestamp(
  state: ClientState,
  call: Call,
  since?: number,
): Promise<unknown> {
  since = state.sharedTs?.giveUpLate() ?? since;
  return (
    state.sharedTs?.joinIn(call, (first) => askTimestamp(state, call, first)) ??
    (state.sharedTs = request(state, call, since)).awaited
  );
}

function request(
  state: ClientState,
  call: Call,
  since: number | undefined,
): SharedWait<unknown> {
  const init = initOf(state);
  const controller = call.aborter && newController();
  if (controller) init["signal"] = controller.signal;
  const forget = () => {
    if (state.sharedTs === wait) state.sharedTs = undefined;
  };
  const wait = shareWait(
    read(send(state, Endpoint.QueryTs, init)),
    call,
    (isAwaited) => {
      forget();
      try {
        if (!isAwaited) controller?.abort();
      } catch {
        // It is another request's of a Worker, which may not be touched, and ends with that.
      }
    },
    since,
  );
  wait.awaited.catch(forget);
  return wait;
}

async function read(sent: Sent): Promise<unknown> {
  const response: Response | Thrown = await sent;
  if (response instanceof Thrown) throw response;
  if (!response.ok) throw refusalOf(await response.text(), response.status);
  const { ts } = await response.json();
  return ts;
}
