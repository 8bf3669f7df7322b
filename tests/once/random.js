// Chance that can be had again.

/** @typedef {() => number} Random a number from 0 up to 1 */

/**
 * Makes a source of numbers by mulberry32, of Tommy Ettinger.
 *
 * @param {number} seed
 * @returns {Random}
 */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @template T
 * @param {Random} random
 * @param {readonly T[]} list
 * @returns {T}
 */
export function pick(random, list) {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error("There is nothing to pick.");
  return one;
}

/**
 * @param {Random} random
 * @param {number} least
 * @param {number} most
 */
export const whole = (random, least, most) =>
  least + Math.floor(random() * (most - least + 1));
