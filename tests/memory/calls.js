import { url } from "./clients.js";

/** @typedef {import("./clients.js").Case} Case */

const success = { status: "success", value: { a: 1 } };
const quiet = { log() {}, warn() {}, error() {}, logVerbose() {} };
const loop = { self: /** @type {unknown} */ (null) };
loop.self = loop;

/**
 * One client and call after call, each ending in the same way. Every name says which.
 *
 * @type {Case[]}
 */
export const calls = [
  calling("success", json(success), resolves),
  calling(
    "function error",
    json({ status: "error", errorMessage: "boom" }),
    rejectsWith(/boom/),
  ),
  calling(
    "ConvexError",
    json({ status: "error", errorMessage: "boom", errorData: { code: 1n } }),
    rejectsWith(/boom/),
  ),
  calling(
    "network failure",
    () => Promise.reject(new TypeError("fetch failed")),
    rejectsWith(/fetch failed/),
  ),
  calling("fetch that throws", () => fail("not even a promise"), fails),
  calling("getter in args that throws", json(success), fails, {
    get channel() {
      return fail("getter");
    },
  }),
  calling("cyclic args", json(success), fails, loop, 10),
  calling(
    "logger that throws",
    json({ ...success, logLines: ["[LOG] 'a'"] }),
    rejectsWith(/logger/),
    {},
    1,
    { ...quiet, log: () => fail("logger") },
  ),
  calling("HTML reply", html(200), fails),
  calling("HTML reply of a proxy", html(502), rejectsWith(/<html>/)),
  calling(
    "malformed marker",
    json({ status: "success", value: [{ $integer: "zz" }] }),
    fails,
  ),
];

/**
 * @param {string} name
 * @param {() => unknown} fetch
 * @param {(call: () => Promise<unknown>) => Promise<void>} check
 * @param {object} [args]
 * @param {number} [part]
 * @param {object} [logger]
 * @returns {Case}
 */
function calling(name, fetch, check, args = {}, part, logger = quiet) {
  const prepare = (/** @type {import("./clients.js").Setting} */ { ours }) => {
    let good = false;
    const working = json(success);
    const client = new ours.ConvexHttpClient(url, {
      fetch: () => (good ? working() : fetch()),
      logger,
    });
    return async (/** @type {number} */ count) => {
      for (let index = 0; index < count; index++) {
        await check(() => client.query("messages:list", args));
      }
      good = true;
      const value = await client.query("messages:list", {});
      good = false;
      if (value?.a !== 1) throw new Error("A good call gave something else.");
    };
  };
  return { name, what: "calls", part, prepare };
}

/** @param {unknown} reply */
function json(reply) {
  // BigInts are no JSON; here they only mark what a real reply would hold.
  const text = JSON.stringify(reply, (_, value) =>
    typeof value === "bigint" ? { $integer: "AQAAAAAAAAA=" } : value,
  );
  const response = {
    ok: true,
    status: 200,
    json: async () => JSON.parse(text),
  };
  return async () => response;
}

/** @param {number} status */
function html(status) {
  const text = "<html>Bad gateway</html>";
  const response = {
    ok: status === 200,
    status,
    text: async () => text,
    json: async () => JSON.parse(text),
  };
  return async () => response;
}

/**
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  throw new Error(message);
}

/** @param {() => Promise<unknown>} call */
async function resolves(call) {
  await call();
}

/** @param {() => Promise<unknown>} call */
function fails(call) {
  return rejectsWith(/./)(call);
}

/** @param {RegExp} message */
function rejectsWith(message) {
  return async (/** @type {() => Promise<unknown>} */ call) => {
    let error;
    try {
      await call();
    } catch (thrown) {
      error = thrown;
    }
    if (error instanceof WebAssembly.RuntimeError) throw error;
    if (!(error instanceof Error && message.test(error.message))) {
      throw new Error(`The call ended otherwise: ${error}`);
    }
  };
}
