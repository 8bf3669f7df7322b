// The order of a client's mutations, as a chain of promises.
import { Call, NONE } from "./call.js";
import { Refused } from "./errors.js";
import { Client } from "./glue.js";
import { handOver, take } from "./outcome.js";
import { settleCall } from "./settle.js";

/** @typedef {import("./host.js").Host} Host */

/** The turn of a mutation that finds the queue empty. */
export const FIRST = 2;

/**
 * Makes a mutation the queue's last.
 * @param {Host} host
 * @param {unknown} reference
 * @param {string | import("./errors.js").Thrown} body
 * @param {import("./call.js").Call | undefined} call
 */
export function chain(host, reference, body, call) {
  if (body instanceof Refused) return settleCall(host, 1, 1, reference, body);
  const run = () => {
    // A fetcher of tokens may have been set since.
    if (host.source) call ??= new Call(host, 1, reference, NONE);
    return take(host.client.resume(host, reference, body, call));
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
  if (host.client.settled()) host.tail = undefined;
  if (!host.open) release(host);
}

/**
 * Waits until no mutation is in the queue.
 * @param {Host} host
 */
export async function drain(host) {
  while (!host.freed && host.client.pending > 0) {
    // While the first one is being sent, it is not in the chain yet.
    await Promise.resolve(host.tail).catch(() => {});
  }
}

/**
 * Frees a client that was closed, unless it still sends or has mutations to send: then whoever is last frees it.
 * @param {Host} host
 */
export function release(host) {
  const { client } = host;
  if (host.freed || !client.isIdle) return;
  host.freed = true;
  Client.prototype.free.call(client);
}
