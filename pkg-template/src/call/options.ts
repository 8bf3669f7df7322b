// The options beyond the official client's, checked when they are given. Only an object's own members count: somebody may
// have added some to every object.
import type * as Public from "../../types/index.js";
import {
  KEY,
  KEY_ID,
  MAX_RETRY_AFTER,
  RESERVED_HEADERS,
} from "../generated/core.ts";
import { hasOwn, isNested } from "../values/visit.ts";
import { checkHeader } from "./request.ts";

/** The same with what it takes by default: numbers are there, a function may be. */
export type Retry = {
  [Name in keyof Required<Public.RetryOptions>]: Name extends "shouldRetry"
    ? Public.RetryOptions[Name]
    : NonNullable<Public.RetryOptions[Name]>;
};

/** What a client's options and a call's have in common, as it was read. */
interface SharedOptions {
  timeout: Public.PolicyOptions["timeout"];
  signal: AbortSignal | undefined;
  retry: Retry | false | undefined;
  headers: Record<string, string> | undefined;
  idempotent: boolean | string | undefined;
}

export interface Policy extends SharedOptions {
  hooks: Public.Hooks | undefined;
}

export interface CallOptions extends Partial<SharedOptions> {
  auth?: Public.CallOptions["auth"];
  fetchOptions?: any;
  leaving?: AbortSignal;
}

/** Holds the signal of whoever reads pages ahead and then wants no more. */
export const leavingKey = Symbol();

/** No options. */
export const NO_OPTIONS: CallOptions = Object.freeze({});

const SHARED = [
  ...["timeout", "signal", "retry", "auth", "headers"],
  "idempotent",
] as const;
export const CALL = [...SHARED, "fetchOptions", "skipQueue"] as const;
export const CLIENT = [
  ...[...SHARED, "fetchOptions", "hooks", "fetch", "logger"],
  "skipConvexDeploymentUrlCheck",
] as const;
/** What `paginate` takes besides a call's options. */
export const PAGES = ["numItems", "cursor", "endCursor", "prefetch"] as const;
export const TIMED = ["query", "mutation", "action"] as const;
export const HOOKS = ["onRequest", "onResponse", "onRetry"] as const;

/** Returns an object's own member. */
export const ownOf = (options: any, name: string | symbol): any =>
  hasOwn.call(options, name) ? options[name] : undefined;

export const isUsed = (options: CallOptions): boolean =>
  Object.values(options).some((value) => value !== undefined);

/** Returns the error of an option that has another form than it must have. */
export function invalid(name: string, value: unknown, expected: string): Error {
  const given = typeof value === "number" ? value : typeof value;
  return new Error(`Invalid option \`${name}\`: ${given}. Give ${expected}.`);
}

const letters = (name: string) => name.replace(/[-_]/g, "").toLowerCase();

/** A name and another one that it is a slip of: in one letter, or two neighbours. */
const SLIP = /^(.*)(?:.?(.*)\n\1.?\2|(.)(.)(.*)\n\1\4\3\5)$/;

const isSlip = (name: string, known: string): boolean =>
  name.length < 40 && SLIP.test(`${letters(name)}\n${letters(known)}`);

/** What other clients call an option, and what it is called here: the first that is known where it stands. */
const ALIASES: Record<string, string[] | undefined> = {
  __proto__: null as any,
  retries: ["retry", "limit"],
  maxRetries: ["retry", "limit"],
  maxAttempts: ["retry", "limit"],
  abortSignal: ["signal"],
  token: ["auth"],
  cache: ["fetchOptions"],
  idempotencyKey: ["idempotent"],
};

/**
 * Refuses names that are slips of known ones, or another client's, and those of a call where a client's belong. Other
 * names are ignored, as the official client does.
 */
function checkNames(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const right =
      known.find((other) => isSlip(name, other)) ??
      ALIASES[name]?.find((other) => known.includes(other)) ??
      (name === "skipQueue" && "mutation(…, { skipQueue })");
    if (right)
      throw new Error(`Unknown option \`${name}\`: did you mean \`${right}\`?`);
  }
}

/** What an option may be, if it is given: in words, and by a test. */
type Form = [expected: string, isFit: (value: any) => boolean];

const aNumber: Form = [
  "a number, at least 0",
  (value) => typeof value === "number" && value >= 0,
];
const aTime: Form = [
  "milliseconds, more than 0",
  (value) => typeof value === "number" && value > 0,
];
const aFunction: Form = ["a function", (value) => typeof value === "function"];
const anObject: Form = ["an object", (value) => typeof value === "object"];

const FORMS: Record<string, Form> = {
  auth: [
    "a token, a function that fetches one, or null",
    (auth) =>
      auth === null || typeof auth === "string" || typeof auth === "function",
  ],
  fetchOptions: anObject,
  headers: ["an object", isNested],
  hooks: anObject,
  idempotent: [
    "a boolean, or a key of 1 to 256 characters that are no control characters",
    (key) =>
      typeof key === "boolean" ||
      (typeof key === "string" && (KEY.test(key) || KEY_ID.test(key))),
  ],
  // Told by what it can do, as it may come from another realm or a polyfill.
  signal: [
    "an AbortSignal",
    (signal) =>
      signal === null || typeof signal.addEventListener === "function",
  ],
};

/** Returns an option, unless it has another form than it must have. */
function check(name: string, value: any, form = FORMS[name]!): any {
  const [expected, isFit] = form;
  if (value !== undefined && !isFit(value))
    throw invalid(name, value, expected);
  return value;
}

/** Returns an option of an object's own. */
const read = (options: object, name: string): any =>
  check(name, ownOf(options, name));

function readTimeout(timeout: any): SharedOptions["timeout"] {
  if (!isNested(timeout)) return check("timeout", timeout, aTime);
  checkNames(timeout, TIMED);
  const times: Public.Timeouts = {};
  for (const kind of TIMED)
    times[kind] = check(`timeout.${kind}`, ownOf(timeout, kind), aTime);
  return times;
}

const DEFAULTS: Retry = {
  limit: 2,
  backoff: 300,
  maxDelay: 10000,
  maxRetryAfter: MAX_RETRY_AFTER,
  shouldRetry: undefined,
};

function readRetry(retry: any): Retry | false | undefined {
  if (retry === undefined || retry === false) return retry;
  if (!isNested(retry)) retry = { limit: check("retry", retry, aNumber) };
  const rules: Retry = { ...DEFAULTS };
  const names = Object.keys(rules) as (keyof Retry)[];
  checkNames(retry, names);
  for (const name of names)
    rules[name] =
      check(
        `retry.${name}`,
        ownOf(retry, name),
        name === "shouldRetry" ? aFunction : aNumber,
      ) ?? rules[name];
  return rules;
}

function readHeaders(headers: any): Record<string, string> | undefined {
  if (headers === undefined) return undefined;
  const pairs = headers[Symbol.iterator] ? headers : Object.entries(headers);
  const byName = Object.create(null);
  for (const [name, value] of pairs) {
    // In one case, so that a call's header takes the place of the client's.
    const lower = name.toLowerCase();
    if (RESERVED_HEADERS.includes(lower))
      throw new Error(
        `Invalid option \`headers\`: the client sets ${name}. For Authorization, give \`auth\`.`,
      );
    // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
    if (!/^[-!#$%&'*+.^_`|~\w]+$/.test(name))
      throw new TypeError(
        `Invalid option \`headers\`: ${JSON.stringify(name)} is no name of a header.`,
      );
    if (value === undefined) continue;
    byName[lower] = `${value}`;
    checkHeader(`The header ${name}`, byName[lower]);
  }
  return byName;
}

function readShared(options: object): SharedOptions {
  return {
    timeout: readTimeout(ownOf(options, "timeout")),
    signal: read(options, "signal") ?? undefined,
    retry: readRetry(ownOf(options, "retry")),
    headers: readHeaders(read(options, "headers")),
    idempotent: read(options, "idempotent"),
  };
}

/** Reads the options of a call. */
export function readCall(options: object): CallOptions {
  checkNames(options, CALL);
  const auth = read(options, "auth");
  const fetchOptions = read(options, "fetchOptions");
  const leaving = ownOf(options, leavingKey);
  return { ...readShared(options), auth, fetchOptions, leaving };
}

/** Refuses slips in the options of `paginate`. */
export const checkPages = (options: object) =>
  checkNames(options, [...PAGES, ...CALL]);

/** Reads a client's options beyond the official ones; undefined where none of them is set. */
export function readClient(options: object): Policy | undefined {
  checkNames(options, CLIENT);
  const hooks = readHooks(read(options, "hooks"));
  read(options, "fetchOptions");
  const policy = { ...readShared(options), hooks };
  return isUsed(policy) ? policy : undefined;
}

function readHooks(hooks: any): Public.Hooks | undefined {
  if (!hooks) return undefined;
  checkNames(hooks, [...HOOKS, "includeHeaders"]);
  const bound: Public.Hooks = {
    includeHeaders: memberOf(hooks, "includeHeaders"),
  };
  for (const name of HOOKS) {
    const hook = memberOf(hooks, name);
    if (check(`hooks.${name}`, hook, aFunction))
      bound[name] = (event: object) => hook.call(hooks, event);
  }
  return bound;
}

/** Returns a member that an object, or a class of the caller's, has: not one that every object has. */
const memberOf = (object: any, name: string): any =>
  object[name] === (Object.prototype as any)[name] && !hasOwn.call(object, name)
    ? undefined
    : object[name];
