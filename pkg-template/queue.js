// The order of a client's mutations, as a chain of promises.
import { Call, NONE } from "./call.js";
import { body } from "./encode.js";
import { Refused } from "./errors.js";
import { resumeCall, startCall } from "./glue.js";
import { handOver, take } from "./outcome.js";
import { settleCall } from "./settle.js";

/** @typedef {import("./host.js").Host} Host */

/** The turn of a mutation that finds the queue empty; that of one which waits is 1, and 0 is none. */
export const FIRST = 2;

/**
 * Starts a mutation: when those before it have settled, or at once to skip the queue.
 * @param {Host} host
 * @param {unknown} reference
 * @param {unknown} args
 * @param {any} [options]
 * @param {Call} [call]
 */
export function startMutation(host, reference, args, options, call) {
  const turn = options?.skipQueue ? 0 : host.pending++ ? 1 : FIRST;
  return take(
    turn === 1
      ? chain(host, reference, body(reference, args), call)
      : startCall(host, 1, turn, reference, args, call),
  );
}

/**
 * Makes a mutation the queue's last.
 * @param {Host} host
 * @param {unknown} reference
 * @param {string | import("./errors.js").Thrown} body
 * @param {Call} [call]
 */
function chain(host, reference, body, call) {
  if (body instanceof Refused) return settleCall(host, 1, 1, reference, body);
  const run = () => {
    // A fetcher of tokens may have been set since.
    if (host.source) call ??= new Call(host, 1, reference, NONE);
    return take(resumeCall(host, 1, 1, reference, body, call));
  };
  host.tail = host.tail
    ? host.tail.then(run, run)
    : // The first mutation is being sent right now, by a fetch that calls another one.
      new Promise((resolve) => {
        host.onSent = (first) => resolve(first.then(run, run));
      });
  // One step behind the queue: the next mutation is sent before this one's caller hears of it.
  handOver(host.tail.then());
}

/**
 * Makes the mutation that was just sent the queue's first.
 * @param {Host} host
 */
export function lead(host) {
  const first = take();
  if (host.onSent) {
    host.onSent(first);
    host.onSent = undefined;
  } else {
    host.tail = first;
  }
  handOver(first.then());
}

/**
 * Removes the mutation that settled.
 * @param {Host} host
 */
export function leave(host) {
  if (!--host.pending) host.tail = undefined;
}

/**
 * Waits until no mutation is in the queue.
 * @param {Host} host
 */
export async function drain(host) {
  while (host.pending) {
    // While the first one is being sent, it is not in the chain yet.
    await Promise.resolve(host.tail).catch(() => {});
  }
}
