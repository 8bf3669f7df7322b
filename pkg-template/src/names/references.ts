// References to functions, as users make them.
import type { AnyApi, FunctionReference } from "../../types/index.js";

export const functionName: unique symbol = Symbol.for("functionName") as any;

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
export const anyApi: AnyApi = /* @__PURE__ */ makeApi([]);
