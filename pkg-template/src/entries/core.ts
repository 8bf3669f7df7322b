// All that the entries share, as one file: whatever they load together has one module in memory.
export {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  ConvexHttpError,
  convexToJson,
  ConvexTimeoutError,
  errorClass,
  errorInfo,
  getFunctionName,
  isConvexError,
  jsonToConvex,
  makeFunctionReference,
} from "../client.ts";
export { noteFailure } from "../failure.ts";
export { init, initSync, setLoader, setFallback } from "../wasm/start.ts";
