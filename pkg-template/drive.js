// Sends a call with options: once, or as often as they and the server's answers allow.
import { KINDS, LONGEST } from "./call.js";
import { Thrown } from "./errors.js";
import { explainFailure, pathOf } from "./failures.js";
import { retryDelay } from "./glue.js";
import {
  authorizationOf,
  makeHeaders,
  post,
  QUERY_AT_TS,
  urlOf,
} from "./post.js";
import { leave } from "./queue.js";
import { askTimestamp, settle } from "./settle.js";

/** @typedef {import("./client.js").Host} Host */
/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./failures.js").ErrorInfo} ErrorInfo */

/**
 * @param {Host} host
 * @param {Call} call
 * @param {boolean} queued
 * @param {string | Thrown} body
 */
export function drive(host, call, queued, body) {
  const { kind, reference } = call;
  const ready = body instanceof Thrown ? body : authorizationOf(host);
  host.outcome =
    ready instanceof Thrown
      ? settle(host, kind, queued, reference, ready, call)
      : run(host, call, queued, ready, /** @type {string} */ (body));
}

/**
 * @param {Host} host
 * @param {Call} call
 * @param {boolean} queued
 * @param {string | undefined} authorization
 * @param {string} body
 */
async function run(host, call, queued, authorization, body) {
  try {
    if (call.stopped) throw call.reason;
    return await call.race(repeat(host, call, authorization, body));
  } finally {
    if (queued) leave(host);
  }
}

/**
 * @param {Host} host
 * @param {Call} call
 * @param {string | undefined} authorization
 * @param {string} body
 */
async function repeat(host, call, authorization, body) {
  let repetitions = 0;
  let renewed = false;
  for (;;) {
    try {
      return await attempt(host, call, renewed, authorization, body);
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
    if (goOn && call.hooks?.onRetry) {
      const event = { ...makeEvent(host, call), error: { ...info }, delay };
      await call.hooks.onRetry(event);
    }
  } catch (thrown) {
    explainFailure(thrown, "args", call.facts());
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
 * @param {string | undefined} authorization
 * @param {string} body
 */
async function attempt(host, call, renew, authorization, body) {
  const { hooks, kind, reference, source, credential } = call;
  // Awaited only where there is something to wait for: else the request is sent in the tick of the call.
  try {
    if (source) {
      let token = source.get(renew, call.token);
      if (token instanceof Promise) token = await token;
      call.token = token;
      authorization = token ? `Bearer ${token}` : undefined;
    } else if (credential !== undefined) {
      authorization = credential ? `Bearer ${credential}` : undefined;
    }
    if (call.stopped) throw call.reason;
    call.attempts++;
    if (hooks?.onRequest) {
      const hooked = hooks.onRequest(makeEvent(host, call, authorization));
      if (typeof hooked?.then === "function") await hooked;
      if (call.stopped) throw call.reason;
    }
  } catch (error) {
    if (!call.stopped) explainFailure(error, "args", call.facts());
    throw error;
  }
  const send = (/** @type {unknown} */ timestamp) =>
    post(host, kind, authorization, body, call, timestamp);
  call.inFlight = true;
  if (call.isConsistent) askTimestamp(host);
  let sent = call.isConsistent
    ? /** @type {Promise<unknown>} */ (host.timestamp).then(send)
    : send(undefined);
  if (hooks?.onResponse) {
    const event = makeEvent(host, call, authorization);
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
 * @param {string} [authorization]
 */
function makeEvent(host, call, authorization) {
  const { requestId, kind, reference, attempts, headers } = call;
  return {
    requestId,
    functionPath: pathOf(reference),
    kind: KINDS[kind],
    attempt: attempts,
    url: urlOf(host, call.isConsistent ? QUERY_AT_TS : kind),
    ...(call.hooks.includeHeaders && {
      headers: { ...makeHeaders(authorization), ...headers },
    }),
  };
}
