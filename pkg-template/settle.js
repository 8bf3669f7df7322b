// Awaiting responses, which engines do several times faster than wasm can.
import { revive } from "./decode.js";
import { makeError, Thrown } from "./errors.js";
import { ConvexHttpError, errorInfo, explainFailure } from "./failures.js";
import { refuseReply } from "./glue.js";
import { printLines } from "./log.js";
import { leave } from "./queue.js";
import {
  authorizationOf,
  keepFetch,
  makeInit,
  QUERY_TS,
  send,
  sendAt as sendLater,
  writeInit,
} from "./request.js";

/** @typedef {import("./client.js").Host} Host */
/** @typedef {import("./call.js").Call} Call */

const nativeJson = globalThis.Response?.prototype.json;

/** The status under which a function's own failure comes, with an envelope, besides 200. */
const FUNCTION_FAILED = 560;

/** The number of a batch, whose reply holds one envelope for each query. */
const BATCH = 4;

/**
 * Leaves the promise of a call's result in its host.
 * @param {Host} host
 * @param {number} kind
 * @param {boolean} queued
 * @param {unknown} reference
 * @param {Promise<Response> | Response | Thrown} sent
 */
export function settleCall(host, kind, queued, reference, sent) {
  host.outcome = settle(host, kind, queued, reference, sent);
}

/**
 * @param {Host} host
 * @param {number} kind
 * @param {boolean} queued
 * @param {unknown} reference
 * @param {Promise<Response | Thrown> | Response | Thrown} sent
 * @param {Call} [call]
 */
export async function settle(host, kind, queued, reference, sent, call) {
  /** @type {import("./failures.js").ErrorInfo["kind"]} */
  let failure = "network";
  let status, code;
  try {
    const response = await sent;
    if (response instanceof Thrown) {
      failure = "args";
      throw response.error;
    }
    if (!response.ok && response.status !== FUNCTION_FAILED) {
      const text = await response.text();
      failure = "http";
      ({ status } = response);
      code = codeOf(text);
      if (call) call.retryAfter = response.headers?.get?.("Retry-After") ?? "";
      throw new ConvexHttpError(text);
    }
    const respJSON = await response.json();
    failure = "protocol";
    // A mock may hand out the same object twice, so only what the runtime parsed is changed in place.
    const shared = response.json !== nativeJson;
    if (kind === BATCH) return openBatch(host, reference, respJSON, shared);
    const lines = respJSON?.logLines;
    if (
      respJSON?.status !== "success" ||
      (lines !== undefined && lines?.length !== 0)
    ) {
      const value = open(host, kind, reference, respJSON, shared);
      if (value instanceof Thrown) {
        failure = "function";
        throw value.error;
      }
      return value;
    }
    const { value } = respJSON;
    return revive(value, shared || value === undefined);
  } catch (error) {
    // Then this is what became of the request that was given up, and may be the very reason.
    if (call?.stopped) throw error;
    if (failure === "network") {
      if (error instanceof SyntaxError) failure = "protocol";
      // Of the request for the timestamp.
      const info = error instanceof ConvexHttpError && errorInfo(error);
      if (info) ({ kind: failure, status, code } = info);
    }
    // A call that was stopped has said why; its fetch rejects with the same reason.
    if (!call?.stopped)
      explainFailure(error, failure, { kind, reference, status, code, call });
    throw error;
  } finally {
    if (queued) leave(host);
  }
}

/**
 * Prints the log lines of an envelope and returns its value, or the function's error.
 * @param {Host} host
 * @param {number} kind
 * @param {unknown} reference
 * @param {any} respJSON
 * @param {boolean} shared
 */
function open(host, kind, reference, respJSON, shared) {
  if (host.debug) printLines(host.logger, kind, reference, respJSON);
  if (respJSON.status === "error") {
    const data = respJSON.errorData;
    return new Thrown(
      makeError(
        host.ConvexError,
        respJSON.errorMessage,
        data === undefined ? data : revive(data, shared),
      ),
    );
  }
  if (respJSON.status !== "success") throw refuseReply(respJSON);
  const { value } = respJSON;
  return revive(value, shared || value === undefined);
}

/**
 * @param {Host} host
 * @param {any} references
 * @param {any} respJSON
 * @param {boolean} shared
 * @returns {PromiseSettledResult<unknown>[]}
 */
function openBatch(host, references, respJSON, shared) {
  /** @type {any[]} */
  const results = respJSON?.results;
  if (!Array.isArray(results) || results.length !== references.length)
    throw refuseReply(respJSON);
  return results.map((item, index) => {
    const reference = references[index];
    const value = open(host, 0, reference, item, shared);
    if (!(value instanceof Thrown)) return { status: "fulfilled", value };
    explainFailure(value.error, "function", { kind: 0, reference });
    return { status: "rejected", reason: value.error };
  });
}

/** @param {string} text @returns {string | undefined} */
function codeOf(text) {
  try {
    return JSON.parse(text).code;
  } catch {
    return undefined;
  }
}

/**
 * Rejects a call whose arguments are no object.
 * @param {Host} host
 * @param {number} kind
 * @param {unknown} reference
 * @param {unknown} error
 */
export function refuse(host, kind, reference, error) {
  explainFailure(error, "args", { kind, reference });
  host.outcome = Promise.reject(error);
}

/**
 * Asks for the timestamp that consistent queries share, unless its promise is there already.
 * @param {Host} host
 */
export function askTimestamp(host) {
  if (host.timestamp !== undefined) return;
  const promise = readTimestamp(send(host, QUERY_TS, makeInit(host)));
  promise.catch(() => {
    if (host.timestamp === promise) host.timestamp = undefined;
  });
  host.timestamp = promise;
}

/** @param {Promise<Response> | Thrown} sent */
async function readTimestamp(sent) {
  const response = await sent;
  if (response instanceof Thrown) throw response.error;
  if (!response.ok) {
    const text = await response.text();
    const error = new ConvexHttpError(text);
    const { status } = response;
    const code = codeOf(text);
    explainFailure(error, "http", { kind: 0, reference: null, status, code });
    throw error;
  }
  const { ts } = await response.json();
  return ts;
}

/**
 * Sends a query when the timestamp is known.
 * @param {Host} host
 * @param {unknown} reference
 * @param {string | Thrown} body
 */
export function sendAt(host, reference, body) {
  host.outcome = settle(host, 0, false, reference, sendSoon(host, body));
}

/**
 * @param {Host} host
 * @param {string | Thrown} body
 */
function sendSoon(host, body) {
  if (body instanceof Thrown) return body;
  try {
    // What is in force at the call counts, not when the timestamp is known.
    return wait(host, body, authorizationOf(host), keepFetch(host));
  } catch (error) {
    return new Thrown(error);
  }
}

/**
 * @param {Host} host
 * @param {string} body
 * @param {string | undefined} authorization
 * @param {unknown} fetch
 */
async function wait(host, body, authorization, fetch) {
  const timestamp = await host.timestamp;
  const init = writeInit(host, body, authorization);
  return sendLater({ ...host, fetch }, init, timestamp);
}
