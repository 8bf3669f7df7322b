// The public class: the exported Rust class with what JavaScript's garbage collector must see.
import {
  Client,
  convexToJson as encode,
  getFunctionName as getName,
  jsonToConvex as decode,
} from "./glue.js";
import { start } from "./start.js";

export { ConvexError } from "./errors.js";
export { anyApi, makeFunctionReference } from "./reference.js";
export { setLoader } from "./start.js";

/**
 * What an instance owns. Rust gets it with each call and keeps nothing of it: a value that wasm holds is never
 * collected, and a fetch or logger that refers to its client would keep both for ever.
 * @typedef {object} Host
 * @property {Client} client the instance itself
 * @property {unknown} address the deployment URL, without slashes at its end
 * @property {unknown} auth the credential; its scheme is in Rust
 * @property {unknown} fetch the user's own, if any
 * @property {unknown} fetchOptions members for every request
 * @property {unknown} logger undefined is the console, false is silence
 * @property {Promise<unknown> | undefined} tail settles when the last queued mutation has
 * @property {Promise<unknown> | undefined} timestamp shared by consistent queries
 */

/** @returns {Host} */
const makeHost = () => ({
  client: /** @type {any} */ (undefined),
  address: undefined,
  auth: undefined,
  fetch: undefined,
  fetchOptions: undefined,
  logger: undefined,
  tail: undefined,
  timestamp: undefined,
});

/** @returns {Promise<never>} */
const refuse = () =>
  Promise.reject(
    new Error(
      "This ConvexHttpClient was freed. Create a new one for further calls.",
    ),
  );

export class ConvexHttpClient extends Client {
  /** @type {Host} */
  #host;
  #open = true;

  /**
   * @param {string} address
   * @param {{ auth?: unknown }} [options]
   */
  constructor(address, options) {
    start();
    const host = makeHost();
    super(host, address, options);
    this.#host = host;
    host.client = this;
    const auth = options?.auth;
    if (auth) this.setAuth(auth);
  }

  get url() {
    return this.#host.address;
  }

  backendUrl() {
    return `${this.#host.address}/api`;
  }

  /** @override @param {any[]} call */
  query(...call) {
    return this.#open ? super.query(this.#host, call[0], call[1]) : refuse();
  }

  /** @override @param {any[]} call */
  mutation(...call) {
    return this.#open
      ? super.mutation(this.#host, call[0], call[1], call[2])
      : refuse();
  }

  /** @override @param {any[]} call */
  action(...call) {
    return this.#open ? super.action(this.#host, call[0], call[1]) : refuse();
  }

  /** @override @param {any[]} call */
  function(...call) {
    return this.#open
      ? super.function(this.#host, call[0], call[1], call[2])
      : refuse();
  }

  /** @override @param {any[]} call */
  consistentQuery(...call) {
    return this.#open
      ? super.consistentQuery(this.#host, call[0], call[1])
      : refuse();
  }

  /** @override @param {any} token */
  setAuth(token) {
    this.clearAuth();
    if (this.#open) super.setAuth(this.#host, token);
  }

  /** @override @param {any} key @param {any} [identity] */
  setAdminAuth(key, identity) {
    this.clearAuth();
    if (this.#open) super.setAdminAuth(this.#host, key, identity);
  }

  /** @override */
  clearAuth() {
    if (this.#open) super.clearAuth(this.#host);
  }

  /** @override @param {any} debug */
  setDebug(debug) {
    if (this.#open) super.setDebug(debug);
  }

  /** @param {unknown} fetchOptions */
  setFetchOptions(fetchOptions) {
    this.#host.fetchOptions = fetchOptions;
  }

  /** @override */
  free() {
    if (!this.#open) return;
    this.#open = false;
    if (super.close()) super.free();
  }

  static {
    if (Symbol.dispose) {
      this.prototype[Symbol.dispose] = function () {
        this.free();
      };
    }
  }
}

/** @param {any} reference */
export function getFunctionName(reference) {
  start();
  return getName(reference);
}

/** @param {any} value */
export function convexToJson(value) {
  start();
  return encode(value);
}

/** @param {any} json */
export function jsonToConvex(json) {
  start();
  return decode(json);
}
