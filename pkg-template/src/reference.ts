// Function references as users write them.
import type { AnyApi, FunctionReference } from "../types/index.js";
import { Refusal } from "./generated/core.ts";
import { refuse } from "./wasm/module.ts";

const functionName = Symbol.for("functionName");
const toReferencePath = Symbol.for("toReferencePath");

/** Returns the name under which the server knows a function. A string is its own name: types allow none, JavaScript does. */
export function nameOf(reference: any): string {
  const isString = typeof reference === "string";
  const name = isString ? reference : reference[functionName];
  // Handles are for a deployment's own functions. Only a plain string may be empty.
  if (isString ? !name.startsWith("function://") : name) return name;
  if (isString) throw refuse(Refusal.Handle, reference);
  const path = reference[toReferencePath];
  throw path
    ? refuse(Refusal.Component, path)
    : refuse(Refusal.NotAReference, reference);
}

/** Makes a reference from a function's name, as in `"messages:list"`. */
export const makeFunctionReference = (
  name: string,
): FunctionReference<any, "public", any, any> =>
  ({ [functionName]: name }) as any;

/** Makes an object whose every path is a reference: `.messages.list` is `"messages:list"`. */
const makeApi = (path: string[]): any =>
  new Proxy(
    {},
    {
      get(_, property) {
        if (typeof property === "string") return makeApi([...path, property]);
        if (property === functionName) return printPath(path);
        if (property === Symbol.toStringTag) return "FunctionReference";
      },
    },
  );

function printPath(path: string[]): string {
  if (path.length < 2)
    throw new Error(
      `API path is expected to be of the form \`api.moduleName.functionName\`. Found: \`${["api", ...path].join(".")}\``,
    );
  const module = path.slice(0, -1).join("/");
  const name = path[path.length - 1];
  return name === "default" ? module : `${module}:${name}`;
}

/** References to functions of any deployment, without the types of one. */
export const anyApi: AnyApi = makeApi([]);
