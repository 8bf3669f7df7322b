// For bundlers of the edge that take no WebAssembly file, such as Nitro's unless it is told to. Workers compile bytes while
// they start, and only then.
import * as core from "@core";
import { decodeModule } from "@inline";

/** Compiles the module, where the runtime does. Where it does not, the first client says why. */
function compileEarly(): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(decodeModule());
  } catch {
    return undefined;
  }
}

const early = /* @__PURE__ */ compileEarly();

const load = (imports: WebAssembly.Imports) =>
  core.instantiate(early ?? decodeModule(), imports);

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
export const init = async (): Promise<void> =>
  core.init(early ?? decodeModule());
