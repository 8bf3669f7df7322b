// Function references as users write them.
import { functionName } from "@names";
import { cut } from "./errors.ts";
import { Refusal } from "./generated/core.ts";
import { refuse } from "./wasm/module.ts";

const toReferencePath = Symbol.for("toReferencePath");

/** Returns the name under which the server knows a function. A string is its own name: types allow none, JavaScript does. */
export function nameOf(reference: any): string {
  const isString = typeof reference === "string";
  let name;
  try {
    name = isString ? reference : reference[functionName];
  } catch (error) {
    throw reference == null ? cut(error) : error;
  }
  // Handles are for a deployment's own functions. Only a plain string may be empty.
  if (isString ? !name.startsWith("function://") : name) return name;
  if (isString) throw refuse(Refusal.Handle, reference);
  const path = reference[toReferencePath];
  throw path
    ? refuse(Refusal.Component, path)
    : refuse(Refusal.NotAReference, reference);
}
