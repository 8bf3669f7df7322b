// A transport for tests: it answers calls by functions, as a deployment does.
// By the package's own name, so that the runtime's conditions say how the module is loaded.
import { convexToJson, isConvexError, jsonToConvex } from "convex-http-client";

/** What a deployment answers with the codes that it has, unless a test says otherwise. */
const STATUSES = {
  429: ["TooManyConcurrentRequests", "TooManyWrites"],
  503: [
    "ExpiredInQueue",
    "WorkerOverloaded",
    "IsolateNotClean",
    "InitialPermitTimeoutError",
    "ExecuteFullError",
    "OptimisticConcurrencyControlFailure",
    "CommitterFullError",
  ],
};

/** A failure of the deployment, or of the way to it: thrown by the functions of a test. */
class Failure extends Error {
  /**
   * @param {number | undefined} status none if no reply comes
   * @param {string} body
   * @param {Record<string, string>} [headers]
   */
  constructor(status, body, headers = {}) {
    super(body);
    this.status = status;
    this.headers = headers;
  }
}

/**
 * @param {string} code
 * @param {{ status?: number, message?: string, headers?: Record<string, string> }} [options]
 */
export function failure(code, options = {}) {
  const known = Object.entries(STATUSES).find(([, codes]) =>
    codes.includes(code),
  );
  const status = options.status ?? Number(known?.[0] ?? 500);
  const body = JSON.stringify({ code, message: options.message ?? code });
  return new Failure(status, body, options.headers);
}

/** @param {string} [message] */
export function networkFailure(message = "fetch failed") {
  return new Failure(undefined, message);
}

/**
 * @param {Record<string, (args: any, call: any) => unknown>} functions
 * @param {{ delay?: number }} [options]
 */
export function fakeTransport(functions, { delay = 0 } = {}) {
  /** @type {any[]} */
  const calls = [];

  /**
   * @param {string} address
   * @param {any} init
   */
  async function fetch(address, init) {
    const { signal } = init;
    const headers = Object.fromEntries(
      Object.entries(init.headers).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ]),
    );
    const [, endpoint] = /** @type {RegExpMatchArray} */ (
      String(address).match(/\/api\/(\w+)$/)
    );
    const body = init.body === undefined ? {} : JSON.parse(init.body);
    /** @param {any} query */
    const answer = (query) =>
      run({
        kind: endpoint.startsWith("query") ? "query" : endpoint,
        path: query.path,
        args: jsonToConvex([query.args].flat()[0] ?? {}),
        headers,
        authorization: headers.authorization,
        signal,
      });
    const work = async () => {
      if (delay > 0) await sleep(delay, signal);
      if (endpoint === "query_ts") return { ts: "AAAAAAAAAAA=" };
      if (endpoint !== "query_batch") return answer(body);
      const results = [];
      for (const query of body.queries) results.push(await answer(query));
      return { results };
    };
    try {
      return reply(200, JSON.stringify(await until(signal, work())));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { status, message } = error;
      if (status === undefined) throw new TypeError(message);
      return reply(status, message, error.headers);
    }
  }

  /** @param {any} call */
  async function run(call) {
    calls.push(call);
    const { path, args } = call;
    if (!Object.hasOwn(functions, path)) {
      const known = Object.keys(functions).join(", ");
      const errorMessage = `Could not find public function for '${path}'. This fake transport has ${known}.`;
      return { status: "error", errorMessage };
    }
    try {
      const value = (await functions[path](args, call)) ?? null;
      return { status: "success", value: convexToJson(value) };
    } catch (error) {
      if (error instanceof Failure) throw error;
      return failed(error);
    }
  }

  return Object.assign(fetch, { calls });
}

/** @param {any} error */
function failed(error) {
  const envelope = {
    status: "error",
    errorMessage: String(error?.message ?? error),
  };
  return isConvexError(error)
    ? { ...envelope, errorData: convexToJson(error.data) }
    : envelope;
}

/**
 * What the client uses of a response: test environments such as Jest's jsdom have no `Response`.
 * @param {number} status
 * @param {string} body
 * @param {Record<string, string>} [headers]
 */
function reply(status, body, headers = {}) {
  const find = (/** @type {string} */ name) =>
    Object.entries(headers).find(
      ([other]) => other.toLowerCase() === name.toLowerCase(),
    );
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: {
      get: (/** @type {string} */ name) => find(name)?.[1] ?? null,
    },
    text: async () => body,
    json: async () => JSON.parse(body),
  };
}

/**
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 */
function sleep(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => clearTimeout(timer));
  });
}

/**
 * Waits for a promise, unless a signal is aborted first.
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function until(signal, promise) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    promise
      .finally(() => signal.removeEventListener("abort", abort))
      .then(resolve, reject);
  });
}
