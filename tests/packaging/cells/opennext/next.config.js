export default {
  // So that OpenNext, which knows the workerd condition, bundles the package and not Next, which does not.
  serverExternalPackages: process.env.EXTERNAL ? ["convex-http-client"] : [],
  // Other lock files above this project would make Next search there.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
};
