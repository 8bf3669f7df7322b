// Sends a call with options: once, or as often as they and the server's answers allow. What is next is the engine's word.
import type {
  ErrorInfo,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
} from "../../types/index.js";
import { now } from "../clock.ts";
import { cut, Thrown } from "../errors.ts";
import { Cause, Endpoint, Kind, KIND_NAMES, Step } from "../generated/core.ts";
import type { ClientState } from "../state.ts";
import { stackError } from "../values/visit.ts";
import { retryDelay, type Sent } from "../wasm/module.ts";
import type { Call } from "./call.ts";
import type { Retry } from "./options.ts";
import { attemptsOf, repetitionsOf, stepOf } from "./progress.ts";
import { startPlain } from "./plain.ts";
import { leave, type Place } from "./queue.ts";
import { readReply } from "./reply.ts";
import {
  attemptInit,
  checked,
  type Init,
  makeHeaders,
  sendAttempt,
  sendAtTimestamp,
} from "./request.ts";
import { askTimestamp } from "./timestamp.ts";

/** Starts a call whose body is there, unless it could not be made, and returns the promise of its result. */
export const start = (
  state: ClientState,
  kind: Kind,
  place: Place | undefined,
  reference: unknown,
  body: string | Thrown,
  call: Call | undefined,
): Promise<unknown> =>
  call
    ? drive(state, call, place, body)
    : startPlain(state, kind, place, reference, body);

function drive(
  state: ClientState,
  call: Call,
  place: Place | undefined,
  body: string | Thrown,
): Promise<unknown> {
  if (body instanceof Thrown)
    return readReply(state, call.kind, place, call.functionRef, body, call);
  const result = run(state, call, place, body);
  if (call.isDriven) return result;
  // See `settledOf`.
  result.catch(() => {});
  throw stackError();
}

async function run(
  state: ClientState,
  call: Call,
  place: Place | undefined,
  body: string,
): Promise<unknown> {
  call.isDriven = true;
  try {
    call.goOn();
    return await call.race(() => repeat(state, call, body));
  } finally {
    if (place) leave(place);
    call.close();
  }
}

async function repeat(state: ClientState, call: Call, body: string) {
  signIn(state, call);
  for (;;) {
    const before = call.stage;
    try {
      return await attempt(state, call, body);
    } catch (error) {
      // Where the stack is exhausted, it did not even begin, and would not for ever.
      if (call.stage === before) throw error;
      const step = stepOf(call.stage);
      if (step !== Step.Over) call.error = error;
      if (step === Step.Ask) await ask(state, call, error);
      else if (step !== Step.Token) throw error;
    }
  }
}

function signIn(state: ClientState, call: Call): void {
  try {
    call.signIn(state);
  } catch (error) {
    call.noteFault(error, Cause.Args);
    throw error;
  }
}

/** Asks whoever has a say whether a call is sent again, and waits. */
async function ask(state: ClientState, call: Call, error: unknown) {
  const { backoff, maxDelay, maxRetryAfter, shouldRetry } = call.retry as Retry;
  const repetition = repetitionsOf(call.stage);
  const header = call.readRetryAfter();
  const delay = retryDelay(
    backoff,
    maxDelay,
    repetition,
    Math.random(),
    header,
    header ? Date.parse(header) - now() : NaN,
    maxRetryAfter,
  );
  let isWanted = delay < Infinity;
  try {
    if (isWanted && shouldRetry)
      isWanted = !!(await shouldRetry(error, repetition));
    const onRetry = call.hooks?.onRetry;
    if (isWanted && !call.isOver && onRetry)
      await onRetry(
        makeEvent<RetryEvent>(state, call, {
          error: { ...call.info } as ErrorInfo,
          delay,
        }),
      );
  } catch (thrown) {
    call.noteFault(thrown, Cause.Args);
    throw thrown;
  }
  if (!isWanted) {
    call.giveUp();
    throw error;
  }
  call.goOn();
  await call.sleep(delay);
  call.goOn();
}

async function attempt(state: ClientState, call: Call, body: string) {
  const { hooks, kind, functionRef } = call;
  // Endpoints have the numbers of the kinds they serve.
  const endpoint = kind as number as Endpoint;
  let init: Init;
  try {
    // Awaited only where there is something to wait for: else the request is sent in the tick of the call.
    const waiting = call.tokenSource && authorize(call);
    if (waiting) await waiting;
    call.goOn();
    call.readRetryAfter = () => "";
    if (hooks?.onRequest) {
      const hooked: any = hooks.onRequest(makeEvent(state, call, {}));
      if (typeof hooked?.then === "function") await hooked;
    }
    init = attemptInit(state, call, body);
    if (!state.isCallable()) throw cut(state.fetch(endpoint, init).error);
    call.goOn();
  } catch (error) {
    call.noteFault(error, Cause.Args);
    throw error;
  }
  let sent: Sent | Promise<Response | Thrown> | undefined;
  let reply: Promise<unknown> | undefined;
  try {
    sent = call.isConsistent
      ? sendConsistent(state, call, body)
      : sendAttempt(state, kind, init);
    if (hooks?.onResponse) sent = observe(state, call, hooks.onResponse, sent);
    reply = readReply(state, kind, undefined, functionRef, sent, call);
  } catch (error) {
    // The stack is exhausted, and nobody else hears of what was sent.
    Promise.resolve(sent).catch(() => {});
    throw error;
  }
  return await reply;
}

/** Puts the token that is in force into a call; returns a promise where it must be fetched. */
function authorize(call: Call): Promise<void> | undefined {
  const token = call.tokenSource!(call);
  if (typeof token === "object" && token !== null)
    return token.then((fetched) => setToken(call, fetched));
  setToken(call, token);
}

function setToken(call: Call, token: string | null | undefined): void {
  call.lastToken = token;
  call.authHeader = token ? checked(`Bearer ${token}`) : undefined;
}

/** Sends a query when the timestamp is known, unless it is over by then. */
async function sendConsistent(
  state: ClientState,
  call: Call,
  body: string,
): Promise<Response> {
  const transport = state.keep();
  const timestamp = await (call.timestamp ?? askTimestamp(state, call));
  if (call.isOver) throw call.error;
  // With the fetch options as they are now.
  return sendAtTimestamp(transport, attemptInit(state, call, body), timestamp);
}

/** Shows a response to its hook before its body is read. */
async function observe(
  state: ClientState,
  call: Call,
  onResponse: (event: ResponseEvent) => unknown,
  sent: Sent | Promise<Response | Thrown>,
): Promise<Response | Thrown> {
  const started = now();
  const response = (await sent) as Response;
  try {
    const { status, ok } = response;
    const duration = now() - started;
    await onResponse(
      makeEvent<ResponseEvent>(state, call, { status, ok, duration }),
    );
  } catch (error) {
    // Nobody reads it, and its connection would stay open.
    void discard(response);
    return new Thrown(error);
  }
  return response;
}

/** Gives a reply's body up, if there is one that can be. */
async function discard(response: Response): Promise<void> {
  try {
    await response.body?.cancel?.();
  } catch {
    // Somebody is reading it, or it is a mock.
  }
}

/** What a hook gets to see: nothing secret, unless it asks for the headers. */
function makeEvent<Event extends RequestEvent>(
  state: ClientState,
  call: Call,
  more: Required<Omit<Event, keyof RequestEvent>>,
): Event {
  const { authHeader, headers, hooks, kind, stage } = call;
  const isSent = stepOf(stage) !== Step.Request;
  const endpoint = call.isConsistent ? Endpoint.QueryAtTs : (kind as number);
  const event: Required<Omit<RequestEvent, "headers">> = {
    // A query's is made when somebody reads it before it is sent, and not otherwise: see `Call`.
    get requestId() {
      return stepOf(call.stage) === Step.Request
        ? call.identify()
        : call.requestId;
    },
    set requestId(_) {
      // It is the hook's own, but this stays so.
    },
    functionPath: call.path,
    kind: KIND_NAMES[kind],
    attempt: attemptsOf(stage) + (isSent ? 0 : 1),
    url: state.urlOf(endpoint),
    ...(hooks?.includeHeaders
      ? { headers: { ...makeHeaders(authHeader), ...headers } }
      : {}),
  };
  return Object.assign(event, more) as object as Event;
}
