import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

export default {
  distDir: process.env.DIST,
  cacheComponents: process.env.CACHE_COMPONENTS === "1",
  // A page whose prerendering fails is left out where that is not tried.
  pageExtensions: process.env.PAGE ? ["js", process.env.PAGE] : ["js"],
  turbopack: { root },
  outputFileTracingRoot: root,
};
