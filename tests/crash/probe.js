/**
 * Stands between the package and its module: counts the instances that it starts, and breaks them on demand. The package
 * starts lazily, so this is in place before the first client is made.
 *
 * @typedef {Record<string, string>} Names what the build calls wasm-bindgen's imports and exports
 *
 * @typedef {"throw" | "trap"} Fault what happens at a crossing: an exception, as when the stack is exhausted, or a trap
 */

export const probe = {
  /** How many instances were started. */
  starts: 0,
  /** How many crossings there were, in and out, since `arm`. */
  crossings: 0,
  /** How often starting an instance is to fail. */
  refusals: 0,
  /** Whether crossings are counted: such an instance takes more of the stack. */
  isWrapping: false,
  /** Whether a new instance is the old one again, as if nothing replaced a broken module. */
  isFrozen: false,
  /** Makes of a compiled module the one that is run. @type {(module: WebAssembly.Module) => WebAssembly.Module} */
  replace: (module) => module,
};

/** @type {Names} */
let names = {};
/** @type {any} */
let exports;
/** @type {any} */
let latest;
let faultAt = -1;
/** @type {Fault} */
let fault = "throw";

/** @param {Names} shortened */
export function watch(shortened) {
  names = shortened;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, [module, imports]) {
      if (probe.refusals > 0) {
        probe.refusals--;
        throw new RangeError("no instance was to be had");
      }
      if (probe.isFrozen && latest) return latest;
      const given = probe.isWrapping ? wrapImports(imports) : imports;
      const instance = new target(probe.replace(module), given);
      probe.starts++;
      exports = instance.exports;
      latest = probe.isWrapping
        ? /** @type {any} */ ({ exports: wrapExports(exports) })
        : instance;
      return latest;
    },
  });
}

/** The module's memory, in bytes. */
export const memory = () => exports[names.memory].buffer.byteLength;

/** Has the crossing of a number fail, or none; crossings are counted from here on. @param {number} at @param {Fault} how */
export function arm(at = -1, how = "throw") {
  probe.crossings = 0;
  faultAt = at;
  fault = how;
}

/** Ends the instance's work as running out of memory does: by a trap, in the midst of a call of the module. */
export function trap() {
  exports[names.__wbindgen_malloc](-1, 3);
  throw new Error("The module did not trap.");
}

/**
 * Marks the module as broken, so that the next call starts another one: by a text so long that its memory is given back.
 *
 * @param {any} ours
 */
export function renew(ours) {
  try {
    ours.jsonToConvex({ $float: "!".repeat((1 << 20) + 4) });
  } catch {
    // It is malformed.
  }
  ours.convexToJson(1n);
}

function cross() {
  if (probe.crossings++ !== faultAt) return;
  if (fault === "trap") trap();
  throw new RangeError("injected");
}

/** @param {any} imports */
function wrapImports(imports) {
  /** @type {any} */
  const wrapped = {};
  for (const [module, functions] of Object.entries(imports)) {
    wrapped[module] = Object.fromEntries(
      Object.entries(functions).map(([name, run]) => [name, wrap(run)]),
    );
  }
  return wrapped;
}

/** @param {any} exports */
function wrapExports(exports) {
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? wrap(value) : value,
    ]),
  );
}

/** @param {any} run */
function wrap(run) {
  return (/** @type {any[]} */ ...args) => {
    cross();
    return run(...args);
  };
}
