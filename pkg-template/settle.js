// Awaiting responses, which engines do several times faster than wasm can.
import { revive } from "./decode.js";
import { ARGS, CAUSES, FUNCTION, HTTP, NETWORK, PROTOCOL } from "./engine.js";
import { PlainError, Refused, Thrown } from "./errors.js";
import { ConvexHttpError, errorInfo, explainFailure } from "./failures.js";
import { refuseReply } from "./glue.js";
import { printLines } from "./log.js";
import { handOver, take } from "./outcome.js";
import { FIRST, lead, leave } from "./queue.js";
import {
  authorizationOf,
  keepFetch,
  makeInit,
  QUERY_TS,
  send,
  sendAt as sendLater,
  writeInit,
} from "./request.js";

/** @typedef {import("./host.js").Host} Host */
/** @typedef {import("./call.js").Call} Call */

const nativeJson = globalThis.Response?.prototype.json;

/** The status under which a function's own failure comes, with an envelope, besides 200. */
const FUNCTION_FAILED = 560;

/** The number of a batch, whose reply holds one envelope for each query. */
const BATCH = 4;

/**
 * Hands the promise of a call's result over.
 * @param {Host} host
 * @param {number} kind
 * @param {number} turn where it stands in the queue
 * @param {unknown} reference
 * @param {Promise<Response> | Response | Thrown} sent
 */
export function settleCall(host, kind, turn, reference, sent) {
  if (sent instanceof Refused) {
    const { error } = sent;
    explainFailure(error, ARGS, { kind, reference });
    handOver(Promise.reject(error));
    if (turn) leave(host);
    // Mutations that its own arguments made, while they were looked at, need not wait for it.
    if (turn === FIRST && host.onSent) {
      host.onSent(Promise.resolve());
      host.onSent = undefined;
    }
    return;
  }
  handOver(settle(host, kind, turn > 0, reference, sent));
  if (turn === FIRST) lead(host);
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
  let failure = NETWORK;
  let status, code, result;
  // What a function failed with is thrown only at the end: engines take long to throw.
  try {
    const response = await sent;
    if (response instanceof Thrown) {
      failure = ARGS;
      result = response;
    } else if (!response.ok && response.status !== FUNCTION_FAILED) {
      const text = await response.text();
      failure = HTTP;
      ({ status } = response);
      code = codeOf(text);
      if (call) call.retryAfter = response.headers?.get?.("Retry-After") ?? "";
      throw new ConvexHttpError(text);
    } else {
      const respJSON = await response.json();
      failure = PROTOCOL;
      // A mock may hand out the same object twice, so only what the runtime parsed is changed in place.
      const shared = response.json !== nativeJson;
      if (kind === BATCH) result = openBatch(host, reference, respJSON, shared);
      else {
        log(host, kind, reference, respJSON);
        if (respJSON.status === "error") {
          const Class = classOf(host, respJSON);
          // Made here, as each frame of its stack takes time.
          const error = new Class(respJSON.errorMessage);
          result = new Thrown(addData(error, respJSON, shared));
          failure = FUNCTION;
        } else result = valueOf(respJSON, shared);
      }
    }
  } catch (error) {
    result = new Thrown(error);
    if (failure === NETWORK) {
      if (error instanceof SyntaxError) failure = PROTOCOL;
      // Of the request for the timestamp.
      const info = error instanceof ConvexHttpError && errorInfo(error);
      if (info) {
        failure = CAUSES.indexOf(info.kind);
        ({ status, code } = info);
      }
    }
  }
  if (queued) leave(host);
  if (!(result instanceof Thrown)) return result;
  const { error } = result;
  explainFailure(error, failure, { kind, reference, status, code, call });
  throw error;
}

/**
 * Prints the log lines of an envelope.
 * @param {Host} host
 * @param {number} kind
 * @param {unknown} reference
 * @param {any} respJSON
 */
function log(host, kind, reference, respJSON) {
  const lines = respJSON?.logLines;
  const isQuiet =
    respJSON?.status === "success" &&
    (lines === undefined || lines?.length === 0);
  if (host.debug && !isQuiet)
    printLines(host.logger, kind, reference, respJSON);
}

/**
 * Returns the class of a function's error.
 * @param {Host} host
 * @param {any} respJSON
 */
function classOf(host, respJSON) {
  return respJSON.errorData === undefined ? PlainError : host.ConvexError;
}

/**
 * Gives a function's error its data, if it has some.
 * @param {any} error
 * @param {any} respJSON
 * @param {boolean} shared
 */
function addData(error, { errorData }, shared) {
  if (errorData !== undefined) error.data = revive(errorData, shared);
  return error;
}

/**
 * Returns the value of an envelope.
 * @param {any} respJSON
 * @param {boolean} shared
 */
function valueOf(respJSON, shared) {
  if (respJSON.status !== "success") throw take(refuseReply(respJSON));
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
    throw take(refuseReply(respJSON));
  return results.map((item, index) => {
    const reference = references[index];
    log(host, 0, reference, item);
    if (item.status !== "error")
      return { status: "fulfilled", value: valueOf(item, shared) };
    const Class = classOf(host, item);
    const reason = addData(new Class(item.errorMessage), item, shared);
    explainFailure(reason, FUNCTION, { kind: 0, reference });
    return { status: "rejected", reason };
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
    explainFailure(error, HTTP, { kind: 0, reference: null, status, code });
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
  handOver(settle(host, 0, false, reference, sendSoon(host, body)));
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
