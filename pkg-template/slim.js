export * from "./public.js";
export { init, initSync } from "./core.js";
