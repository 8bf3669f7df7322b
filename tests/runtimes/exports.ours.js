export {
  ConvexError,
  ConvexHttpClient,
  anyApi,
  convexToJson,
  getFunctionName,
  jsonToConvex,
  makeFunctionReference,
  // @ts-ignore: installed in the consumer project only
} from "convex-http-client";
