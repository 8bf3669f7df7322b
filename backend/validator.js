/** @import { Value } from "convex/values" */

/**
 * A validator as `exportArgs` and `exportReturns` write it.
 *
 * @typedef {{ type: "null" | "number" | "bigint" | "boolean" | "string" | "bytes" | "any" }
 *   | { type: "id", tableName: string }
 *   | { type: "literal", value: any }
 *   | { type: "array", value: ValidatorJson }
 *   | { type: "record", keys: ValidatorJson, values: FieldJson }
 *   | { type: "object", value: Record<string, FieldJson> }
 *   | { type: "union", value: ValidatorJson[] }} ValidatorJson
 * @typedef {{ fieldType: ValidatorJson, optional: boolean }} FieldJson
 */

/**
 * Checks a value, and says what is wrong in the real backend's words; null when
 * nothing is.
 *
 * @param {ValidatorJson} validator
 * @param {Value} value
 * @param {string} [path] where the value is, from the outermost one
 * @returns {string | null}
 */
export function findProblem(validator, value, path = "") {
  switch (validator.type) {
    case "any":
      return null;
    case "id":
      return idProblem(validator, value, path);
    case "literal":
      return value === validator.value
        ? null
        : `\`${showValue(value)}\` does not match literal validator \`${showValidator(validator)}\`.${where(path)}`;
    case "array":
      return Array.isArray(value)
        ? first(value, (item, i) =>
            findProblem(validator.value, item, `${path}[${i}]`),
          )
        : mismatch(validator, value, path);
    case "record":
      return isObject(value)
        ? first(
            Object.entries(value),
            ([key, field]) =>
              findProblem(validator.keys, key, `${path}.keys()`) ??
              findProblem(
                validator.values.fieldType,
                /** @type {Value} */ (field),
                `${path}.values()`,
              ),
          )
        : mismatch(validator, value, path);
    case "object":
      return isObject(value)
        ? objectProblem(validator, value, path)
        : mismatch(validator, value, path);
    case "union":
      return validator.value.some((member) => !findProblem(member, value))
        ? null
        : mismatch(validator, value, path);
    default:
      return typeOf(value) === validator.type
        ? null
        : mismatch(validator, value, path);
  }
}

/**
 * @param {ValidatorJson & { type: "id" }} validator
 * @param {Value} value
 * @param {string} path
 */
function idProblem(validator, value, path) {
  // The runtime's ids end in the name of their table.
  const table = typeof value === "string" && /^\d+(\D.*)$/.exec(value)?.[1];
  if (!table) {
    return mismatch(validator, value, path);
  }
  return table === validator.tableName
    ? null
    : `Found ID "${value}" from table \`${table}\`, which does not match the table name in validator \`${showValidator(validator)}\`.${where(path)}`;
}

/**
 * @param {ValidatorJson & { type: "object" }} validator
 * @param {Record<string, Value | undefined>} object
 * @param {string} path
 */
function objectProblem(validator, object, path) {
  const details = `\n${where(path).trimStart()}\nObject: ${showValue(object)}\nValidator: ${showValidator(validator)}`;
  return (
    first(sortedEntries(validator.value), ([name, field]) => {
      const value = Object.hasOwn(object, name) ? object[name] : undefined;
      if (value !== undefined) {
        return findProblem(field.fieldType, value, `${path}.${name}`);
      }
      return field.optional
        ? null
        : `Object is missing the required field \`${name}\`. Consider wrapping the field validator in \`v.optional(...)\` if this is expected.${details}`;
    }) ??
    first(Object.keys(object).sort(), (name) =>
      Object.hasOwn(validator.value, name)
        ? null
        : `Object contains extra field \`${name}\` that is not in the validator.${details}`,
    )
  );
}

/**
 * @param {ValidatorJson} validator
 * @param {Value} value
 * @param {string} path
 */
function mismatch(validator, value, path) {
  return `Value does not match validator.\n${where(path).trimStart()}\nValue: ${showValue(value)}\nValidator: ${showValidator(validator)}`;
}

/** @param {string} path */
function where(path) {
  return path === "" ? "" : `\nPath: ${path}`;
}

/**
 * @param {Value} value
 * @returns {string}
 */
function typeOf(value) {
  if (value === null) {
    return "null";
  }
  return value instanceof ArrayBuffer ? "bytes" : typeof value;
}

/**
 * @param {Value} value
 * @returns {value is Record<string, Value | undefined>}
 */
function isObject(value) {
  return typeOf(value) === "object" && !Array.isArray(value);
}

/**
 * The first problem that `check` finds.
 *
 * @template T
 * @param {Iterable<T>} items
 * @param {(item: T, index: number) => string | null} check
 */
function first(items, check) {
  let index = 0;
  for (const item of items) {
    const problem = check(item, index++);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
}

/**
 * Fields in the order of their names, which is the order the backend keeps.
 *
 * @template T
 * @param {Record<string, T>} object
 * @returns {[string, T][]}
 */
function sortedEntries(object) {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * @param {Value} value
 * @returns {string}
 */
function showValue(value) {
  if (typeof value === "number") {
    return Number.isInteger(value) ? value.toFixed(1) : String(value);
  }
  if (value instanceof ArrayBuffer) {
    return `b"${Buffer.from(value).toString("hex").replace(/../g, "\\x$&")}"`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(showValue).join(", ")}]`;
  }
  if (isObject(value)) {
    const fields = sortedEntries(value).map(
      ([name, field]) =>
        `${showKey(name)}: ${showValue(/** @type {Value} */ (field))}`,
    );
    return `{${fields.join(", ")}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** @param {string} name */
function showKey(name) {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

/**
 * @param {ValidatorJson} validator
 * @returns {string}
 */
function showValidator(validator) {
  switch (validator.type) {
    case "number":
      return "v.float64()";
    case "bigint":
      return "v.int64()";
    case "id":
      return `v.id(${JSON.stringify(validator.tableName)})`;
    case "literal":
      return `v.literal(${showValue(validator.value)})`;
    case "array":
      return `v.array(${showValidator(validator.value)})`;
    case "record":
      return `v.record(${showValidator(validator.keys)}, ${showValidator(validator.values.fieldType)})`;
    case "union":
      return `v.union(${validator.value.map(showValidator).join(", ")})`;
    case "object": {
      const fields = sortedEntries(validator.value).map(
        ([name, { fieldType, optional }]) => {
          const shown = showValidator(fieldType);
          return `${name}: ${optional ? `v.optional(${shown})` : shown}`;
        },
      );
      return `v.object({${fields.join(", ")}})`;
    }
    default:
      return `v.${validator.type}()`;
  }
}
