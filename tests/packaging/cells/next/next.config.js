export default {
  distDir: process.env.DIST,
  // The App Router's edge route is left out where Next cannot build one.
  pageExtensions: process.env.EDGE ? ["js", "edge.js"] : ["js", "jsx"],
  // Other lock files above this project would make Next search there.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
};
