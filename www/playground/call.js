// Makes one call and keeps all that can be seen of it: the requests as they are sent, the replies, the log lines.
import { deployment } from "../deployment/deployment.js";

/**
 * @typedef {"query" | "mutation" | "action" | "consistentQuery" | "function"} Kind
 * @typedef {{ kind: "none" } | { kind: "token" | "admin", secret: string }} Auth
 *
 * @typedef {object} Call
 * @property {Kind} kind
 * @property {string} path
 * @property {any} args
 * @property {Auth} auth
 * @property {Record<string, unknown>} options the client's call options
 *
 * @typedef {object} Exchange one request and its reply
 * @property {string} method
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {number} start
 * @property {number} [ms] until the reply was complete
 * @property {{ status: number, statusText: string, body: string }} [reply]
 * @property {unknown} [problem] what fetch rejected with
 *
 * @typedef {{ level: string, text: string }} Line
 *
 * @typedef {object} Outcome
 * @property {{ value: any } | { error: any }} result
 * @property {number} ms
 * @property {Exchange[]} exchanges
 * @property {Line[]} lines
 */

/**
 * @param {Call} call
 * @param {AbortSignal} signal
 * @returns {Promise<Outcome>}
 */
export async function performCall(call, signal) {
  /** @type {Exchange[]} */
  const exchanges = [];
  /** @type {Line[]} */
  const lines = [];
  const start = performance.now();
  const result = await run(call, signal, exchanges, lines).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  return { result, ms: performance.now() - start, exchanges, lines };
}

/**
 * @param {Call} call
 * @param {AbortSignal} signal
 * @param {Exchange[]} exchanges
 * @param {Line[]} lines
 * @returns {Promise<any>}
 */
async function run(call, signal, exchanges, lines) {
  const client = deployment.newClient({
    fetch: recordingFetch(exchanges),
    logger: recordingLogger(lines),
  });
  const { auth, kind, path, args } = call;
  if (auth.kind === "token") client.setAuth(auth.secret);
  if (auth.kind === "admin") client.setAdminAuth(auth.secret);
  const options = { ...call.options, signal };
  if (kind === "function")
    return client.function(path, undefined, args, options);
  return client[kind](path, args, options);
}

/**
 * @param {Exchange[]} exchanges
 * @returns {typeof fetch}
 */
function recordingFetch(exchanges) {
  const send = deployment.fetch;
  return async (input, init) => {
    /** @type {Exchange} */
    const exchange = {
      method: init?.method ?? "GET",
      url: String(input),
      headers: /** @type {Record<string, string>} */ ({ ...init?.headers }),
      body: String(init?.body ?? ""),
      start: performance.now(),
    };
    exchanges.push(exchange);
    try {
      const response = await send(input, init);
      const { status, statusText } = response;
      const body = await response.clone().text();
      exchange.reply = { status, statusText, body };
      return response;
    } catch (problem) {
      exchange.problem = problem;
      throw problem;
    } finally {
      exchange.ms = performance.now() - exchange.start;
    }
  };
}

/**
 * A logger as the client takes it. A function's lines come as "%c[CONVEX Q(path)] [LOG]", a style and the text.
 *
 * @param {Line[]} lines
 */
function recordingLogger(lines) {
  const record =
    (/** @type {string} */ own) =>
    (/** @type {unknown[]} */ ...parts) => {
      const level = /\[([A-Z]+)\]$/.exec(String(parts[0]))?.[1];
      lines.push(
        level
          ? { level, text: String(parts[2]) }
          : { level: own, text: parts.join(" ") },
      );
    };
  return {
    log: record("LOG"),
    warn: record("WARN"),
    error: record("ERROR"),
    logVerbose: record("DEBUG"),
  };
}
