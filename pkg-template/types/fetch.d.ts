/**
 * A `fetch` with the rules of this package's client, for programs where a library
 * makes the official one: give it as that client's `fetch`. It is without
 * WebAssembly.
 *
 * @module
 */
import type { CallKind, Hooks, PolicyOptions } from "./index.js";

// Without this line every declaration of the file would be exported.
export {};

/** Sets how calls are made. */
export interface ResilientFetchOptions extends Pick<
  PolicyOptions,
  "timeout" | "retry" | "signal"
> {
  /**
   * Your word that running a function twice is the same as running it once: see
   * `idempotent` of an action's options. `true` says it of all mutations. A function is
   * asked at each mutation and action: `true`, or a key of your own, says it of that
   * one.
   */
  idempotent?:
    | boolean
    | ((call: {
        /** The function, such as `messages:send`. */
        functionPath: string | undefined;
        kind: CallKind;
      }) => boolean | string | undefined)
    | undefined;
  /** Watch requests. Queries have no `requestId`, unless their headers have one. */
  hooks?: Hooks | undefined;
  /** Makes the requests: the runtime's `fetch` unless set. */
  fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Makes a `fetch` that gives calls of functions a timeout, sends them again where that
 * is safe, and keeps beside each error what `errorInfo` tells of it. Other requests
 * pass through it untouched.
 *
 * It rejects where the official client would reject because of a reply's status, with
 * a `ConvexHttpError` of the same message. A reply has come to its end before it
 * resolves.
 *
 * @throws `TypeError` for options that are none.
 *
 * @example
 * ```ts
 * import { resilientFetch } from "convex-http-client/fetch";
 *
 * // Of `new ConvexHttpClient(url, { fetch })`, where that is the official class.
 * const fetch = resilientFetch({ timeout: 10_000, retry: 3 });
 * ```
 */
export declare function resilientFetch(
  options?: ResilientFetchOptions,
): typeof globalThis.fetch;
