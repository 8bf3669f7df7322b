export default {
  test: {
    include: ["call.test.js", "*.vitest.js"],
    // Not by process.env: the edge runtime has none of the tests' own.
    env: { CONVEX_URL: process.env.CONVEX_URL },
    environmentOptions: {
      happyDOM: { settings: { fetch: { disableSameOriginPolicy: true } } },
    },
  },
};
