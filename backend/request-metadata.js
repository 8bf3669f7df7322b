import { AsyncLocalStorage } from "node:async_hooks";

/** @import { FunctionPath } from "./function-path.js" */

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

/** @type {AsyncLocalStorage<{ metadata: RequestMetadata, functionName: string }>} */
const currentRequest = new AsyncLocalStorage();

/**
 * Runs a function, and those that it calls, for a request.
 *
 * @template T
 * @param {RequestMetadata} metadata
 * @param {FunctionPath} path the function's
 * @param {() => T} run
 * @returns {T}
 */
export function forRequest(metadata, { module, name }, run) {
  return currentRequest.run(
    { metadata, functionName: `${module}:${name}` },
    run,
  );
}

let isTold = false;

/** What the runtime calls the function that it is given instead of a path. */
const INLINE = "inline";

/**
 * Makes the runtime tell the request's own metadata, and the name of its function.
 * It makes ids up, and lets nobody set them. What was scheduled is a request of
 * its own, there as here.
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
        const current = currentRequest.getStore();
        return current === undefined ? result : correct(name, result, current);
      };
    },
  });
}

/**
 * @param {string} syscall
 * @param {string} result
 * @param {{ metadata: RequestMetadata, functionName: string }} current
 */
function correct(syscall, result, { metadata, functionName }) {
  switch (syscall) {
    case "1.0/getRequestMetadata": {
      const made = JSON.parse(result);
      return made.scheduledFunctionId === null
        ? JSON.stringify({ ...made, ...metadata })
        : result;
    }
    case "1.0/getFunctionMetadata": {
      const made = JSON.parse(result);
      return made.name === INLINE
        ? JSON.stringify({ ...made, name: functionName })
        : result;
    }
    default:
      return result;
  }
}
