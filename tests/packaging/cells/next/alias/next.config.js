import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

export default {
  turbopack: {
    root,
    // As docs/migrating.md has it.
    resolveAlias: { "convex/browser": "convex-http-client" },
  },
  outputFileTracingRoot: root,
};
