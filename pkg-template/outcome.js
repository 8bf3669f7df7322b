// What Rust hands over. Its functions return nothing but numbers: those that returned objects or strings would take more
// code on both sides, and more time.
import { Thrown } from "./errors.js";

/** @type {any} */
let outcome;
let text = "";

/**
 * Called by Rust, at the end of a function.
 * @param {unknown} value
 */
export function handOver(value) {
  outcome = value;
}

/**
 * The same of bytes, in Rust's memory.
 * @param {Uint8Array} bytes
 */
export function handOverBytes(bytes) {
  outcome = bytes.slice().buffer;
}

/**
 * The same of a part of a text.
 * @param {string} part
 */
export function handOverText(part) {
  text += part;
}

/**
 * The same of a text of twelve ASCII characters, four in each number.
 * @param {number} first
 * @param {number} second
 * @param {number} third
 */
export function handOverGroups(first, second, third) {
  text = characters(first) + characters(second) + characters(third);
}

/** @param {number} group */
function characters(group) {
  return String.fromCharCode(
    group & 0xff,
    (group >> 8) & 0xff,
    (group >> 16) & 0xff,
    group >> 24,
  );
}

/**
 * Returns what Rust has handed over.
 * @param {void} [_done] the call of Rust, which is written here to be made first
 */
export function take(_done) {
  const value = outcome;
  // Not kept: it may hold a call's result.
  outcome = undefined;
  return value;
}

/**
 * Returns it, or throws what is to be thrown.
 * @param {void} done
 */
export function unwrap(done) {
  const value = take(done);
  if (value instanceof Thrown) throw value.error;
  return value;
}

/**
 * Returns the text that Rust has handed over.
 * @param {void} _done
 */
export function takeText(_done) {
  const whole = text;
  text = "";
  return whole;
}
