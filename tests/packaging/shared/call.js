import { anyApi, ConvexError, ConvexHttpClient } from "convex-http-client";
import { check } from "./check.js";

/** @param {string} url of the backend */
export function callAll(url) {
  return check({ anyApi, ConvexError, ConvexHttpClient }, url);
}
