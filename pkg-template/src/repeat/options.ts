// What a call without the module may be told, checked before it begins.
import { DEFAULTS } from "../call/defaults.ts";
import type { Retry } from "../call/options.ts";

type Test = (value: any) => boolean;

const aFunction: Test = (value) => typeof value === "function";
const aCount: Test = (value) => typeof value === "number" && value >= 0;
const aTime: Test = (value) => typeof value === "number" && value > 0;
const anObject: Test = (value) => typeof value === "object" && value !== null;

type Form = [expected: string, isFit: Test];

const COUNT: Form = ["a number, at least 0", aCount];
const FUNCTION: Form = ["a function", aFunction];

/** What options may be, by their names: in words, and by a test. */
const FORMS: Record<string, Form> = {
  timeout: ["milliseconds, more than 0", aTime],
  signal: [
    "an AbortSignal",
    (signal) => typeof signal.addEventListener === "function",
  ],
  hooks: ["an object", anObject],
  limit: COUNT,
  backoff: COUNT,
  maxDelay: COUNT,
  maxRetryAfter: COUNT,
  type: ["a media type", (type) => typeof type === "string"],
  digest: ["a boolean", (digest) => typeof digest === "boolean"],
  idempotent: [
    "a boolean, or a function",
    (given) => typeof given === "boolean" || aFunction(given),
  ],
};
/** The names of timeouts. */
export const TIMED = ["query", "mutation", "action"] as const;

/** Returns an object's own member. */
export const ownOf = (options: any, name: string): any =>
  Object.hasOwn(options, name) ? options[name] : undefined;

/** Returns an option of an object's own, unless it has another form than it must have. */
export function read(options: object, name: string, path = name): any {
  const value = ownOf(options, name) ?? undefined;
  const [expected, isFit] = FORMS[name] ?? FUNCTION;
  if (value !== undefined && !isFit(value))
    throw new TypeError(`Invalid option \`${path}\`. Give ${expected}.`);
  return value;
}

/** Refuses names that are none of an option. */
export function checkNames(given: object, names: readonly string[]): void {
  for (const name of Object.keys(given))
    if (!names.includes(name))
      throw new TypeError(
        `Unknown option \`${name}\`: there are ${names.join(", ")}.`,
      );
}

export function readRetry(options: object): Retry | undefined {
  const given = ownOf(options, "retry");
  if (given === undefined || given === false) return undefined;
  const own: any = anObject(given) ? given : { limit: given };
  checkNames(own, Object.keys(DEFAULTS));
  const rules: any = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS))
    rules[name] = read(own, name, `retry.${name}`) ?? rules[name];
  return rules;
}
