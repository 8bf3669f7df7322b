// The only fetch.
import { Thrown } from "./errors.js";
import { client } from "./version.js";

/** @typedef {import("./client.js").Host} Host */

/** What serves each kind of call, by the number that Rust gives it, and what serves no kind. */
const ENDPOINTS = [
  "query",
  "mutation",
  "action",
  "function",
  "query_batch",
  "query_ts",
  "query_at_ts",
];
export const QUERY_TS = 5;
export const QUERY_AT_TS = 6;

/**
 * @param {Host} host
 * @param {number} endpoint
 */
export const urlOf = (host, endpoint) =>
  `${host.base}/api/${ENDPOINTS[endpoint]}`;

/**
 * Returns the Authorization header of a client's own credential.
 * @param {Host} host
 */
export function authorizationOf(host) {
  try {
    // Printed when it is sent: it may be anything.
    return host.auth ? `${host.scheme} ${host.auth}` : undefined;
  } catch (error) {
    return new Thrown(error);
  }
}

/** @param {string | undefined} authorization */
export function makeHeaders(authorization) {
  /** @type {Record<string, string>} */
  const headers = {
    "Content-Type": "application/json",
    "Convex-Client": client,
  };
  if (authorization !== undefined) headers.Authorization = authorization;
  return headers;
}

/**
 * Sends a request and returns what `fetch` returned: the promise of a response, or a response.
 * @param {Host} host
 * @param {number} endpoint
 * @param {string} [authorization]
 * @param {string} [body]
 * @param {import("./call.js").Call} [call]
 * @param {unknown} [timestamp] to read at
 * @param {any} [localFetch] the user's own; else the runtime's at the time of each call
 * @returns {any}
 */
export function post(
  host,
  endpoint,
  authorization,
  body,
  call,
  timestamp,
  localFetch = host.fetch,
) {
  try {
    if (timestamp) {
      endpoint = QUERY_AT_TS;
      body = `${body?.slice(0, -1)},"ts":${JSON.stringify(timestamp)}}`;
    }
    const headers = makeHeaders(authorization);
    const options = /** @type {object | undefined} */ (host.fetchOptions);
    const method = "POST";
    /** @type {RequestInit} */
    let init;
    if (call) {
      init = { ...options, ...call.fetchOptions, body, method };
      if (call.controller) init.signal = call.controller.signal;
      init.headers = Object.assign(headers, call.headers);
    } else if (body === undefined) init = { ...options, method, headers };
    else init = { ...options, body, method, headers };
    const url = urlOf(host, endpoint);
    return localFetch ? localFetch(url, init) : fetch(url, init);
  } catch (error) {
    return Promise.reject(error);
  }
}
