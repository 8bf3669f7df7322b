/**
 * The same client without the WebAssembly module inside: call {@link init} or {@link initSync} before you make one.
 *
 * @module
 */
export * from "./index.js";
export * from "./init.js";
// The default entry has one too, which needs no module.
export { init } from "./init.js";
