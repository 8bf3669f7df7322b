import { AsyncLocalStorage } from "node:async_hooks";

/**
 * What functions are told of the request that they run for, by
 * `ctx.meta.getRequestMetadata()`.
 *
 * @typedef {object} RequestMetadata
 * @property {string} requestId the client's own, if it has sent one
 * @property {string | null} ip
 * @property {string | null} userAgent
 * @property {string | null} authToken
 */

/** @type {AsyncLocalStorage<RequestMetadata>} */
const currentRequest = new AsyncLocalStorage();

/**
 * Runs a function, and those that it calls, for a request.
 *
 * @template T
 * @param {RequestMetadata} metadata
 * @param {() => T} run
 * @returns {T}
 */
export function forRequest(metadata, run) {
  return currentRequest.run(metadata, run);
}

let isTold = false;

/**
 * Makes the runtime tell the request's own metadata. It makes ids up, and lets
 * nobody set them. What was scheduled is a request of its own, there as here.
 */
export function tellRequestMetadata() {
  if (isTold) {
    return;
  }
  isTold = true;
  const runtime = /** @type {any} */ (globalThis).Convex;
  const { get } = /** @type {{ get: () => any }} */ (
    Object.getOwnPropertyDescriptor(runtime, "asyncSyscall")
  );
  Object.defineProperty(runtime, "asyncSyscall", {
    get() {
      const perform = Reflect.apply(get, runtime, []);
      return async (/** @type {string} */ name, /** @type {string} */ args) => {
        const result = await perform(name, args);
        const metadata = currentRequest.getStore();
        if (name !== "1.0/getRequestMetadata" || metadata === undefined) {
          return result;
        }
        const made = JSON.parse(result);
        return made.scheduledFunctionId === null
          ? JSON.stringify({ ...made, ...metadata })
          : result;
      };
    },
  });
}
