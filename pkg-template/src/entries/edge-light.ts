// Vercel's and Next's edge runtime refuses to compile bytes; `?module` is how it is handed a compiled module.
import * as core from "@core";
import module from "./client.wasm?module";

const load = (imports: WebAssembly.Imports) => ({
  module,
  instance: new WebAssembly.Instance(module, imports),
});

export * from "./public.ts";
export const ConvexHttpClient = /* @__PURE__ */ core.loadedBy(
  load,
  core.ConvexHttpClient,
);
export const convexToJson = /* @__PURE__ */ core.loadedBy(
  load,
  core.convexToJson,
);
export const getFunctionName = /* @__PURE__ */ core.loadedBy(
  load,
  core.getFunctionName,
);
export const jsonToConvex = /* @__PURE__ */ core.loadedBy(
  load,
  core.jsonToConvex,
);

/** Starts the module. */
export const init = async (): Promise<void> => core.init(module);
