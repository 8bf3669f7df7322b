// What every entry exports.
export {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  convexToJson,
  getFunctionName,
  jsonToConvex,
  makeFunctionReference,
} from "./core.js";
