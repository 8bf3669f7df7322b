// Fetchers of tokens, and what arrives of them.
import { sleep, success } from "./setting.js";

/** @typedef {import("./setting.js").Setting} Setting */

/** What signs in as a user. */
export const whoami = "users:whoami";

/**
 * A fetcher that brings these tokens, the last one again and again, and notes how it was asked.
 *
 * @param {unknown[]} tokens
 */
export function bringing(...tokens) {
  /** @type {boolean[]} */
  const asked = [];
  const fetcher = async (
    /** @type {{ forceRefreshToken: boolean }} */ { forceRefreshToken },
  ) => {
    asked.push(forceRefreshToken);
    await sleep(10);
    const token = tokens.length > 1 ? tokens.shift() : tokens[0];
    if (token instanceof Error) throw token;
    return token;
  };
  return { fetcher, asked };
}

/** The tokens that requests carried. @param {import("./setting.js").Entry[]} log */
export const sentTokens = (log) =>
  log.map(({ headers }) => headers.authorization?.replace("Bearer ", ""));

/** A token that nobody signed. @param {object} claims */
export const unsigned = (claims) =>
  `e30.${btoa(JSON.stringify(claims)).replace(/=/g, "")}.sig`;

/** A client whose requests are answered here, and what they carried. @param {Setting} t @param {object} options */
export function recording(t, options) {
  /** @type {(string | undefined)[]} */
  const sent = [];
  const fetch = async (
    /** @type {string} */ _,
    /** @type {any} */ { headers },
  ) => {
    sent.push(headers.Authorization?.replace("Bearer ", ""));
    return success();
  };
  return { sent, client: t.client({ fetch, ...options }) };
}
