// What a request is made of: Rust sends it.
import { body } from "./encode.js";
import { Thrown } from "./errors.js";
import { dispatch } from "./glue.js";
import { take } from "./outcome.js";
import { client } from "./version.js";

/** @typedef {import("./host.js").Host} Host */

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
 * Returns the Authorization header of a client's own credential.
 * @param {Host} host
 */
export function authorizationOf(host) {
  // Printed when it is sent: it may be anything.
  return host.auth ? `${host.scheme} ${host.auth}` : undefined;
}

/**
 * Returns the object that a request passes to `fetch`.
 * @param {Host} host
 * @param {string | undefined} body
 * @param {string | undefined} authorization
 */
export function writeInit(host, body, authorization) {
  const headers = makeHeaders(authorization);
  const options = /** @type {object | undefined} */ (host.fetchOptions);
  if (body === undefined) return { ...options, method: "POST", headers };
  return { ...options, body, method: "POST", headers };
}

/**
 * Returns the same of a client's own credential, or what was thrown instead of it.
 * @param {Host} host
 * @param {string | Thrown} [body] without one, no credential is needed
 */
export function makeInit(host, body) {
  if (body instanceof Thrown) return body;
  try {
    return writeInit(host, body, body && authorizationOf(host));
  } catch (error) {
    return new Thrown(error);
  }
}

/**
 * Returns the same for a reference and its arguments.
 * @param {Host} host
 * @param {unknown} reference
 * @param {unknown} args
 */
export const init = (host, reference, args) =>
  makeInit(host, body(reference, args));

/**
 * Sends a request that had to wait, and returns what `fetch` returned: the promise of a response, or a response.
 * @param {Host} host
 * @param {number} endpoint
 * @param {object | Thrown} init
 * @returns {any}
 */
export function send(host, endpoint, init) {
  return take(dispatch(host, endpoint, init));
}

/**
 * Sends a query at a timestamp, unless that is falsy.
 * @param {Host} host
 * @param {any} init
 * @param {unknown} timestamp
 */
export function sendAt(host, init, timestamp) {
  if (!timestamp) return send(host, 0, init);
  const ts = JSON.stringify(timestamp);
  const body = `${init.body.slice(0, -1)},"ts":${ts}}`;
  return send(host, QUERY_AT_TS, { ...init, body });
}

/**
 * Makes a fetch that never throws: the user's own, or the runtime's at the time of each call.
 * @param {any} localFetch
 * @returns {(url: string, init: object | Thrown) => unknown}
 */
function guard(localFetch) {
  return (url, init) => {
    if (init instanceof Thrown) return init;
    try {
      return localFetch ? localFetch(url, init) : fetch(url, init);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

const runtimeFetch = guard(undefined);

/** @param {unknown} fetch the user's own, if any */
export function guardFetch(fetch) {
  return fetch ? guard(fetch) : runtimeFetch;
}

/**
 * Returns the fetch of a client as it is now, for a call that is sent later.
 * @param {Host} host
 */
export function keepFetch(host) {
  if (host.fetch !== runtimeFetch) return host.fetch;
  try {
    return guard(fetch);
  } catch (error) {
    return () => Promise.reject(error);
  }
}
