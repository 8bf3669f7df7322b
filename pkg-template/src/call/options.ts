// The options beyond the official client's, checked when they are given. Only an object's own members count: somebody may
// have added some to every object.
import type * as Public from "../../types/index.js";
import { MAX_RETRY_AFTER, RESERVED_HEADERS } from "../generated/core.ts";
import { hasOwn } from "../values/visit.ts";
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

const SHARED = ["timeout", "signal", "retry", "auth", "headers"] as const;
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
  SLIP.test(`${letters(name)}\n${letters(known)}`);

/** What other clients call an option, and what it is called here: the first that is known where it stands. */
const ALIASES: Record<string, string[] | undefined> = {
  __proto__: null as any,
  retries: ["retry", "limit"],
  maxRetries: ["retry", "limit"],
  maxAttempts: ["retry", "limit"],
  abortSignal: ["signal"],
  token: ["auth"],
  cache: ["fetchOptions"],
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

function checkNumber(name: string, value: unknown): number {
  if (typeof value !== "number" || !(value >= 0))
    throw invalid(name, value, "a number, at least 0");
  return value;
}

function checkTimeout(name: string, value: unknown): void {
  if (value !== undefined && (typeof value !== "number" || !(value > 0)))
    throw invalid(name, value, "milliseconds, more than 0");
}

function checkObject(name: string, value: unknown): void {
  if (value != null && typeof value !== "object")
    throw invalid(name, value, "an object");
}

function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function")
    throw invalid(name, value, "a function");
}

function readTimeout(timeout: any): SharedOptions["timeout"] {
  if (typeof timeout !== "object" || timeout === null) {
    checkTimeout("timeout", timeout);
    return timeout;
  }
  checkNames(timeout, TIMED);
  const read: Public.Timeouts = {};
  for (const kind of TIMED) {
    read[kind] = ownOf(timeout, kind);
    checkTimeout(`timeout.${kind}`, read[kind]);
  }
  return read;
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
  if (typeof retry !== "object" || retry === null)
    retry = { limit: checkNumber("retry", retry) };
  const read: Retry = { ...DEFAULTS };
  for (const name of Object.keys(read) as (keyof Retry)[]) {
    const value = ownOf(retry, name);
    if (value !== undefined) read[name] = value;
  }
  const { shouldRetry, ...numbers } = read;
  checkNames(retry, Object.keys(read));
  for (const [name, value] of Object.entries(numbers))
    checkNumber(`retry.${name}`, value);
  checkFunction("retry.shouldRetry", shouldRetry);
  return read;
}

function readSignal(signal: any): AbortSignal | undefined {
  // Told by what it can do, as it may come from another realm or a polyfill.
  if (signal != null && typeof signal.addEventListener !== "function")
    throw invalid("signal", signal, "an AbortSignal");
  return signal ?? undefined;
}

function readHeaders(headers: any): Record<string, string> | undefined {
  if (headers === undefined) return undefined;
  if (typeof headers !== "object" || headers === null)
    throw invalid("headers", headers, "an object");
  const pairs = headers[Symbol.iterator] ? headers : Object.entries(headers);
  const read = Object.create(null);
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
    read[lower] = `${value}`;
    checkHeader(`The header ${name}`, read[lower]);
  }
  return read;
}

function readShared(options: object): SharedOptions {
  return {
    timeout: readTimeout(ownOf(options, "timeout")),
    signal: readSignal(ownOf(options, "signal")),
    retry: readRetry(ownOf(options, "retry")),
    headers: readHeaders(ownOf(options, "headers")),
  };
}

/** Reads the options of a call. */
export function readCall(options: object): CallOptions {
  checkNames(options, CALL);
  const auth = ownOf(options, "auth");
  const fetchOptions = ownOf(options, "fetchOptions");
  if (auth != null && typeof auth !== "string" && typeof auth !== "function")
    throw invalid(
      "auth",
      auth,
      "a token, a function that fetches one, or null",
    );
  checkObject("fetchOptions", fetchOptions);
  const leaving = ownOf(options, leavingKey);
  return { ...readShared(options), auth, fetchOptions, leaving };
}

/** Refuses slips in the options of `paginate`. */
export const checkPages = (options: object) =>
  checkNames(options, [...PAGES, ...CALL]);

/** Reads a client's options beyond the official ones; undefined where none of them is set. */
export function readClient(options: object): Policy | undefined {
  checkNames(options, CLIENT);
  const hooks = readHooks(ownOf(options, "hooks"));
  checkObject("fetchOptions", ownOf(options, "fetchOptions"));
  const policy = { ...readShared(options), hooks };
  return isUsed(policy) ? policy : undefined;
}

function readHooks(hooks: any): Public.Hooks | undefined {
  checkObject("hooks", hooks);
  if (!hooks) return undefined;
  checkNames(hooks, [...HOOKS, "includeHeaders"]);
  const read: Public.Hooks = {
    includeHeaders: memberOf(hooks, "includeHeaders"),
  };
  for (const name of HOOKS) {
    const hook = memberOf(hooks, name);
    if (hook === undefined) continue;
    checkFunction(`hooks.${name}`, hook);
    read[name] = (event: object) => hook.call(hooks, event);
  }
  return read;
}

/** Returns a member that an object, or a class of the caller's, has: not one that every object has. */
const memberOf = (object: any, name: string): any =>
  object[name] === (Object.prototype as any)[name] && !hasOwn.call(object, name)
    ? undefined
    : object[name];
