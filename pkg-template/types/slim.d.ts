/**
 * The same client without the WebAssembly module inside: call {@link init} or {@link initSync} before you make one.
 *
 * @module
 */
export * from "./index.js";
export * from "./init.js";
