// The error of functions that fail on purpose.
import type * as Public from "../../types/index.js";
import { printValue } from "../values/print.ts";

const identifier = Symbol.for("ConvexError");

/** An error that a Convex function threw on purpose, with data for its caller. */
export class ConvexError<Data extends Public.Value> extends Error {
  override name = "ConvexError";
  data: Data;
  [identifier] = true;

  constructor(data: Data) {
    super(typeof data === "string" ? data : printValue(data));
    this.data = data;
  }
}

export type ErrorClass = new (data: any) => Error & { data: any };

export const isConvexError = (
  error: any,
): error is Public.ConvexError<Public.Value> => error?.[identifier] === true;
