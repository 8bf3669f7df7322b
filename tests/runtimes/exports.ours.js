export {
  ConvexError,
  ConvexHttpClient,
  ConvexHttpError,
  ConvexTimeoutError,
  anyApi,
  convexToJson,
  errorInfo,
  getFunctionName,
  isConvexError,
  jsonToConvex,
  makeFunctionReference,
  // @ts-ignore: installed in the consumer project only
} from "convex-http-client";
