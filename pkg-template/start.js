// Starts the wasm module, synchronously and at first use: importing the package does nothing.
import {
  __wbg_finalize_init as finish,
  __wbg_get_imports as getImports,
} from "./glue.js";

/** @type {(() => WebAssembly.Module | BufferSource) | undefined} */
let load;
let started = false;

/**
 * Says where the module comes from. The entries of the package do.
 * @param {() => WebAssembly.Module | BufferSource} source
 */
export function setLoader(source) {
  load = source;
}

/** Starts the module, unless it runs already. */
export function start() {
  if (started) return;
  if (typeof WebAssembly === "undefined") {
    throw new Error(
      "convex-http-client needs WebAssembly, which this runtime lacks.",
    );
  }
  if (load === undefined) {
    throw new Error(
      "convex-http-client was loaded without its WebAssembly module: import the package by its name.",
    );
  }
  const module = compile(load());
  finish(new WebAssembly.Instance(module, getImports()), module);
  started = true;
}

/**
 * @param {WebAssembly.Module | BufferSource} source
 * @returns {WebAssembly.Module}
 */
function compile(source) {
  // Not instanceof: bundlers and edge runtimes hand over modules of another realm.
  if (
    Object.prototype.toString.call(source) === "[object WebAssembly.Module]"
  ) {
    return /** @type {WebAssembly.Module} */ (source);
  }
  try {
    return new WebAssembly.Module(/** @type {BufferSource} */ (source));
  } catch (cause) {
    throw new Error(
      `convex-http-client: this runtime would not compile WebAssembly (${cause}). In a page, add 'wasm-unsafe-eval' to the script-src of its Content-Security-Policy; in Workers, bundle with the "workerd" condition.`,
      { cause },
    );
  }
}
