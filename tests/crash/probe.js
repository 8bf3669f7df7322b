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
let isBreaking = false;
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
      const isWrapping = probe.isWrapping || probe.isFrozen;
      const given = wrapImports(imports, isWrapping);
      const instance = new target(probe.replace(module), given);
      probe.starts++;
      exports = instance.exports;
      latest = isWrapping
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

/**
 * Ends the instance's work by a trap, in the midst of a call of the module. Each call that an exception ends takes some of
 * the module's stack for good, until none is left.
 */
function trap() {
  for (let call = 0; call < 1000; call++) {
    try {
      // What it reads the header from has not the methods of a string.
      exports[names.retryDelay](0, 0, 0, 0, { length: 1 }, 0, 0);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
    }
  }
  throw new Error("The module did not trap.");
}

/**
 * Breaks the module by an exception, and has the next call start another one.
 *
 * @param {any} ours
 */
export function renew(ours) {
  const { starts } = probe;
  isBreaking = true;
  try {
    ours.convexToJson(1n);
  } catch {
    // It is broken.
  }
  isBreaking = false;
  ours.convexToJson(1n);
  if (probe.starts === starts && !probe.isFrozen)
    throw new Error("The module was not replaced.");
}

function cross() {
  if (probe.crossings++ !== faultAt) return;
  if (fault === "trap") trap();
  throw new RangeError("injected");
}

/** @param {any} imports @param {boolean} isWrapping */
function wrapImports(imports, isWrapping) {
  /** @type {any} */
  const wrapped = {};
  for (const [module, functions] of Object.entries(imports)) {
    wrapped[module] = Object.fromEntries(
      Object.entries(functions).map(([name, run]) => [
        name,
        name === names.__wbg_boundary_handOverGroups
          ? breakable(isWrapping ? wrap(run) : run)
          : isWrapping
            ? wrap(run)
            : run,
      ]),
    );
  }
  return wrapped;
}

/** What an integer is handed over by, which `renew` breaks. @param {any} run */
function breakable(run) {
  return (/** @type {any[]} */ ...args) => {
    if (isBreaking) throw new Error("It was to be broken.");
    return run(...args);
  };
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
