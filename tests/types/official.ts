// The official client under the names of this package's exports.
import { ConvexHttpClient } from "convex/browser";

export { ConvexHttpClient };
export type { HttpMutationOptions } from "convex/browser";
export { anyApi, getFunctionName, makeFunctionReference } from "convex/server";
export type {
  AnyApi,
  ArgsAndOptions,
  DefaultFunctionArgs,
  FunctionArgs,
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
  FunctionType,
  FunctionVisibility,
  OptionalRestArgs,
  UserIdentityAttributes,
} from "convex/server";
export { ConvexError, convexToJson, jsonToConvex } from "convex/values";
export type {
  CommitTsPlaceholder,
  GenericId,
  GenericId as Id,
  JSONValue,
  NumericValue,
  Value,
} from "convex/values";

// These two have no export of their own.
export type ConvexHttpClientOptions = NonNullable<
  ConstructorParameters<typeof ConvexHttpClient>[1]
>;
export type Logger = Exclude<
  NonNullable<ConvexHttpClientOptions["logger"]>,
  boolean
>;
