import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleFunctions } from "./bundle.js";

/** @import { GenericSchema, SchemaDefinition } from "convex/server" */
/** @import { FunctionPath } from "./function-path.js" */
/** @import { ValidatorJson } from "./validator.js" */

/**
 * One exported function and what the backend knows about it.
 *
 * @typedef {object} ConvexFunction
 * @property {FunctionPath} path
 * @property {"Query" | "Mutation" | "Action"} kind
 * @property {boolean} isPublic
 * @property {ValidatorJson} args
 * @property {ValidatorJson | null} returns
 * @property {(ctx: any, args: any) => unknown} handler
 */

/**
 * The deployed code: what a push to a real deployment leaves there.
 *
 * @typedef {object} Program
 * @property {string} directory
 * @property {SchemaDefinition<GenericSchema, boolean>} schema
 * @property {Record<string, () => Promise<any>>} modules
 * @property {Map<string, ConvexFunction>} functions by `module:name`
 */

/** @returns {Promise<Program>} */
export async function loadProgram() {
  const directory = await bundleFunctions();
  /** @type {Program["modules"]} */
  const modules = {};
  /** @type {Program["functions"]} */
  const functions = new Map();

  for (const file of await listModules(directory)) {
    const url = pathToFileURL(join(directory, file)).href;
    const exports = await import(url);
    const module = file.split(sep).join("/").replace(/\.js$/, "");
    modules[`./convex/${module}.js`] = async () => exports;
    if (module.startsWith("_generated/")) {
      continue;
    }
    for (const [name, value] of Object.entries(exports)) {
      const found = describe({ module, name }, value);
      if (found !== null) {
        functions.set(`${module}:${name}`, found);
      }
    }
  }
  const { default: schema } = await modules["./convex/schema.js"]();
  return { directory, schema, modules, functions };
}

/** @param {string} directory */
async function listModules(directory) {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter(({ name }) => name.endsWith(".js") && !name.startsWith("chunk-"))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Reads the registration that `query`, `mutation` and `action` leave on what
 * they return; null for any other export.
 *
 * @param {FunctionPath} path
 * @param {any} value
 * @returns {ConvexFunction | null}
 */
function describe(path, value) {
  if (typeof value !== "function") {
    return null;
  }
  const kind = value.isQuery
    ? "Query"
    : value.isMutation
      ? "Mutation"
      : value.isAction
        ? "Action"
        : null;
  if (kind === null) {
    return null;
  }
  return {
    path,
    kind,
    isPublic: value.isPublic === true,
    args: JSON.parse(value.exportArgs()),
    returns: JSON.parse(value.exportReturns()),
    handler: value._handler,
  };
}

/**
 * The source map of a bundled module, if it has one.
 *
 * @param {string} path
 */
export async function readSourceMap(path) {
  return await readFile(`${path}.map`, "utf8").then(JSON.parse, () => null);
}
