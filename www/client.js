// What the page uses of the package that it shows: the build puts the package in.
export {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  errorInfo,
  isConvexError,
} from "convex-http-client";
