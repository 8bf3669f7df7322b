// What Rust calls and may throw. These functions return what they catch: an exception that wasm-bindgen passes on by
// itself (`catch`) loses a handle each time, since the value that the import did not return keeps one.
import { lower, lowerLeaf, membersOf, printType } from "./encode.js";
import { fill, printValue, Thrown } from "./errors.js";
import { client } from "./version.js";

const functionName = Symbol.for("functionName");
const toReferencePath = Symbol.for("toReferencePath");

/**
 * @template {any[]} Args
 * @template Result
 * @param {(...args: Args) => Result} f
 * @returns {(...args: Args) => Result | Thrown}
 */
function attempt(f) {
  return (...args) => {
    try {
      return f(...args);
    } catch (error) {
      return new Thrown(error);
    }
  };
}

export const tryFill = attempt(fill);
export const tryLower = attempt(lower);
export const tryLowerLeaf = attempt(lowerLeaf);
export const tryMembersOf = attempt(membersOf);
export const tryPrintType = attempt(printType);
export const tryPrintValue = attempt(printValue);
export const tryStringify = attempt((/** @type {unknown} */ value) =>
  JSON.stringify(value),
);
export const tryNameOf = attempt(
  (/** @type {any} */ functionReference) => functionReference[functionName],
);
export const tryPathOf = attempt(
  (/** @type {any} */ reference) => reference[toReferencePath],
);

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

/** Returns the object that a request passes to `fetch`. */
export const makeInit = attempt(
  (
    /** @type {import("./client.js").Host} */ host,
    /** @type {string | undefined} */ body,
    /** @type {string | undefined} */ authorization,
    /** @type {import("./call.js").Call | undefined} */ call,
  ) => {
    const headers = makeHeaders(authorization);
    const options = /** @type {object | undefined} */ (host.fetchOptions);
    if (call) {
      const init = { ...options, ...call.fetchOptions, body, method: "POST" };
      if (call.controller) init.signal = call.controller.signal;
      init.headers = Object.assign(headers, call.headers);
      return init;
    }
    if (body === undefined) return { ...options, method: "POST", headers };
    return { ...options, body, method: "POST", headers };
  },
);

/**
 * Makes a fetch that never throws: the user's own, or the runtime's at the time of each call.
 * @param {any} localFetch
 * @returns {(url: string, init: object | Thrown) => unknown}
 */
function guard(localFetch) {
  return (url, init) => {
    try {
      if (init instanceof Thrown) throw init.error;
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
 * @param {import("./client.js").Host} host
 */
export function keepFetch(host) {
  if (host.fetch !== runtimeFetch) return host.fetch;
  try {
    return guard(fetch);
  } catch (error) {
    return () => Promise.reject(error);
  }
}

/**
 * Tells whether a URL parser accepts an address.
 * @param {string} address
 */
export function isUrl(address) {
  try {
    return Boolean(new URL(address));
  } catch {
    return false;
  }
}

/** Returns the engine's error for an array of negative length. */
export function arrayLengthError() {
  try {
    return new Uint8Array(-1);
  } catch (error) {
    return error;
  }
}
