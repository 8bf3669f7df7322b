// All that the entries share and that needs the module, as one file: whatever they load together has one module in memory.
export {
  ConvexHttpClient,
  convexToJson,
  errorClass,
  getFunctionName,
  jsonToConvex,
} from "../client.ts";
export { noteFailure } from "../failure.ts";
export { instantiate } from "../wasm/instantiate.ts";
export { init, initSync, loadedBy, orElse } from "../wasm/start.ts";
