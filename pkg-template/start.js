// Starts the wasm module, synchronously and at first use: importing the package does nothing.
import {
  __wbg_finalize_init as finish,
  __wbg_get_imports as getImports,
} from "./glue.js";
import { fetchBytes, instantiate } from "./instantiate.js";

/** @typedef {import("./instantiate.js").Source} Source */

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
  if (load === undefined) {
    throw new Error(
      "convex-http-client/slim has no WebAssembly module inside: call init() or initSync() first, or import convex-http-client.",
    );
  }
  initSync(load());
}

/**
 * Starts the module now, unless it runs already.
 * @param {WebAssembly.Module | BufferSource} source
 */
export function initSync(source) {
  if (started) return;
  const { instance, module } = instantiate(source, getImports());
  finish(instance, module);
  started = true;
}

/**
 * Starts the module from wherever it is, unless it runs already.
 * @param {Source | Promise<Source>} source
 */
export async function init(source) {
  if (started) return;
  initSync(await fetchBytes(await source));
}
