import { describe } from "./describe.js";
import { diff } from "./diff.js";
import { Transport } from "./transport.js";

export const ADDRESS = "https://small-mouse-123.convex.cloud";
const CONSOLE = /** @type {const} */ ([
  "log",
  "warn",
  "error",
  "debug",
  "info",
]);

/**
 * @typedef {object} Env
 * @property {string} [backendUrl] the embedded backend, when there is one
 * @property {boolean} [testRoutes] whether `/testing/…` works there
 * @property {string} version of our package
 * @property {Record<string, any>} official the official exports, for both sides
 */

/**
 * @typedef {object} Observation
 * @property {any[]} trace requests, log lines and events, in order
 * @property {Record<string, any>} outcomes by label
 * @property {Record<string, any>} records by label
 * @property {any[]} unhandled rejections that nobody caught
 */

/** One client implementation under one case, and all that can be seen of it. */
export class Side {
  /** @type {any[]} */
  trace = [];
  /** @type {Record<string, any>} */
  outcomes = {};
  /** @type {Record<string, any>} */
  records = {};
  /** @type {string[]} expectations that did not hold */
  broken = [];
  /** @type {Map<unknown, string>} */
  known = new Map();
  /** @type {(() => void)[]} */
  restores = [];
  calls = 0;

  /**
   * @param {Record<string, any>} api the exports of one implementation
   * @param {Env} env
   * @param {string} run differs between sides, runtimes and runs
   */
  constructor(api, env, run) {
    this.api = api;
    this.env = env;
    this.run = run;
    this.transport = new Transport((entry) => this.trace.push(entry));
    this.captureConsole();
  }

  get fetch() {
    return this.transport.fetch;
  }

  get requests() {
    return this.transport.requests;
  }

  /** The parsed bodies of all requests so far that have one. */
  get bodies() {
    return this.requests
      .filter(({ body }) => body !== undefined)
      .map(({ body }) => JSON.parse(body));
  }

  /** A client on the scripted transport; console output is captured. */
  client(/** @type {any} */ options = {}, /** @type {any[]} */ ...rest) {
    // Not a default: an undefined address is a case of its own.
    const address = rest.length > 0 ? rest[0] : ADDRESS;
    return new this.api.ConvexHttpClient(address, {
      fetch: this.fetch,
      ...options,
    });
  }

  /** A client of the backend, over HTTP. */
  online(/** @type {any} */ options = {}) {
    this.transport.online = true;
    return this.client(options, this.env.backendUrl);
  }

  /** @param {import("./replies.js").Reply[]} replies */
  reply(...replies) {
    this.transport.script.push(...replies);
  }

  /** @param {import("./replies.js").Reply[]} replies */
  replyTimestamp(...replies) {
    this.transport.timestamps.push(...replies);
  }

  /**
   * Calls something that should return a promise; what it did before it
   * returned, and how it ended, are recorded. Never rejects.
   *
   * @param {() => any} call
   * @param {string} [label]
   * @param {{ engineText?: boolean }} [options] `engineText`: the error's text
   *   is the engine's own, so only its class is compared
   */
  call(call, label = `call ${(this.calls += 1)}`, { engineText } = {}) {
    this.trace.push({ calling: label });
    /** @param {unknown} reason */
    const error = (reason) =>
      engineText ? engineError(reason) : describe(reason, this.known);
    let promise;
    try {
      promise = call();
    } catch (reason) {
      this.trace.push({ threw: label });
      this.outcomes[label] = { threw: error(reason) };
      return Promise.resolve();
    }
    this.trace.push({ returned: label, promise: promise instanceof Promise });
    this.outcomes[label] = { pending: true };
    return Promise.resolve(promise).then(
      (value) => {
        this.outcomes[label] = { resolved: describe(value, this.known) };
        return value;
      },
      (reason) => {
        this.outcomes[label] = { rejected: error(reason) };
      },
    );
  }

  /**
   * Runs something synchronous and records what it returned or threw.
   *
   * @param {string} label
   * @param {() => any} run
   * @param {{ engineText?: boolean }} [options]
   */
  sync(label, run, { engineText } = {}) {
    try {
      const value = run();
      this.outcomes[label] = { returned: describe(value, this.known) };
      return value;
    } catch (reason) {
      this.outcomes[label] = {
        threw: engineText ? engineError(reason) : describe(reason, this.known),
      };
    }
  }

  /** @param {string} event */
  event(event) {
    this.trace.push({ event });
  }

  /**
   * @param {string} label
   * @param {unknown} value
   */
  record(label, value) {
    this.records[label] = describe(value, this.known);
  }

  /**
   * States what must hold whatever the other side does.
   *
   * @param {string} label
   * @param {unknown} actual
   * @param {unknown} expected
   */
  fact(label, actual, expected) {
    const lines = diff(
      describe(expected, this.known),
      describe(actual, this.known),
    );
    this.broken.push(...lines.map((line) => `${label}: ${line}`));
  }

  /**
   * States the outcome of a call that `call` or `sync` recorded.
   *
   * @param {string} label
   * @param {unknown} expected e.g. `{ resolved: 5 }`
   */
  outcome(label, expected) {
    this.broken.push(
      ...diff(expected, this.outcomes[label]).map(
        (line) => `${label}: ${line}`,
      ),
    );
  }

  /**
   * States the message with which a call was refused.
   *
   * @param {string} label
   * @param {string} message
   */
  message(label, message) {
    const { rejected, threw } = this.outcomes[label] ?? {};
    this.fact(`message of ${label}`, (rejected ?? threw)?.message, message);
  }

  /**
   * Marks an object that must come back as the same object.
   *
   * @template T
   * @param {string} label
   * @param {T} value
   * @returns {T}
   */
  same(label, value) {
    this.known.set(value, label);
    return value;
  }

  /** A logger that records, and whether it was called as a method. */
  logger(/** @type {string} */ label = "logger") {
    /** @type {Record<string, any>} */
    const logger = {};
    for (const method of ["log", "warn", "error", "logVerbose"]) {
      const side = this;
      logger[method] = function (/** @type {any[]} */ ...args) {
        side.trace.push({
          log: `${label}.${method}`,
          args: describe(args),
          asMethod: this === logger,
        });
      };
    }
    return logger;
  }

  /**
   * Replaces a property until the case is over.
   *
   * @param {any} object
   * @param {string} key
   * @param {any} value
   */
  patch(object, key, value) {
    const before = Object.getOwnPropertyDescriptor(object, key);
    Object.defineProperty(object, key, {
      value,
      configurable: true,
      enumerable: before?.enumerable ?? true,
      writable: true,
    });
    this.restores.push(() => {
      if (before) Object.defineProperty(object, key, before);
      else delete object[key];
    });
  }

  captureConsole() {
    for (const method of CONSOLE) {
      this.patch(console, method, (/** @type {any[]} */ ...args) => {
        this.trace.push({ log: `console.${method}`, args: describe(args) });
      });
    }
  }

  restore() {
    for (const restore of this.restores.reverse()) restore();
    this.restores = [];
  }

  /**
   * A name that no other side, runtime or run uses on the shared backend.
   *
   * @param {string} name
   */
  unique(name) {
    return `${name}-${this.run}`;
  }

  /** @returns {Observation} */
  observation() {
    const { trace, outcomes, records } = this;
    const seen = { trace, outcomes, records, unhandled: [] };
    // Unique names and request ids differ between the sides by design.
    const text = JSON.stringify(seen)
      .replaceAll(this.run, "<run>")
      .replace(/\[Request ID: \w+\]/g, "[Request ID: <id>]");
    return JSON.parse(text);
  }
}

/**
 * Waits for everything that microtasks can still do. Pages have no
 * `setImmediate`, and their timers are slowed down after the first few; the
 * message channels of Workers are microtasks themselves.
 */
export async function macrotask() {
  const { setImmediate, navigator } = /** @type {any} */ (globalThis);
  const worker = navigator?.userAgent === "Cloudflare-Workers";
  const later = setImmediate ?? (worker && setTimeout);
  if (later) {
    await new Promise((resolve) => later(resolve));
    return;
  }
  for (let hops = 0; hops < 3; hops += 1) {
    const { port1, port2 } = new MessageChannel();
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
    port1.close();
  }
}

/** @param {any} error */
function engineError(error) {
  return { engineError: error?.constructor?.name };
}
