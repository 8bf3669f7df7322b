// The package as it is published, which is copied beside this page.
// @ts-ignore: it is not there in the source
import * as copied from "./package/index.js";

/** @type {typeof import("convex-http-client")} */
const client = copied;

export const { ConvexHttpClient, anyApi, errorInfo, isConvexError } = client;
/** The whole package, for the benchmark. */
export default client;
