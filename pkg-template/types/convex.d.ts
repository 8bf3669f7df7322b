/**
 * The same client for apps that have `convex` installed: it throws the very `ConvexError` class of `convex/values`, so
 * that `instanceof` holds wherever an app tests it.
 *
 * @module
 */
export * from "./index.js";
export { ConvexError } from "convex/values";
