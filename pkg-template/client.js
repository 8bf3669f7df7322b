// The public class, with all that JavaScript's garbage collector must see.
import { batchBody } from "./batch.js";
import { begin } from "./call.js";
import { revive } from "./decode.js";
import { lower } from "./encode.js";
import { ARGS } from "./engine.js";
import { ConvexError } from "./errors.js";
import { explainFailure } from "./failures.js";
import {
  checkAddress,
  encodeBytes,
  explain,
  getFunctionName as getName,
  makeAnyBody,
  resumeCall,
  startCall,
  startConsistent,
} from "./glue.js";
import { hostKey, hostOf, makeHost, misuse, refuse } from "./host.js";
import { readClient } from "./options.js";
import { take, takeText, unwrap } from "./outcome.js";
import { paginate } from "./paginate.js";
import { drain, startMutation } from "./queue.js";
import { guardFetch } from "./request.js";
import { start } from "./start.js";
import { TokenSource } from "./tokens.js";

export { ConvexError };
export {
  ConvexHttpError,
  ConvexTimeoutError,
  errorInfo,
  isConvexError,
} from "./failures.js";
export { anyApi, makeFunctionReference } from "./reference.js";

/** Names the static member that holds the class of the errors with data; a subclass may have its own. */
export const errorClass = Symbol("ConvexError of convex-http-client");

/** @typedef {import("./errors.js").ErrorClass} ErrorClass */
/** @typedef {import("./host.js").Host} Host */

/**
 * Tells whether a call is as the official client's are.
 * @param {Host} host
 * @param {unknown} options
 */
const isPlain = (host, options) =>
  options === undefined && !host.policy && !host.source;

/**
 * @param {Host} host
 * @param {string} scheme
 * @param {any} credential one that is empty sends no header
 */
function setCredential(host, scheme, credential) {
  host.scheme = scheme;
  host.auth = credential;
}

export class ConvexHttpClient {
  /** @type {ErrorClass} */
  static [errorClass] = ConvexError;

  /**
   * @param {string} address
   * @param {Record<string, unknown>} [options]
   */
  constructor(address, options) {
    start();
    const host = makeHost(new.target[errorClass] ?? ConvexError);
    const unchecked = options?.skipConvexDeploymentUrlCheck === true;
    const logger = options?.logger;
    if (logger === false || (logger && logger !== true)) host.logger = logger;
    host.fetch = guardFetch(options?.fetch);
    const auth = options?.auth;
    if (typeof options === "object" && options !== null) {
      host.policy = readClient(options);
      host.fetchOptions = options.fetchOptions;
    }
    const isFlag = typeof options === "boolean";
    const text = typeof address === "string" ? address : undefined;
    const surplus = unwrap(
      checkAddress(address, text ?? "", unchecked, isFlag),
    );
    host.address =
      text === undefined ? address : text.slice(0, text.length - surplus);
    host.base = `${host.address}`;
    Object.defineProperty(this, hostKey, { value: () => host });
    if (auth) this.setAuth(auth);
  }

  get url() {
    return /** @type {any} */ (this)[hostKey]().address;
  }

  backendUrl() {
    return `${this.url}/api`;
  }

  /** @param {any[]} call */
  query(...call) {
    const [reference, args, options] = call;
    const host = hostOf(this);
    if (!host) return refuse(this);
    if (isPlain(host, options))
      return take(startCall(host, 0, 0, reference, args, options));
    return begin(host, 0, reference, options, (call) =>
      take(startCall(host, 0, 0, reference, args, call)),
    );
  }

  /** @param {any[]} call */
  mutation(...call) {
    const [reference, args, options] = call;
    const host = hostOf(this);
    if (!host) return refuse(this);
    if (isPlain(host, options)) return startMutation(host, reference, args);
    return begin(host, 1, reference, options, (call) =>
      startMutation(host, reference, args, options, call),
    );
  }

  /** @param {any[]} call */
  action(...call) {
    const [reference, args, options] = call;
    const host = hostOf(this);
    if (!host) return refuse(this);
    if (isPlain(host, options))
      return take(startCall(host, 2, 0, reference, args, options));
    return begin(host, 2, reference, options, (call) =>
      take(startCall(host, 2, 0, reference, args, call)),
    );
  }

  /** @param {any[]} call */
  function(...call) {
    const [reference, component, args, options] = call;
    const host = hostOf(this);
    if (!host) return refuse(this);
    return begin(host, 3, reference, options, (call) => {
      const body = take(makeAnyBody(reference, component, args));
      return take(resumeCall(host, 3, 0, reference, body, call));
    });
  }

  /** @param {any[]} call */
  consistentQuery(...call) {
    const [reference, args, options] = call;
    const host = hostOf(this);
    if (!host) return refuse(this);
    return begin(host, 0, reference, options, (call) => {
      if (!call) return take(startConsistent(host, reference, args));
      call.isConsistent = true;
      return take(startCall(host, 0, 0, reference, args, call));
    });
  }

  /** @param {any} entries @param {any} [options] */
  batch(entries, options) {
    const host = hostOf(this);
    if (!host) return refuse(this);
    /** @type {unknown[]} */
    let references;
    try {
      // Once, as it may be an iterator.
      entries = [...entries];
      references = entries.map((/** @type {any} */ entry) => entry?.[0]);
    } catch (error) {
      explainFailure(error, ARGS, { kind: 4, reference: undefined });
      return Promise.reject(error);
    }
    return begin(host, 4, references, options, (call) =>
      references.length === 0
        ? Promise.resolve([])
        : take(resumeCall(host, 4, 0, references, batchBody(entries), call)),
    );
  }

  /** @param {any} reference @param {any} args @param {any} options */
  paginate(reference, args, options) {
    return paginate(this, reference, args, options);
  }

  /** @param {any} auth */
  withAuth(auth) {
    const host = hostOf(this);
    if (!host) throw misuse(this);
    const view = construct(host.address, this.constructor);
    const { fetch, fetchOptions, logger, debug, policy } = host;
    Object.assign(view[hostKey](), {
      fetch,
      fetchOptions,
      logger,
      debug,
      policy,
    });
    if (auth) view.setAuth(auth);
    return view;
  }

  get pendingMutations() {
    const host = hostOf(this);
    return host ? host.pending : 0;
  }

  async idle() {
    const host = hostOf(this);
    if (host) await drain(host);
  }

  /** @param {any} token */
  setAuth(token) {
    this.clearAuth();
    const host = hostOf(this);
    if (!host) return;
    if (typeof token === "function") host.source = new TokenSource(token);
    else setCredential(host, "Bearer", token);
  }

  /** @param {any} key @param {any} [identity] */
  setAdminAuth(key, identity) {
    this.clearAuth();
    const host = hostOf(this);
    if (!host) return;
    if (identity !== undefined) {
      const json = new TextEncoder().encode(JSON.stringify(identity));
      key = `${key}:${takeText(encodeBytes(json))}`;
    }
    setCredential(host, "Convex", key);
  }

  clearAuth() {
    const host = hostOf(this);
    if (!host) return;
    host.source = undefined;
    host.auth = undefined;
  }

  /** @param {unknown} debug */
  setDebug(debug) {
    const host = hostOf(this);
    if (host) host.debug = debug;
  }

  /** @param {unknown} fetchOptions */
  setFetchOptions(fetchOptions) {
    const host = hostOf(this);
    if (host) host.fetchOptions = fetchOptions;
  }

  free() {
    const host = hostOf(this);
    if (host) host.open = false;
  }

  static {
    if (Symbol.dispose) {
      const { prototype } = /** @type {any} */ (this);
      prototype[Symbol.dispose] = function () {
        this.free();
      };
    }
    if (Symbol.asyncDispose) {
      const { prototype } = /** @type {any} */ (this);
      prototype[Symbol.asyncDispose] = async function () {
        await this.idle();
        this.free();
      };
    }
  }
}

/**
 * Makes a client of a subclass without its constructor, which may take other arguments. Not in the class: bundlers rename
 * one that names itself.
 * @param {unknown} address
 * @param {Function} Class
 */
const construct = (address, Class) =>
  Reflect.construct(
    ConvexHttpClient,
    [address, { skipConvexDeploymentUrlCheck: true }],
    Class,
  );

/** @param {any} reference */
export function getFunctionName(reference) {
  start();
  return unwrap(getName(reference));
}

/** @param {any} value */
export function convexToJson(value) {
  start();
  const json = lower(value, true);
  if (json === undefined) throw take(explain(value));
  return json;
}

/** @param {any} json */
export function jsonToConvex(json) {
  start();
  return revive(json, true);
}
