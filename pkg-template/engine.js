// What the numbers of a call say: see src/engine.rs.

/** Why a call failed. */
export const FUNCTION = 1;
export const HTTP = 2;
export const NETWORK = 3;
export const PROTOCOL = 4;
export const ARGS = 5;
export const TIMEOUT = 6;
export const ABORTED = 7;

/** Their names. @type {any[]} */
export const CAUSES = [
  ,
  "function",
  "http",
  "network",
  "protocol",
  "args",
  "timeout",
  "aborted",
];

/** What is to be done. */
export const TOKEN = 1;
export const ASK = 5;
export const OVER = 4;

/** A call that was sent once. */
export const SENT = 0x4003;

export const RENEWABLE = 0x40;
export const REFUSED = 0x80;
const RENEWED = 0x100;
export const RETRYABLE = 0x200;
export const UNKNOWN = 0x400;

/** @param {number} kind */
export const newCall = (kind) => kind << 3;

/** @param {number} state */
export const stepOf = (state) => state & 7;

/** @param {number} state */
export const attemptsOf = (state) => state >>> 14;

/** @param {number} state */
export const repetitionsOf = (state) =>
  attemptsOf(state) - (state & RENEWED ? 1 : 0);
