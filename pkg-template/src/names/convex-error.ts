// The error of functions that fail on purpose.
import type * as Public from "../../types/index.js";
import { printValue } from "../values/print.ts";

const identifier = Symbol.for("ConvexError");

/** Gives an error its name. Assigning to it fails where a program has frozen `Error.prototype`. */
export const nameError = (error: Error, value: string): Error =>
  Object.defineProperty(error, "name", {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });

/** An error that a Convex function threw on purpose, with data for its caller. */
export class ConvexError<Data extends Public.Value> extends Error {
  declare [identifier]: true;
  declare data: Data;

  constructor(data: Data) {
    super(typeof data === "string" ? data : printValue(data));
    nameError(this, "ConvexError");
    this.data = data;
    this[identifier] = true;
  }
}

export type ErrorClass = new (data: any) => Error & { data: any };

export const isConvexError = (
  error: any,
): error is Public.ConvexError<Public.Value> => error?.[identifier] === true;
