// A `fetch` with the rules of the client, for those whose library makes the official one. It needs no module.
import type { Hooks, RequestEvent } from "../../types/index.js";
import type { ResilientFetchOptions } from "../../types/fetch.js";
import { ConvexHttpError } from "@names";
import { now, randomId } from "../clock.ts";
import {
  FUNCTION_FAILED,
  KEY,
  KEY_ID,
  KEY_PREFIX,
  Kind,
  KIND_NAMES,
  TIMEOUT_CLASSES,
} from "../generated/core.ts";
import { callOf, type ConvexCall } from "../repeat/call.ts";
import { Course, Failure } from "../repeat/course.ts";
import {
  checkNames,
  ownOf,
  read,
  readRetry,
  TIMED,
} from "../repeat/options.ts";
import { refusalOf } from "../repeat/reply.ts";
import { subjectOf } from "../repeat/verdict.ts";

const OPTIONS = [
  ...["timeout", "retry", "signal", "idempotent", "hooks", "fetch"],
] as const;
const HOOKS = ["onRequest", "onResponse", "onRetry", "includeHeaders"];

type Fetch = typeof globalThis.fetch;
type Rules = ReturnType<typeof readOptions>;

export function resilientFetch(options?: ResilientFetchOptions): Fetch {
  const rules = readOptions(options ?? {});
  const send: Fetch = (...given) => (rules.fetch ?? fetch)(...given);
  return async (input, init) => {
    const call = callOf(input, init);
    return call ? perform(rules, call, send) : send(input, init);
  };
}

function readOptions(options: ResilientFetchOptions) {
  checkNames(options, OPTIONS);
  const hooks: Hooks = read(options, "hooks") ?? {};
  checkNames(hooks, HOOKS);
  return {
    timeout: readTimeouts(ownOf(options, "timeout")),
    retry: readRetry(options),
    signal: read(options, "signal"),
    idempotent: read(options, "idempotent"),
    fetch: read(options, "fetch"),
    hooks,
  };
}

/** Returns the timeouts of queries, mutations and actions. */
function readTimeouts(given: any): Record<string, number | undefined> {
  const isNested = typeof given === "object" && given !== null;
  if (isNested) checkNames(given, TIMED);
  return Object.fromEntries(
    TIMED.map((name) => [
      name,
      isNested
        ? read({ timeout: ownOf(given, name) }, "timeout", `timeout.${name}`)
        : read({ timeout: given }, "timeout"),
    ]),
  );
}

async function perform(
  rules: Rules,
  call: ConvexCall,
  send: Fetch,
): Promise<Response> {
  const { hooks, retry, signal } = rules;
  const { functionPath, init, kind, url } = call;
  const isIdempotent = identify(rules, call);
  const makeEvent = (more: object): any => ({
    requestId: call.requestId,
    functionPath,
    kind: KIND_NAMES[kind],
    attempt: course.attempts,
    url,
    ...(hooks.includeHeaders
      ? { headers: Object.fromEntries(new Headers(init.headers)) }
      : {}),
    ...more,
  });
  const course = new Course({
    subject: subjectOf(kind, isIdempotent),
    title: `The ${KIND_NAMES[kind]} ${functionPath ?? ""}`,
    functionPath,
    requestId: call.requestId,
    timeout: rules.timeout[TIMEOUT_CLASSES[kind]],
    retry,
    signals: [signal, init.signal],
    onRetry: (error, delay) => hooks.onRetry?.(makeEvent({ error, delay })),
  });
  return course.run(async () => {
    if (hooks.onRequest) {
      const attempt = course.attempts + 1;
      await hooks.onRequest(makeEvent({ attempt }) as RequestEvent);
    }
    // It may have been stopped meanwhile.
    if (course.signal?.aborted) throw course.signal.reason;
    course.send();
    const started = now();
    const request: RequestInit = { ...init };
    if (course.signal) request.signal = course.signal;
    let response: Response;
    try {
      response = await send(url, request);
    } catch (error) {
      throw new Failure(error, "network");
    }
    const { ok, status } = response;
    const duration = now() - started;
    try {
      await hooks.onResponse?.(makeEvent({ ok, status, duration }));
    } catch (error) {
      // Nobody reads it, and its connection would stay open.
      response.body?.cancel().catch(() => {});
      throw error;
    }
    return wholeOf(response);
  });
}

/** Gives a call an id where the client would, and tells whether it may run twice. */
function identify(rules: Rules, call: ConvexCall): boolean {
  const { idempotent, hooks, retry, timeout } = rules;
  const { functionPath, kind } = call;
  if (kind === Kind.Query || kind === Kind.Batch) return false;
  const name = KIND_NAMES[kind];
  // A word for all is about mutations: an action may do more than its deployment can undo.
  const key =
    typeof idempotent === "function"
      ? idempotent({ functionPath, kind: name })
      : idempotent && kind === Kind.Mutation;
  const isIdempotent = key !== undefined && key !== false;
  if (call.requestId !== undefined) return isIdempotent;
  if (isIdempotent) call.identify(idOf(key));
  else {
    const isLost = retry || Object.keys(hooks).length > 0;
    if (isLost || timeout[TIMEOUT_CLASSES[kind]] !== undefined)
      call.identify(randomId());
  }
  return isIdempotent;
}

function idOf(key: unknown): string {
  if (key === true) return KEY_PREFIX + randomId();
  if (typeof key === "string" && KEY_ID.test(key)) return key;
  if (typeof key === "string" && KEY.test(key))
    return KEY_PREFIX + encodeURIComponent(key);
  throw new TypeError(
    "Invalid result of `idempotent`. Return a boolean, or a key of 1 to 256 characters that are no control characters.",
  );
}

/** Reads a reply to its end, as until then nobody knows whether it comes, and returns it for another to read. */
async function wholeOf(response: Response): Promise<Response> {
  const { headers, ok, status, statusText } = response;
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw new Failure(error, "network");
  }
  if (!ok && status !== FUNCTION_FAILED)
    throw refusalOf(new ConvexHttpError(text), text, response);
  try {
    JSON.parse(text);
  } catch (error) {
    throw new Failure(error, "protocol");
  }
  return new Response(text, { status, statusText, headers });
}
