// Awaiting responses, which engines do several times faster than wasm can.
import { revive } from "./decode.js";
import { makeError } from "./errors.js";
import { hasEnvelope, refuseReply, sendAt } from "./glue.js";
import { printLines } from "./log.js";
import { release } from "./queue.js";

/** @typedef {import("./client.js").Host} Host */

const nativeJson = globalThis.Response?.prototype.json;

/**
 * @param {Host} host
 * @param {number} kind
 * @param {boolean} queued
 * @param {unknown} reference
 * @param {Promise<Response> | Response} sent
 */
export function settle(host, kind, queued, reference, sent) {
  host.outcome = readReply(host, kind, queued, reference, sent);
}

/**
 * @param {Host} host
 * @param {unknown} error
 */
export function reject(host, error) {
  host.outcome = Promise.reject(error);
}

/**
 * @param {Host} host
 * @param {number} kind
 * @param {boolean} queued
 * @param {unknown} reference
 * @param {Promise<Response> | Response} sent
 */
async function readReply(host, kind, queued, reference, sent) {
  try {
    const response = await sent;
    if (!response.ok && !hasEnvelope(response.status))
      throw new Error(await response.text());
    const respJSON = await response.json();
    // A mock may hand out the same object twice, so only what the runtime parsed is changed in place.
    const shared = response.json !== nativeJson;
    const lines = respJSON?.logLines;
    if (
      respJSON?.status !== "success" ||
      (lines !== undefined && lines?.length !== 0)
    ) {
      if (host.debug) printLines(host.logger, kind, reference, respJSON);
      if (respJSON.status === "error") {
        const data = respJSON.errorData;
        throw makeError(
          host.ConvexError,
          respJSON.errorMessage,
          data === undefined ? data : revive(data, shared),
        );
      }
      if (respJSON.status !== "success") refuseReply(respJSON);
    }
    const { value } = respJSON;
    return revive(value, shared || value === undefined);
  } finally {
    if (queued) {
      host.client.settled(host);
      if (!host.open) release(host);
    }
  }
}

/**
 * @param {Host} host
 * @param {Promise<Response>} sent
 */
export function timestamp(host, sent) {
  const promise = readTimestamp(sent);
  promise.catch(() => {
    if (host.timestamp === promise) host.timestamp = undefined;
  });
  return promise;
}

/** @param {Promise<Response>} sent */
async function readTimestamp(sent) {
  const response = await sent;
  if (!response.ok) throw new Error(await response.text());
  const { ts } = await response.json();
  return ts;
}

/**
 * @param {Host} host
 * @param {unknown} fetch
 * @param {string | undefined} authorization
 * @param {string} body
 */
export async function queryAt(host, fetch, authorization, body) {
  return sendAt(host, fetch, authorization, body, await host.timestamp);
}
