import { bundleForNode, bundleForPage } from "../../driver/cells.mjs";

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Rspack",
  cells: [
    bundleForPage({
      tool: "rspack",
      package: "@rspack/core",
      args: ["build", "--config", "page.config.js"],
      tier: "full",
      folder: ".",
      page: "web.html",
    }),
    bundleForNode({
      tool: "rspack",
      package: "@rspack/core",
      args: ["build", "--config", "node.config.js"],
      output: "out/main.cjs",
    }),
  ],
};
