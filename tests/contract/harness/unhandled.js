/**
 * Rejections that nobody handles, by promise.
 *
 * @type {Map<unknown, unknown>}
 */
export const unhandled = new Map();

/**
 * Collects rejections that nobody handles, in every runtime's own way. Some
 * report them at once, and take the report back when a handler comes.
 */
export function watchUnhandled() {
  const { process, Deno } = /** @type {any} */ (globalThis);
  const handled = (/** @type {unknown} */ promise) => unhandled.delete(promise);
  if (typeof process?.on === "function" && process.versions?.node && !Deno) {
    const note = (
      /** @type {unknown} */ reason,
      /** @type {unknown} */ promise,
    ) => unhandled.set(promise, reason);
    // A test runner around this one would count them as its own failures.
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", note).on("rejectionHandled", handled);
    return () => {
      process.off("unhandledRejection", note).off("rejectionHandled", handled);
      for (const other of others) process.on("unhandledRejection", other);
    };
  }
  const note = (/** @type {any} */ event) => {
    event.preventDefault();
    unhandled.set(event.promise, event.reason);
  };
  const late = (/** @type {any} */ event) => handled(event.promise);
  globalThis.addEventListener("unhandledrejection", note);
  globalThis.addEventListener("rejectionhandled", late);
  return () => {
    globalThis.removeEventListener("unhandledrejection", note);
    globalThis.removeEventListener("rejectionhandled", late);
  };
}
