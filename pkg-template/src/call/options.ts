// The options beyond the official client's, checked when they are given. Only an object's own members count: somebody may
// have added some to every object.
import type * as Public from "../../types/index.js";
import { Bare } from "../bare.ts";
import { KEY, KEY_ID, RESERVED_HEADERS } from "../generated/core.ts";
import { mistake } from "../errors.ts";
import { hasOwn, isNested } from "../values/visit.ts";
import { DEFAULTS } from "./defaults.ts";
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
export const NO_OPTIONS: CallOptions = Object.freeze(new Bare());

/** Returns an object's own member. */
export const ownOf = (options: any, name: string | symbol): any =>
  hasOwn.call(options, name) ? options[name] : undefined;

/** What reads an option: it returns what counts of it, or throws what is wrong. */
type Reader = (name: string, value: any) => any;

type Readers = Readonly<Record<string, Reader>>;

export const isUsed = (options: CallOptions): boolean =>
  Object.keys(options).length > 0;

/** Returns the error of an option that has another form than it must have. */
export function invalid(name: string, value: unknown, expected: string): Error {
  const isSecret = ["auth", "headers", "idempotent"].includes(name);
  const given =
    isSecret || Object(value) === value
      ? typeof value
      : typeof value === "string"
        ? JSON.stringify(value.slice(0, 50))
        : String(value);
  return mistake(`Invalid option \`${name}\`: ${given}. Give ${expected}.`);
}

const letters = (name: string) => name.replace(/[-_]/g, "").toLowerCase();

/** A name and another one that it is a slip of: in one letter, or two neighbours. */
const SLIP = /^(.*)(?:.?(.*)\n\1.?\2|(.)(.)(.*)\n\1\4\3\5)$/;

const isSlip = (name: string, known: string): boolean =>
  name.length < 40 && SLIP.test(`${letters(name)}\n${letters(known)}`);

/** What other clients call an option, and what it is called here: the first that is known where it stands. */
const ALIASES = {
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
function checkNames(options: object, readers: Readers): void {
  for (const name of Object.keys(options)) {
    if (ownOf(readers, name)) continue;
    const right =
      Object.keys(readers).find((other) => isSlip(name, other)) ??
      ownOf(ALIASES, name)?.find((other: string) => ownOf(readers, other)) ??
      (name === "skipQueue" && "mutation(…, { skipQueue })");
    if (right)
      throw mistake(`Unknown option \`${name}\`: did you mean \`${right}\`?`);
  }
}

/** Reads those of an object's own members that are known and given. */
function readAll(options: object, readers: Readers, prefix = ""): any {
  checkNames(options, readers);
  const read: any = new Bare();
  for (const name of Object.keys(options)) {
    const reader: Reader | undefined = ownOf(readers, name);
    const given = reader && ownOf(options, name);
    if (given === undefined) continue;
    const value = reader!(prefix + name, given);
    if (value !== undefined) read[name] = value;
  }
  return read;
}

/** Says what an option may be: in words, and by a test. */
const fit =
  (expected: string, isFit: (value: any) => boolean): Reader =>
  (name, value) => {
    if (isFit(value)) return value;
    throw invalid(name, value, expected);
  };

const isOf = (type: string) => (value: unknown) => typeof value === type;

const ignore: Reader = () => undefined;
const isCount = (value: unknown) => typeof value === "number" && value >= 0;
const aNumber = fit("a number, at least 0", isCount);
const aLimit = fit("a number, at least 0, false or { limit }", isCount);
const aTime = fit("milliseconds, more than 0", (value) =>
  typeof value === "number" && value > 0);
const aFunction = fit("a function", isOf("function"));
const anObject = fit("an object", isOf("object"));

export const TIMED = {
  query: aTime,
  mutation: aTime,
  action: aTime,
};

export const RETRY = {
  limit: aNumber,
  backoff: aNumber,
  maxDelay: aNumber,
  maxRetryAfter: aNumber,
  shouldRetry: aFunction,
};

export const HOOKS = {
  onRequest: aFunction,
  onResponse: aFunction,
  onRetry: aFunction,
  includeHeaders: ignore,
};

const SHARED = {
  timeout: (name: string, timeout: any) =>
    isNested(timeout)
      ? readAll(timeout, TIMED, "timeout.")
      : aTime(name, timeout),
  // Told by what it can do, as it may come from another realm or a polyfill.
  signal: fit("an AbortSignal, as controller.signal", (signal) =>
    signal === null || typeof signal.addEventListener === "function"),
  retry: (name: string, retry: any) =>
    retry !== false && {
      ...DEFAULTS,
      ...readAll(
        isNested(retry) ? retry : { limit: aLimit(name, retry) },
        RETRY,
        "retry.",
      ),
    },
  headers: readHeaders,
  idempotent:
    fit("a boolean, or a key of 1 to 256 characters, no control characters", (key) =>
      typeof key === "boolean" ||
      (typeof key === "string" && (KEY.test(key) || KEY_ID.test(key)))),
};

export const CALL = {
  ...SHARED,
  auth: fit("a token, a function that fetches one, or null", (auth) =>
    auth === null || typeof auth === "string" || typeof auth === "function"),
  fetchOptions: anObject,
  skipQueue: ignore,
};

export const CLIENT = {
  ...SHARED,
  hooks: readHooks,
  fetchOptions: (name: string, value: unknown) => void anObject(name, value),
  auth: ignore,
  fetch: ignore,
  logger: ignore,
  skipConvexDeploymentUrlCheck: ignore,
};

/** What `paginate` takes besides a call's options. */
export const PAGES = {
  numItems: ignore,
  cursor: ignore,
  endCursor: ignore,
  prefetch: ignore,
};

function readHeaders(option: string, headers: any): Record<string, string> {
  if (!isNested(headers)) throw invalid(option, headers, "an object");
  const pairs: any = (headers as any)[Symbol.iterator]
    ? headers
    : Object.entries(headers);
  const byName = Object.create(null);
  for (const [name, value] of pairs) {
    // In one case, so that a call's header takes the place of the client's.
    const lower = name.toLowerCase();
    if (RESERVED_HEADERS.includes(lower))
      throw mistake(
        `Invalid option \`headers\`: the client sets ${name}. For Authorization, give \`auth\`.`,
      );
    // https://www.rfc-editor.org/rfc/rfc9110#name-tokens
    if (!/^[-!#$%&'*+.^_`|~\w]+$/.test(name))
      throw mistake(
        `Invalid option \`headers\`: ${JSON.stringify(name)} is no name of a header.`,
        TypeError,
      );
    if (value === undefined) continue;
    byName[lower] = `${value}`;
    checkHeader(`The header ${name}`, byName[lower]);
  }
  return byName;
}

/** Reads the options of a call. */
export function readCall(options: object): CallOptions {
  const read = readAll(options, CALL);
  const leaving = ownOf(options, leavingKey);
  if (leaving) read.leaving = leaving;
  return read;
}

/** Refuses slips in the options of `paginate`. */
export const checkPages = (options: object) =>
  checkNames(options, { ...CALL, ...PAGES });

/** Reads a client's options beyond the official ones; undefined where none of them is set. */
export function readClient(options: object): Policy | undefined {
  const policy = readAll(options, CLIENT);
  return isUsed(policy) ? policy : undefined;
}

function readHooks(name: string, hooks: any): Public.Hooks | undefined {
  if (!anObject(name, hooks)) return undefined;
  checkNames(hooks, HOOKS);
  const bound: any = new Bare();
  bound.includeHeaders = memberOf(hooks, "includeHeaders");
  for (const point of Object.keys(HOOKS).slice(0, 3)) {
    const hook = memberOf(hooks, point);
    if (hook !== undefined) {
      aFunction(`hooks.${point}`, hook);
      bound[point] = (event: object) => hook.call(hooks, event);
    }
  }
  return bound;
}

/** Returns a member that an object, or a class of the caller's, has: not one that every object has. */
const memberOf = (object: any, name: string): any =>
  object[name] === (Object.prototype as any)[name] && !hasOwn.call(object, name)
    ? undefined
    : object[name];
