import { join } from "node:path";

export default {
  mode: "production",
  target: "node18",
  entry: "./main-small.js",
  output: { path: join(import.meta.dirname, "out"), filename: "small.cjs" },
};
