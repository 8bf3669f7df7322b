import { join } from "node:path";

export default {
  mode: "production",
  target: "node18",
  entry: {
    main: "./main.js",
    convex: "./main-convex.js",
    small: "./main-small.js",
  },
  output: { path: join(import.meta.dirname, "out"), filename: "[name].cjs" },
};
