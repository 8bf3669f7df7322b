// The order of a client's mutations, as a chain of promises.
import { Client } from "./glue.js";

/** @typedef {import("./client.js").Host} Host */

/**
 * @param {Host} host
 * @param {unknown} reference
 * @param {string | import("./errors.js").Thrown} body
 * @param {import("./call.js").Call | undefined} call
 * @returns {Promise<unknown>}
 */
export function chain(host, reference, body, call) {
  const run = () => host.client.resume(host, reference, body, call);
  if (host.tail) return host.tail.then(run, run);
  // The first mutation is being sent right now, by a fetch that calls another one.
  return new Promise((resolve) => {
    host.onSent = (first) => resolve(first.then(run, run));
  });
}

/**
 * @param {Host} host
 * @param {Promise<unknown>} first
 */
export function lead(host, first) {
  if (host.onSent) {
    host.onSent(first);
    host.onSent = undefined;
  } else {
    host.tail = first;
  }
}

/**
 * Removes the mutation that settled.
 * @param {Host} host
 */
export function leave(host) {
  host.client.settled(host);
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
