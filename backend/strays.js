import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as turn } from "node:timers/promises";

/** @type {AsyncLocalStorage<(error: unknown) => void>} how the call under way fails */
const currentCall = new AsyncLocalStorage();

let isGuarded = false;

/**
 * Keeps the process alive when a function fails outside of what it awaits: by a
 * promise that is rejected and that nobody handles, a timer that throws, an
 * `error` event that nobody listens to. The call that the failure comes from
 * fails with it, as in the real backend.
 *
 * Node tells of these by events that end the process unless someone listens. A
 * listener would change that for whoever shares the process, and could not keep
 * a function's failure from other listeners, such as a test runner's. So what
 * belongs to a call is taken out before they hear of it, and the rest is left.
 */
export function guardProcess() {
  if (isGuarded) {
    return;
  }
  isGuarded = true;
  const { emit } = process;
  /**
   * @param {any} event
   * @param {any[]} args
   * @returns {any} whether anyone listens
   */
  process.emit = (event, ...args) => {
    const fail = FATAL.has(event) ? currentCall.getStore() : undefined;
    if (fail === undefined) {
      return Reflect.apply(emit, process, [event, ...args]);
    }
    fail(args[0]);
    return true;
  };
}

const FATAL = new Set(["uncaughtException", "unhandledRejection"]);

/**
 * Runs a function until it settles, or until something fails that it left
 * alone. What it has left rejected when it settles counts as well.
 *
 * @template T
 * @param {() => T | Promise<T>} run
 * @returns {Promise<T>}
 */
export async function withStrays(run) {
  let isOver = false;
  /** @type {(error: unknown) => void} */
  let reject = () => {};
  const failed = new Promise((_, rejectIt) => {
    reject = rejectIt;
  });
  failed.catch(() => {});
  const fail = (/** @type {unknown} */ error) => {
    if (isOver) {
      console.error("A function failed after it had ended:", error);
    }
    reject(error);
  };
  const settle = async () => {
    const result = await run();
    // Rejections are reported when the microtasks are done.
    await turn();
    return result;
  };
  try {
    return await currentCall.run(fail, () =>
      Promise.race([settle(), /** @type {Promise<never>} */ (failed)]),
    );
  } finally {
    isOver = true;
  }
}

/**
 * The `queueMicrotask` of Convex functions. The bundler puts it in place of the
 * global one, because Node 20 and 22 do not say whose microtask has thrown.
 *
 * @param {() => void} callback
 */
export function functionQueueMicrotask(callback) {
  const fail = currentCall.getStore();
  queueMicrotask(() => {
    try {
      callback();
    } catch (error) {
      if (fail === undefined) {
        throw error;
      }
      fail(error);
    }
  });
}
