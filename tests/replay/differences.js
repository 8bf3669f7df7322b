// In what the two faces differ on purpose. Everything else that differs is a failure; so is an entry that never shows.

/**
 * @typedef {import("./play.js").Difference} Difference
 * @typedef {{ id: string, reason: string, matches: (difference: Difference) => boolean }} Listed
 */

/** @type {Listed[]} */
export const differences = [
  {
    id: "a token fetcher's error tells of one call's attempts, and of the worst outcome",
    reason:
      "on npm, calls that wait for a token reject with the very object that the fetcher rejected with, as callers compare it; what is known of an object is known once. In Rust, each call has an error of its own",
    matches: ({ event, npm, rust, what }) =>
      what === "settled" &&
      event.error === true &&
      rust.length > 1 &&
      JSON.stringify(rust.map(ownFacts)) ===
        JSON.stringify(npm.map(ownFacts)) &&
      npm.every(
        (/** @type {any[]} */ call) =>
          call[1] === "args" && call[4] === worstOf(rust),
      ),
  },
];

/** What is known of a call that has settled, but for its outcome and its attempts. @param {any[]} call */
const ownFacts = ([id, kind, status, code, , retryable]) => [
  id,
  kind,
  status,
  code,
  retryable,
];

/** @param {any[][]} calls */
const worstOf = (calls) =>
  calls.some((call) => call[4] === "unknown") ? "unknown" : "not-committed";
