import { calls } from "./calls.js";
import { clients } from "./clients.js";
import { closures, ruled } from "./policies.js";
import { collect, figures } from "./probe.js";
import { throws } from "./throws.js";

/** @typedef {import("./clients.js").Case} Case */

/** @type {Case[]} */
export const cases = [...clients, ...closures, ...calls, ...ruled, ...throws];

/** How many clients of a slice are watched; a weak reference to each would be heavier than the client. */
const WATCHED = 500;

/**
 * Prepares a case: the function that is returned does so many and looks.
 *
 * @param {Case} one
 * @param {any} ours
 */
export function prepare(one, ours) {
  /** @type {WeakRef<object>[]} */
  let watched = [];
  const run = one.prepare({
    ours,
    track(client) {
      if (watched.length < WATCHED && typeof WeakRef === "function") {
        watched.push(new WeakRef(client));
      }
    },
  });
  return async (/** @type {number} */ count) => {
    watched = [];
    await run(count);
    await collect();
    const alive = watched.filter((reference) => reference.deref()).length;
    return { ...figures(ours), alive };
  };
}
