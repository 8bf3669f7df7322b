export default {
  distDir: process.env.DIST,
  cacheComponents: process.env.CACHE_COMPONENTS === "1",
  // Other lock files above this project would make Next search there.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
};
