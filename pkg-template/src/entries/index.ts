import * as core from "@core";
import { decodeModule } from "@inline";

const load = (imports: WebAssembly.Imports) =>
  core.instantiate(decodeModule(), imports);

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

/** Starts the module without compiling it at once. */
export const init = async (): Promise<void> => core.init(decodeModule());
