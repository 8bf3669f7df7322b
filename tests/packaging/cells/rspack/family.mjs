import {
  bundleForNode,
  bundleForPage,
  bundleWithoutClient,
} from "../../driver/cells.mjs";

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
    bundleForNode({
      tool: "rspack",
      package: "@rspack/core",
      name: "for Node, convex/browser replaced by the entry convex",
      args: ["build", "--config", "alias.config.js"],
      output: "out/alias.cjs",
    }),
    bundleWithoutClient({
      tool: "rspack",
      package: "@rspack/core",
      args: ["build", "--config", "small.config.js"],
      output: "out/small.cjs",
    }),
  ],
};
