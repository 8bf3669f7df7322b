import {
  bundleForNode,
  bundleForPage,
  bundleWithoutClient,
} from "../../driver/cells.mjs";

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "webpack",
  cells: [
    bundleForPage({
      tool: "webpack",
      args: ["--config", "page.config.js"],
      folder: ".",
      page: "web.html",
    }),
    bundleForNode({
      tool: "webpack",
      args: ["--config", "node.config.js"],
      output: "out/main.cjs",
    }),
    bundleForNode({
      tool: "webpack",
      name: "for Node, the entry convex",
      args: ["--config", "node.config.js"],
      output: "out/convex.cjs",
    }),
    bundleForNode({
      tool: "webpack",
      name: "for Node, convex/browser replaced by the entry convex",
      args: ["--config", "alias.config.js"],
      output: "out/alias.cjs",
    }),
    bundleWithoutClient({
      tool: "webpack",
      args: ["--config", "node.config.js"],
      output: "out/small.cjs",
    }),
  ],
};
