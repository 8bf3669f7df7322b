// What every entry exports.
export {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  ConvexHttpError,
  convexToJson,
  ConvexTimeoutError,
  errorInfo,
  getFunctionName,
  isConvexError,
  jsonToConvex,
  makeFunctionReference,
} from "@core";
