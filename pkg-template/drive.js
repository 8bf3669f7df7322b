// Sends a call with options: once, or as often as they and the server's answers allow.
import { KINDS, LONGEST } from "./call.js";
import {
  ARGS,
  ASK,
  attemptsOf,
  REFUSED,
  RENEWABLE,
  repetitionsOf,
  stepOf,
  TOKEN,
} from "./engine.js";
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
    call.done();
    if (!call.isOwn) call.source = host.source;
    if (call.source) call.state |= RENEWABLE;
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
  for (;;) {
    try {
      return await attempt(host, call, body);
    } catch (error) {
      call.error = error;
      const step = stepOf(call.state);
      if (step === ASK) await ask(host, call, error);
      else if (step !== TOKEN) throw error;
    }
  }
}

/**
 * Asks whoever has a say whether a call is repeated, and waits.
 * @param {Host} host
 * @param {Call} call
 * @param {unknown} error
 */
async function ask(host, call, error) {
  const { hooks, retryAfter, state } = call;
  const retry = /** @type {import("./options.js").Retry} */ (call.retry);
  const { backoff, maxDelay, shouldRetry } = retry;
  const attempt = repetitionsOf(state);
  const delay = retryDelay(
    backoff,
    maxDelay,
    attempt,
    Math.random(),
    retryAfter,
    Date.parse(retryAfter) - Date.now(),
  );
  let goOn;
  try {
    goOn = !shouldRetry || (await shouldRetry(error, attempt));
    if (goOn && !call.isOver && hooks?.onRetry) {
      const event = {
        ...makeEvent(host, call),
        error: { ...call.info },
        delay,
      };
      await hooks.onRetry(event);
    }
  } catch (thrown) {
    explainFailure(thrown, ARGS, call.facts());
    throw thrown;
  }
  if (!goOn) throw error;
  call.done();
  await new Promise((resolve) => {
    call.delay = setTimeout(resolve, Math.min(delay, LONGEST));
  });
  call.done();
}

/**
 * @param {Host} host
 * @param {Call} call
 * @param {string} body
 */
async function attempt(host, call, body) {
  const { hooks, kind, reference, source, credential } = call;
  let authorization, init;
  // Awaited only where there is something to wait for: else the request is sent in the tick of the call.
  try {
    if (source) {
      let token = source.get((call.state & REFUSED) > 0, call.token);
      if (token instanceof Promise) token = await token;
      call.token = token;
      authorization = token ? `Bearer ${token}` : undefined;
    } else if (credential === undefined) authorization = authorizationOf(host);
    else if (credential) authorization = `Bearer ${credential}`;
    call.done();
    call.authorization = authorization;
    call.retryAfter = "";
    if (hooks?.onRequest) {
      const hooked = hooks.onRequest(makeEvent(host, call));
      if (typeof hooked?.then === "function") await hooked;
    }
    init = call.makeInit(host, makeHeaders(authorization), body);
    call.done();
  } catch (error) {
    explainFailure(error, ARGS, call.facts());
    throw error;
  }
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
  const { requestId, kind, reference, headers } = call;
  return {
    requestId,
    functionPath: pathOf(reference),
    kind: KINDS[kind],
    attempt: attemptsOf(call.state),
    url: urlOf(host, call.isConsistent ? QUERY_AT_TS : kind),
    ...(call.hooks.includeHeaders && {
      headers: { ...makeHeaders(call.authorization), ...headers },
    }),
  };
}
