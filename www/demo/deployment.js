// A deployment within this page: the package's own transport for tests, with functions like those of the project's
// backend. What it is told stays in the page, and is gone when the page is.
import { failure, fakeTransport } from "convex-http-client/testing";
import { functions, makeTables } from "./functions.js";
import { readIdentity } from "./tokens.js";

/**
 * What a function of the demo is given.
 *
 * @typedef {object} Context
 * @property {import("./functions.js").Tables} tables
 * @property {Record<string, string> | null} identity who calls
 * @property {string | undefined} key what an idempotent call is known by
 * @property {(level: string, text: string) => void} log
 * @property {(ms: number) => Promise<void>} sleep until then, or until the caller gives up
 *
 * @typedef {{ kind: string, run: (args: any, context: Context) => unknown }} DemoFunction
 */

/** It is in the address of each request, and reserved: no such host will ever exist. */
export const DEMO_URL = "https://demo.invalid";

/** How long an answer takes, in milliseconds. */
const LATENCY = 40;
const KEY = "idempotent-";

export class Demo {
  latency = LATENCY;
  #tables = makeTables();

  /** Is given to a client as its `fetch`. @type {typeof fetch} */
  fetch = async (input, init) => {
    /** @type {string[]} */
    const logLines = [];
    const reply = await this.#makeTransport(logLines)(input, init);
    const text = await reply.text();
    // The transport for tests has no log lines; a deployment sends them with the result.
    const body =
      logLines.length > 0
        ? JSON.stringify({ ...JSON.parse(text), logLines })
        : text;
    const retryAfter = reply.headers.get("retry-after");
    return new Response(body, {
      status: reply.status,
      statusText: reply.ok ? "OK" : "",
      headers: retryAfter === null ? {} : { "retry-after": retryAfter },
    });
  };

  resetLatency() {
    this.latency = LATENCY;
  }

  /**
   * One for each request, so that its log lines are its own.
   *
   * @param {string[]} logLines
   */
  #makeTransport(logLines) {
    const answers = Object.entries(functions).map(([path, { kind, run }]) => [
      path,
      async (/** @type {any} */ args, /** @type {any} */ call) => {
        await sleep(this.latency, call.signal);
        const identity = authenticate(call.authorization);
        if (call.kind !== kind) throw new Error(explainKind(path, call, kind));
        const id = call.headers["convex-request-id"] ?? "";
        return run(args, {
          tables: this.#tables,
          identity,
          key: id.startsWith(KEY) ? id.slice(KEY.length) : undefined,
          log: (level, text) => logLines.push(`[${level}] ${text}`),
          sleep: (ms) => sleep(ms, call.signal),
        });
      },
    ]);
    return fakeTransport(Object.fromEntries(answers));
  }
}

/** @param {string | undefined} authorization */
function authenticate(authorization) {
  try {
    return readIdentity(authorization);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw failure("InvalidAuthHeader", { status: 401, message });
  }
}

/** @param {string} path @param {{ kind: string }} call @param {string} kind */
function explainKind(path, call, kind) {
  return call.kind === "function"
    ? "The demo has no functions for admins."
    : `${path} is no ${call.kind}: it is defined as a ${kind}.`;
}

/**
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<void>}
 */
function sleep(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => clearTimeout(timer));
  });
}
