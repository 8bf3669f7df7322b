// What our package exports, from the three entries of the official one.
export { ConvexHttpClient } from "convex/browser";
export { ConvexError, convexToJson, jsonToConvex } from "convex/values";
export { anyApi, getFunctionName, makeFunctionReference } from "convex/server";
