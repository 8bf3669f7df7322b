// A walk through a value that cannot be encoded, for Rust to find out why. What it is in is kept in a list and not on a
// stack: wasm that overflows its stack ends for good.
import { sortFields } from "./encode.js";
import { isPlainObject } from "./visit.js";

/** The arrays and objects that are being looked at, each within the one before. */
export class Walk {
  /** @type {{ members: [string | number, unknown][], index: number }[]} */
  frames = [];
}

/**
 * Goes into an array, or a plain object in the order of its keys, and tells whether the value is one.
 * @param {Walk} walk
 * @param {any} value
 */
export function enter({ frames }, value) {
  const members = Array.isArray(value)
    ? // The filter leaves out holes, which JSON has as null.
      value
        .map((item, index) => /** @type {[number, unknown]} */ ([index, item]))
        .filter(Boolean)
    : isPlainObject(value) && sortFields(value);
  if (members) frames.push({ members, index: -1 });
  return !!members;
}

/**
 * Goes on to the next member, out of what has none left; tells whether there is one.
 * @param {Walk} walk
 */
export function advance({ frames }) {
  for (; frames.length > 0; frames.pop()) {
    const frame = frames[frames.length - 1];
    if (++frame.index < frame.members.length) return true;
  }
  return false;
}

/** @param {Walk} walk */
const current = ({ frames }) => {
  const { members, index } = frames[frames.length - 1];
  return members[index];
};

/** @param {Walk} walk */
export const keyOf = (walk) => current(walk)[0];

/** @param {Walk} walk */
export const memberOf = (walk) => current(walk)[1];

/** @param {Walk} walk */
export const levels = ({ frames }) => frames.length;

/**
 * Prints where in the whole value the walk is.
 * @param {Walk} walk
 */
export function printPath({ frames }) {
  return frames
    .map(({ members, index }) => members[index][0])
    .map((key) => (typeof key === "string" ? `.${key}` : `[${key}]`))
    .join("");
}
