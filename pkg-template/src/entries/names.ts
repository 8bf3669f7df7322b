// What needs neither the client nor its module, as one file: an app that uses nothing else has nothing else in its bundle.
// Nothing of it may do anything when it is loaded, or bundlers keep it.
export { ConvexError, isConvexError } from "../names/convex-error.ts";
export {
  ConvexHttpError,
  ConvexTimeoutError,
  errorInfo,
  failures,
  NAMES,
  places,
  us,
} from "../names/error-info.ts";
export {
  anyApi,
  functionName,
  makeFunctionReference,
} from "../names/references.ts";
export { printType, printValue } from "../values/print.ts";
export type { ErrorClass } from "../names/convex-error.ts";
export type { ErrorInfo, Failure } from "../names/error-info.ts";
