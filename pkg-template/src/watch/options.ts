// What a watch may be told, checked before it begins.
import type { WatchOptions } from "../../types/watch.js";

/** What a watch goes by. */
export interface Settings {
  /** In milliseconds. */
  interval: number;
  maxInterval: number;
  maxErrors: number;
  equals: ((before: any, now: any) => boolean) | undefined;
  onError: ((error: unknown) => void) | undefined;
  signal: AbortSignal | undefined;
  /** What each of its calls is told besides. */
  call: object;
}

const DEFAULT_INTERVAL = 2000;
/** How much longer than the interval the longest may be, unless it is set. */
const SLOWDOWN = 15;
const DEFAULT_ERRORS = 5;

const CALL = ["timeout", "auth", "headers", "fetchOptions"];
const NAMES = [
  ...["interval", "maxInterval", "maxErrors", "equals", "onError", "signal"],
  ...CALL,
];

type Test = (value: any) => boolean;

const isInterval: Test = (value) => value > 0 && value < Infinity;
const isCount: Test = (value) => value >= 0;
const isFunction: Test = (value) => typeof value === "function";
const isSignal: Test = (value) => typeof value.addEventListener === "function";

/** @throws `TypeError` for an option that is none, or has a value that it cannot have. */
export function readOptions(given: WatchOptions = {}): Settings {
  for (const name of Object.keys(given))
    if (!NAMES.includes(name))
      throw new TypeError(
        `Unknown option \`${name}\`. A watch takes ${NAMES.join(", ")}.`,
      );
  const read = (name: string, isFit: Test, expected: string, unset?: any) => {
    const value = Object.hasOwn(given, name) ? (given as any)[name] : undefined;
    if (value == null) return unset;
    if (!isFit(value) || (unset !== undefined && typeof value !== "number"))
      throw new TypeError(`Invalid option \`${name}\`. Give ${expected}.`);
    return value;
  };
  const time = "milliseconds, more than 0";
  const interval = read("interval", isInterval, time, DEFAULT_INTERVAL);
  const longest = Math.max(interval * SLOWDOWN, interval);
  return {
    interval,
    maxInterval: Math.max(
      interval,
      read("maxInterval", isInterval, time, longest),
    ),
    maxErrors: read(
      "maxErrors",
      isCount,
      "a number, at least 0",
      DEFAULT_ERRORS,
    ),
    equals: read("equals", isFunction, "a function"),
    onError: read("onError", isFunction, "a function"),
    signal: read("signal", isSignal, "an AbortSignal"),
    call: Object.fromEntries(
      Object.entries(given).filter(([name]) => CALL.includes(name)),
    ),
  };
}
