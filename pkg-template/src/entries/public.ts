// What every entry exports, and has no need of the module.
export {
  anyApi,
  ConvexError,
  ConvexHttpError,
  ConvexTimeoutError,
  errorInfo,
  isConvexError,
  makeFunctionReference,
} from "@names";
