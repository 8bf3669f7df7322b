import * as core from "@core";

const load = (): never => {
  throw new Error(
    "convex-http-client/slim has no WebAssembly module inside: call init() or initSync() first, or import convex-http-client.",
  );
};

export * from "./public.ts";
export { init, initSync } from "@core";
export const ConvexHttpClient = /* @__PURE__ */ core.orElse(
  load,
  core.ConvexHttpClient,
);
export const convexToJson = /* @__PURE__ */ core.orElse(
  load,
  core.convexToJson,
);
export const getFunctionName = /* @__PURE__ */ core.orElse(
  load,
  core.getFunctionName,
);
export const jsonToConvex = /* @__PURE__ */ core.orElse(
  load,
  core.jsonToConvex,
);
