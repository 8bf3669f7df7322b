import { badRequest } from "./failure.js";

const MAX_NAME_LENGTH = 64;

/**
 * The canonical name of a function: `dir/file:name`, `name` being `default` for
 * a default export.
 *
 * @typedef {{ module: string, name: string }} FunctionPath
 */

/**
 * Parses the `path` of a request: `dir/file:name`, `dir/file.js:name` or, for a
 * default export, `dir/file`.
 *
 * @param {string} path
 * @returns {FunctionPath}
 */
export function parseFunctionPath(path) {
  const colon = path.lastIndexOf(":");
  const module = colon === -1 ? path : path.slice(0, colon);
  const name = colon === -1 ? "default" : path.slice(colon + 1);
  const problem = nameProblem(name) ?? moduleProblem(module);
  if (problem !== null) {
    throw badRequest(
      "BadConvexFunctionIdentifier",
      `${path} is not a valid path to a Convex function. ${problem}`,
    );
  }
  return { module: module.replace(/\.js$/, ""), name };
}

/**
 * The path as users write it, in messages about a function that is not there.
 *
 * @param {FunctionPath} path
 */
export function displayPath({ module, name }) {
  return name === "default" ? module : `${module}:${name}`;
}

/**
 * The path as the backend keeps it, in messages about a function that is there.
 *
 * @param {FunctionPath} path
 */
export function canonicalPath({ module, name }) {
  return `${module}.js:${name}`;
}

/**
 * @param {string} name
 * @returns {string | null}
 */
function nameProblem(name) {
  if (name === "") {
    return "Identifier cannot be empty";
  }
  if (!/^[A-Za-z_]/.test(name)) {
    return `Invalid first character '${[...name][0]}' in ${name}: Identifiers must start with an alphabetic character or underscore`;
  }
  const invalid = name.match(/[^A-Za-z0-9_]/u);
  if (invalid !== null) {
    return `Identifier ${name} has invalid character '${invalid[0]}': Identifiers can only contain alphanumeric characters or underscores`;
  }
  if (name.length > MAX_NAME_LENGTH) {
    return `Identifier is too long (${name.length} > maximum ${MAX_NAME_LENGTH})`;
  }
  if (/^_+$/.test(name)) {
    return `Identifier ${name} cannot have exclusively underscores`;
  }
  return null;
}

/**
 * @param {string} module
 * @returns {string | null}
 */
function moduleProblem(module) {
  if (module.startsWith("/")) {
    return `Module paths must be relative (${module} is absolute).`;
  }
  const components = module.split("/");
  const file = components[components.length - 1];
  if (file === "" || file === "." || file === "..") {
    return `Module path ${module} doesn't have a filename.`;
  }
  const extension = file.match(/.\.([^.]*)$/);
  if (extension !== null && extension[1] !== "js") {
    return `Module path (${module}) has an extension that isn't 'js'.`;
  }
  for (const component of components) {
    if (component === "" || component === "." || component === "..") {
      return `Invalid path component in ${module}`;
    }
    if (!/^[A-Za-z0-9_.]+$/.test(component)) {
      return `Path component ${component} can only contain alphanumeric characters, underscores, or periods.`;
    }
    if (component.length > MAX_NAME_LENGTH) {
      return `Path component is too long (${component.length} > maximum ${MAX_NAME_LENGTH}).`;
    }
  }
  return null;
}
