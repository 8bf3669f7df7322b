// Sends a call with options: once, or as often as they and the server's answers allow.
import { KINDS, LONGEST } from "./call.js";
import { Thrown } from "./errors.js";
import { explainFailure, pathOf } from "./failures.js";
import { retryDelay } from "./glue.js";
import { handOver } from "./outcome.js";
import {
  authorizationOf,
  makeHeaders,
  QUERY_AT_TS,
  send,
  sendAt,
  urlOf,
} from "./request.js";
import { FIRST, lead, leave } from "./queue.js";
import { askTimestamp, settle } from "./settle.js";

/** @typedef {import("./host.js").Host} Host */
/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./failures.js").ErrorInfo} ErrorInfo */

/**
 * @param {Host} host
 * @param {Call} call
 * @param {number} turn where it stands in the queue
 * @param {string | Thrown} body
 */
export function drive(host, call, turn, body) {
  const { kind, reference } = call;
  handOver(
    body instanceof Thrown
      ? settle(host, kind, turn > 0, reference, body, call)
      : run(host, call, turn > 0, body),
  );
  if (turn === FIRST) lead(host);
}

/**
 * @param {Host} host
 * @param {Call} call
 * @param {boolean} queued
 * @param {string} body
 */
async function run(host, call, queued, body) {
  try {
    if (call.stopped) throw call.reason;
    if (!call.isOwn) call.source = host.source;
    return await call.race(repeat(host, call, body));
  } finally {
    if (queued) leave(host);
  }
}

/**
 * @param {Host} host
 * @param {Call} call
 * @param {string} body
 */
async function repeat(host, call, body) {
  let repetitions = 0;
  let renewed = false;
  for (;;) {
    try {
      return await attempt(host, call, renewed, body);
    } catch (error) {
      if (call.stopped) throw error;
      const info = /** @type {ErrorInfo} */ (call.info);
      call.error = error;
      call.inFlight = false;
      // The server says that nothing ran: once more, with a token that it may take.
      if (info.status === 401 && call.source && !renewed) {
        renewed = true;
        continue;
      }
      repetitions++;
      const { retry } = call;
      if (!retry || !info.retryable || repetitions > retry.limit) throw error;
      await prepare(host, call, retry, repetitions, error, info);
    }
  }
}

/**
 * Asks whoever has a say whether a call is repeated, and waits.
 * @param {Host} host
 * @param {Call} call
 * @param {import("./options.js").Retry} retry
 * @param {number} repetitions
 * @param {unknown} error
 * @param {ErrorInfo} info
 */
async function prepare(host, call, retry, repetitions, error, info) {
  const { backoff, maxDelay, shouldRetry } = retry;
  const delay = retryDelay(
    backoff,
    maxDelay,
    repetitions,
    Math.random(),
    call.retryAfter,
    Date.parse(call.retryAfter) - Date.now(),
  );
  let goOn;
  try {
    goOn = !shouldRetry || (await shouldRetry(error, repetitions));
    if (call.stopped) throw call.reason;
    if (goOn && call.hooks?.onRetry) {
      const event = { ...makeEvent(host, call), error: { ...info }, delay };
      await call.hooks.onRetry(event);
    }
  } catch (thrown) {
    if (!call.stopped) explainFailure(thrown, "args", call.facts());
    throw thrown;
  }
  if (!goOn) throw error;
  await new Promise((resolve) => {
    if (!call.stopped)
      call.delay = setTimeout(resolve, Math.min(delay, LONGEST));
  });
}

/**
 * @param {Host} host
 * @param {Call} call
 * @param {boolean} renew
 * @param {string} body
 */
async function attempt(host, call, renew, body) {
  const { hooks, kind, reference, source, credential } = call;
  let authorization, init;
  // Awaited only where there is something to wait for: else the request is sent in the tick of the call.
  try {
    if (source) {
      let token = source.get(renew, call.token);
      if (token instanceof Promise) token = await token;
      call.token = token;
      authorization = token ? `Bearer ${token}` : undefined;
    } else if (credential === undefined) authorization = authorizationOf(host);
    else if (credential) authorization = `Bearer ${credential}`;
    if (call.stopped) throw call.reason;
    call.attempts++;
    call.authorization = authorization;
    call.retryAfter = "";
    if (hooks?.onRequest) {
      const hooked = hooks.onRequest(makeEvent(host, call));
      if (typeof hooked?.then === "function") await hooked;
      if (call.stopped) throw call.reason;
    }
    init = call.makeInit(host, makeHeaders(authorization), body);
  } catch (error) {
    if (!call.stopped) explainFailure(error, "args", call.facts());
    throw error;
  }
  call.inFlight = true;
  let sent;
  if (call.isConsistent) {
    askTimestamp(host);
    sent = host.timestamp?.then((timestamp) => sendAt(host, init, timestamp));
  } else sent = send(host, kind, init);
  if (hooks?.onResponse) {
    const event = makeEvent(host, call);
    sent = observe(hooks.onResponse, event, sent);
  }
  return await settle(host, kind, false, reference, sent, call);
}

/**
 * Shows a response to its hook before its body is read.
 * @param {(event: object) => unknown} onResponse
 * @param {object} event
 * @param {Promise<Response> | Response} sent
 */
async function observe(onResponse, event, sent) {
  const started = Date.now();
  const response = await sent;
  try {
    const { status, ok } = response;
    const duration = Date.now() - started;
    await onResponse({ ...event, status, ok, duration });
  } catch (error) {
    return new Thrown(error);
  }
  return response;
}

/**
 * What a hook gets to see: nothing secret, unless it asks for the headers.
 * @param {Host} host
 * @param {Call} call
 */
function makeEvent(host, call) {
  const { requestId, kind, reference, attempts, headers } = call;
  return {
    requestId,
    functionPath: pathOf(reference),
    kind: KINDS[kind],
    attempt: attempts,
    url: urlOf(host, call.isConsistent ? QUERY_AT_TS : kind),
    ...(call.hooks.includeHeaders && {
      headers: { ...makeHeaders(call.authorization), ...headers },
    }),
  };
}
