import { join } from "node:path";

export default {
  mode: "production",
  target: "node18",
  entry: { alias: "./main-alias.js" },
  output: { path: join(import.meta.dirname, "out"), filename: "[name].cjs" },
  // As in docs/migrating.md.
  module: {
    rules: [
      {
        // The entry itself gets what it takes from the official package.
        exclude: /[\\/]convex-http-client[\\/]/,
        resolve: { alias: { "convex/browser$": "convex-http-client/convex" } },
      },
    ],
  },
};
