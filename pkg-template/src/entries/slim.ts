export { init, initSync } from "@core";
export * from "./public.ts";
