// A call with options: what it may take, when it stops, and what is known of it when it fails.
import { ABORTED, ARGS, newCall, OVER, stepOf, TIMEOUT } from "./engine.js";
import { ConvexTimeoutError, explainFailure, pathOf } from "./failures.js";
import { callDone } from "./glue.js";
import { readCall } from "./options.js";
import { TokenSource } from "./tokens.js";

/** @typedef {import("./host.js").Host} Host */
/** @typedef {import("./options.js").Policy} Policy */

/** The names of the kinds of calls, by the numbers that Rust gives them. */
export const KINDS = ["query", "mutation", "action", "function", "batch"];

/** The longest delay that timers keep; they fire at once for a longer one. */
export const LONGEST = 0x7fffffff;

/** No options. */
export const NONE = /** @type {Policy & { auth: any, fetchOptions: any }} */ (
  Object.freeze({})
);

export class Call {
  /** @type {AbortController | undefined} */
  controller;
  /** @type {Promise<never> | undefined} */
  halted;
  /** @type {(reason: unknown) => void} */
  halt = () => {};
  /** What the caller's signals and timers are to be told when the call has settled. @type {(() => void)[]} */
  cleanups = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} the timer of the next repetition */
  delay;
  /** @type {import("./failures.js").ErrorInfo | undefined} of the last failed attempt */
  info;
  /** @type {unknown} why it was stopped, or its last attempt failed */
  error;
  /** @type {string} the last reply's Retry-After header */
  retryAfter = "";
  /** @type {string | null | undefined} the token that was sent */
  token;
  /** @type {string | undefined} the header that it was sent in */
  authorization;

  /**
   * @param {Host} host
   * @param {number} kind
   * @param {unknown} reference
   * @param {typeof NONE} own
   */
  constructor(host, kind, reference, own) {
    const policy = host.policy ?? NONE;
    this.kind = kind;
    this.reference = reference;
    /** How far it has come: the engine's number. */
    this.state = newCall(kind);
    /** Whether it reads at the client's timestamp. */
    this.isConsistent = false;
    this.hooks = host.policy?.hooks;
    this.retry = own.retry ?? policy.retry ?? false;
    this.headers = { ...policy.headers, ...own.headers };
    this.fetchOptions = own.fetchOptions;
    /** Whether its credentials are its own; else they are the client's when it is sent. */
    this.isOwn = own.auth !== undefined;
    this.source = sourceOf(host, own.auth);
    /** The credential of this call alone; undefined for the client's. */
    this.credential =
      own.auth === null || typeof own.auth === "string" ? own.auth : undefined;
    const timeout = timeoutOf(kind, own.timeout ?? policy.timeout);
    /** @type {string | undefined} */
    this.requestId =
      this.hooks || this.retry || timeout ? this.identify() : undefined;
    const options = /** @type {any} */ (host.fetchOptions);
    const signal = own.fetchOptions?.signal ?? options?.signal;
    const signals = [own.signal, policy.signal, signal];
    if (timeout || signals.some(Boolean)) this.watch(signals, timeout);
  }

  /** Returns the id that the caller chose, or makes one, so that the call can be found in the server's logs. */
  identify() {
    return (this.headers["convex-request-id"] ??= randomId());
  }

  /** Whether nothing more may be done for it. */
  get isOver() {
    return stepOf(this.state) === OVER;
  }

  /** Goes on to the next step, or throws what ended the call. */
  done() {
    if (this.isOver) throw this.error;
    this.state = callDone(this.state);
  }

  /**
   * Stops the call when a signal does, or after a time.
   * @param {(AbortSignal | undefined)[]} signals
   * @param {number | undefined} timeout
   */
  watch(signals, timeout) {
    this.controller = new AbortController();
    this.halted = new Promise((_, reject) => (this.halt = reject));
    // Whoever waits for the call hears of it another way.
    this.halted.catch(() => {});
    for (const signal of new Set(signals)) {
      if (!signal) continue;
      const listen = () => this.stop(reasonOf(signal), ABORTED);
      if (signal.aborted) return listen();
      signal.addEventListener("abort", listen);
      this.cleanups.push(() => signal.removeEventListener("abort", listen));
    }
    if (!timeout || timeout > LONGEST) return;
    const expire = () => {
      const name = `${KINDS[this.kind]} ${pathOf(this.reference) ?? ""}`;
      const error = new ConvexTimeoutError(
        `The ${name} did not settle within ${timeout} ms.`,
        this.error === undefined ? undefined : { cause: this.error },
      );
      this.stop(error, TIMEOUT);
    };
    const timer = setTimeout(expire, timeout);
    this.cleanups.push(() => clearTimeout(timer));
  }

  /**
   * @param {unknown} reason
   * @param {number} failure
   */
  stop(reason, failure) {
    if (this.isOver) return;
    explainFailure(reason, failure, this.facts());
    this.error = reason;
    this.close();
    this.controller?.abort(reason);
    this.halt(reason);
  }

  /**
   * Returns the object that a request passes to `fetch`.
   * @param {Host} host
   * @param {Record<string, string>} headers
   * @param {string} body
   */
  makeInit(host, headers, body) {
    const options = /** @type {object | undefined} */ (host.fetchOptions);
    const init = { ...options, ...this.fetchOptions, body, method: "POST" };
    if (this.controller) init.signal = this.controller.signal;
    init.headers = Object.assign(headers, this.headers);
    return init;
  }

  facts() {
    return { kind: this.kind, reference: this.reference, call: this };
  }

  /**
   * Waits for a promise, unless the call stops first.
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>}
   */
  race(promise) {
    return this.halted ? Promise.race([this.halted, promise]) : promise;
  }

  /** Leaves no timer and no listener behind. */
  close() {
    clearTimeout(this.delay);
    for (const cleanup of this.cleanups.splice(0)) cleanup();
  }
}

/**
 * Starts a call: as the official client does where it has no options, else by their rules.
 * @param {Host} host
 * @param {number} kind
 * @param {unknown} reference
 * @param {any} options
 * @param {(call?: Call) => Promise<unknown>} send
 */
export function begin(host, kind, reference, options, send) {
  let call;
  try {
    let own = NONE;
    if (typeof options === "object" && options !== null)
      own = readCall(options);
    const isUsed = Object.values(own).some((value) => value !== undefined);
    if (!isUsed && !host.policy && !host.source) return send();
    call = new Call(host, kind, reference, own);
  } catch (error) {
    explainFailure(error, ARGS, { kind, reference });
    return Promise.reject(error);
  }
  return conclude(call, send);
}

/**
 * @param {Call} call
 * @param {(call: Call) => Promise<unknown>} send
 */
async function conclude(call, send) {
  try {
    if (call.isOver) throw call.error;
    return await call.race(send(call));
  } finally {
    call.close();
  }
}

/**
 * @param {Host} host
 * @param {any} auth
 * @returns {TokenSource | undefined}
 */
function sourceOf(host, auth) {
  if (auth === undefined) return host.source;
  if (typeof auth !== "function") return undefined;
  const sources = (host.sources ??= new WeakMap());
  let source = sources.get(auth);
  if (!source) sources.set(auth, (source = new TokenSource(auth)));
  return source;
}

/**
 * @param {number} kind
 * @param {any} timeout
 * @returns {number | undefined}
 */
function timeoutOf(kind, timeout) {
  if (typeof timeout !== "object") return timeout;
  // A function of unknown kind may be an action; a batch is one of queries.
  const { query, mutation, action } = timeout;
  return [query, mutation, action, action, query][kind];
}

/** @param {AbortSignal} signal */
function reasonOf(signal) {
  return signal.reason === undefined
    ? new DOMException("This operation was aborted", "AbortError")
    : signal.reason;
}

/** https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4; pages that are not secure contexts have no randomUUID. */
function randomId() {
  const { crypto } = /** @type {any} */ (globalThis);
  if (crypto?.randomUUID) return crypto.randomUUID();
  return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () =>
    Math.floor(Math.random() * 16).toString(16),
  );
}
