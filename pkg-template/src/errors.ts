// The classes of errors, and what is thrown on its way to where it belongs.
import { Bare } from "./bare.ts";
import { Cause } from "./generated/core.ts";

/** Holds what was thrown, and why, until the promise that it was meant for finds it. */
export class Thrown extends Bare {
  declare readonly error: any;
  declare readonly cause: Cause;
  declare readonly status: unknown;
  declare readonly code: unknown;

  constructor(
    error: unknown,
    cause = Cause.Args,
    status?: unknown,
    code?: unknown,
  ) {
    super();
    this.error = error;
    this.cause = cause;
    this.status = status;
    this.code = code;
  }
}

/** What a call is rejected with at once, before anything is sent. */
export class Refused extends Thrown {}

// Users' proxies may throw when they are asked for their prototype.

export function isThrown(value: unknown): value is Thrown {
  try {
    return value instanceof Thrown;
  } catch {
    return false;
  }
}

export const isRefused = (value: unknown): value is Refused =>
  isThrown(value) && value instanceof Refused;

/**
 * The method of the client that runs, or its constructor. It is assigned to as it is: where the stack is exhausted, no
 * function can be called.
 */
export const entered: { cutAt: Function | undefined; fault: unknown } = {
  cutAt: undefined,
  /** The last error that is about what the method was given, and none of the caller's own. */
  fault: undefined,
};

/** Has an error's stack begin with whoever called the method that runs, where the engine can. */
export function cut<Reason>(error: Reason): Reason {
  const { captureStackTrace } = Error as any;
  if (entered.cutAt) captureStackTrace?.(error, entered.cutAt);
  entered.fault = error;
  return error;
}

/** Makes an error about what a caller gave. */
export const mistake = <Mistake = Error>(
  message: string,
  Class: new (message: string) => Mistake = Error as any,
): Mistake => cut(new Class(message));

/** Fills values into a text, in which a `{}` stands for each. */
export const fill = (text: string, ...values: unknown[]) =>
  text.replace(/{}/g, () => `${values.shift()}`);

const UNRESOLVED =
  "This commit timestamp is unresolved: its value is assigned when the mutation commits. Read the document after the mutation completes to get its value.";

/** Stands for a commit timestamp in a document that its own mutation read back. */
export class CommitTsPlaceholder {
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new Error(UNRESOLVED);
  }
  valueOf(): never {
    throw new Error(UNRESOLVED);
  }
  toJSON(): never {
    return this.valueOf();
  }
  toString(): string {
    return "[unresolved commit timestamp]";
  }
}

/** The only placeholder there is, so that two of them are equal. */
export const commitTsPlaceholder = new CommitTsPlaceholder();
