import { setFallback } from "@core";

setFallback(() => {
  throw new Error(
    "convex-http-client/slim has no WebAssembly module inside: call init() or initSync() first, or import convex-http-client.",
  );
});

export { init, initSync } from "@core";
export * from "./public.ts";
