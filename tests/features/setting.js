// What a case works with: clients, the backend, the proxy in front of it, and what must hold.
import { describe } from "../contract/harness/describe.js";
import { diff } from "../contract/harness/diff.js";

/** @typedef {import("./driver/proxy.mjs").Fault} Fault */
/** @typedef {import("./driver/proxy.mjs").Entry} Entry */

/**
 * @typedef {object} Env
 * @property {string} backendUrl
 * @property {string} proxyUrl
 * @property {string} runtime
 * @property {number} runs of each generated case
 * @property {number} seed of the generated cases
 *
 * @typedef {object} Case
 * @property {string} name
 * @property {(t: Setting) => unknown} run
 * @property {number} [timeLimit] in milliseconds
 * @property {(runtime: string) => boolean} [where] the runtimes that it runs in; all of them unless set
 */

export const quiet = { log() {}, warn() {}, error() {}, logVerbose() {} };

/** A reply of a function that succeeded, as a fetch that makes no request may bring it. */
export const success = (/** @type {unknown} */ value = null) =>
  Response.json({ status: "success", value });

/** @param {number} ms */
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** A fetch that brings nothing, ever, and does not listen to its signal. */
export const deaf = () => new Promise(() => {});

let sessions = 0;

export class Setting {
  /** @type {(() => void)[]} undone when the case is over */
  #restores = [];

  /**
   * @param {any} ours the package
   * @param {any} official
   * @param {Env} env
   */
  constructor(ours, official, env) {
    this.ours = ours;
    this.official = official;
    this.env = env;
    /** Of this case alone, for messages and sessions. */
    this.channel = `c${(sessions += 1)}-${Math.random().toString(36).slice(2)}`;
  }

  /**
   * A client of the backend, or of a session of the proxy.
   *
   * @param {Record<string, unknown>} [options]
   * @param {{ url: string }} [session]
   */
  client(options, session) {
    const url = session?.url ?? this.env.backendUrl;
    return new this.ours.ConvexHttpClient(url, { logger: quiet, ...options });
  }

  /**
   * A way through the proxy, whose requests meet these faults, one after another, and then no more.
   *
   * @param {Fault[]} script
   */
  async session(...script) {
    const name = `${this.channel}-${(sessions += 1)}`;
    const control = `${this.env.proxyUrl}/control/${name}`;
    const session = {
      url: `${this.env.proxyUrl}/s/${name}`,
      /** @param {Fault[]} script */
      async meet(...script) {
        const body = JSON.stringify(script);
        await (await fetch(control, { method: "POST", body })).text();
      },
      /** @returns {Promise<Entry[]>} */
      log: async () => (await fetch(control)).json(),
    };
    await session.meet(...script);
    return session;
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>}
   */
  async post(path, body) {
    const response = await fetch(this.env.backendUrl + path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.json();
  }

  /**
   * The messages that the backend holds, oldest first.
   *
   * @param {string} [channel]
   * @returns {Promise<string[]>}
   */
  async committed(channel = this.channel) {
    const args = [{ channel }];
    const call = { path: "messages:list", format: "convex_encoded_json", args };
    const { value } = await this.post("/api/query", call);
    return value.map((/** @type {{ body: string }} */ { body }) => body);
  }

  /** @param {string} body */
  message(body) {
    return { channel: this.channel, author: "Ada", body };
  }

  /**
   * A token of the embedded backend.
   *
   * @param {Record<string, unknown>} [claims]
   * @param {number} [expiresInSeconds] negative: it has expired
   * @returns {Promise<string>}
   */
  async token(claims, expiresInSeconds) {
    const minted = await this.post("/testing/token", {
      claims,
      expiresInSeconds,
    });
    return minted.token;
  }

  async adminKey() {
    const response = await fetch(`${this.env.backendUrl}/testing/admin-key`);
    return (await response.json()).adminKey;
  }

  /**
   * @param {unknown} actual
   * @param {unknown} expected
   * @param {string} [label]
   */
  equal(actual, expected, label = "") {
    const lines = diff(describe(expected), describe(actual));
    if (lines.length > 0) throw new Error([label, ...lines].join("\n"));
  }

  /**
   * @param {unknown} actual
   * @param {unknown} expected
   * @param {string} [label]
   */
  same(actual, expected, label = "") {
    if (!Object.is(actual, expected))
      throw new Error(
        `${label} expected the same as ${String(expected)}, got ${String(actual)}`,
      );
  }

  /**
   * @param {unknown} condition
   * @param {string} label
   */
  ok(condition, label) {
    if (!condition) throw new Error(label);
  }

  /**
   * @param {number} actual
   * @param {number} least
   * @param {number} most
   * @param {string} [label]
   */
  between(actual, least, most, label = "") {
    if (!(actual >= least && actual <= most))
      throw new Error(`${label}: ${actual} is not in ${least} to ${most}`);
  }

  /**
   * What a call rejects with.
   *
   * @param {Promise<unknown>} promise
   * @param {string} [label]
   * @returns {Promise<any>}
   */
  async rejection(promise, label = "the call") {
    let value;
    try {
      value = await promise;
    } catch (error) {
      return error;
    }
    throw new Error(`${label} was to reject, and gave ${String(value)}`);
  }

  /**
   * What a rejected call tells of itself, of these fields.
   *
   * @param {unknown} error
   * @param {Record<string, unknown>} expected
   * @param {string} [label]
   */
  info(error, expected, label = "") {
    const info = this.ours.errorInfo(error);
    if (!info) throw new Error(`${label} nothing is known of ${error}`);
    const names = Object.keys(expected);
    const found = Object.fromEntries(names.map((name) => [name, info[name]]));
    this.equal(found, expected, `${label} errorInfo of ${String(error)}`);
    return info;
  }

  /**
   * Waits until something holds.
   *
   * @param {() => unknown} check
   * @param {string} label
   */
  async until(check, label) {
    const end = Date.now() + 5000;
    while (!(await check())) {
      if (Date.now() > end) throw new Error(`${label} did not come to hold`);
      await sleep(10);
    }
  }

  /**
   * Replaces a member of an object until the case is over.
   *
   * @param {any} object
   * @param {string} name
   * @param {unknown} value
   */
  replace(object, name, value) {
    const before = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, {
      value,
      writable: true,
      configurable: true,
    });
    this.#restores.push(() => {
      if (before) Object.defineProperty(object, name, before);
      else delete object[name];
    });
  }

  restore() {
    for (const undo of this.#restores.splice(0).reverse()) undo();
  }
}
