// What tests need of JavaScript.

/** Where the backend is: the driver tells Node, and lets browsers resolve the name. */
export function backendUrl() {
  return globalThis.process?.env.CONVEX_URL ?? "http://backend.test";
}

/**
 * @param {string} path
 * @param {string} body
 */
export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const init = { method: "POST", headers, body };
  const response = await fetch(backendUrl() + path, init);
  return response.text();
}

export async function adminKey() {
  const response = await fetch(`${backendUrl()}/testing/admin-key`);
  return (await response.json()).adminKey;
}

/**
 * The timers of wasm that have neither fired nor been cleared. Node's `fetch` has timers of its own.
 * @type {Set<unknown>}
 */
const timers = new Set();
const { setTimeout: set, clearTimeout: clear } = globalThis;
globalThis.setTimeout = /** @type {any} */ (
  (/** @type {() => void} */ run, /** @type {number} */ delay) => {
    const timer = set(() => {
      timers.delete(timer);
      run();
    }, delay);
    const caller = new Error().stack?.split("\n")[2];
    if (caller?.includes("wasm-bindgen-test")) timers.add(timer);
    return timer;
  }
);
globalThis.clearTimeout = (/** @type {any} */ timer) => {
  timers.delete(timer);
  clear(timer);
};

export function countTimers() {
  return timers.size;
}

/** How often what leaves nothing behind is done: in Node, as often as the environment says. */
export function rounds() {
  return Number(globalThis.process?.env.ROUNDS ?? 1000);
}

/** Options of `fetch` that cannot be read. */
export function throwingOptions() {
  return {
    get cache() {
      throw new TypeError("no cache");
    },
  };
}

/**
 * An error, with a cause that may be the error itself.
 * @param {{ error: string, cause?: string }} step
 */
function failureOf({ error, cause }) {
  const failure = new TypeError(error);
  if (cause === "itself") failure.cause = failure;
  else if (cause) failure.cause = new Error(cause, { cause: { code: "E1" } });
  return failure;
}

/** A `fetch` that answers as it was told, in order, and then never. It honours signals as the real one does. */
export class Script {
  /** @type {{ url: string, init: RequestInit, aborted: boolean }[]} */
  calls = [];

  /** @param {string} steps JSON of a list of `{ status, body, headers }` and of `{ error }` */
  constructor(steps) {
    const left = JSON.parse(steps);
    /** @type {(url: string, init: RequestInit) => Promise<Response>} */
    this.fetch = (url, init) =>
      new Promise((resolve, reject) => {
        const call = { url, init, aborted: false };
        this.calls.push(call);
        init.signal?.addEventListener("abort", () => {
          call.aborted = true;
          reject(init.signal?.reason);
        });
        const step = left.shift();
        if (step?.error) reject(failureOf(step));
        else if (step) resolve(new Response(step.body, step));
      });
  }

  get length() {
    return this.calls.length;
  }

  /** @param {number} index */
  isAborted(index) {
    return this.calls[index].aborted;
  }

  /** @param {number} index */
  url(index) {
    return this.calls[index].url;
  }

  /** @param {number} index */
  body(index) {
    return this.calls[index].init.body;
  }

  /**
   * @param {number} index
   * @param {string} name
   */
  header(index, name) {
    return new Headers(this.calls[index].init.headers).get(name) ?? undefined;
  }

  /** @param {number} index */
  redirect(index) {
    return this.calls[index].init.redirect;
  }

  /** @param {number} index */
  cache(index) {
    return this.calls[index].init.cache;
  }
}

/**
 * A `fetch` that is the global one, and notes which requests were aborted.
 */
export class Spy {
  sent = 0;
  aborted = 0;

  constructor() {
    /** @type {typeof fetch} */
    this.fetch = (url, init) => {
      this.sent++;
      init?.signal?.addEventListener("abort", () => this.aborted++);
      return fetch(url, init);
    };
  }
}
