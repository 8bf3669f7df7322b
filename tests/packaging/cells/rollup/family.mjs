import {
  bundleForNode,
  bundleForPage,
  bundleWithoutClient,
} from "../../driver/cells.mjs";

const resolved = [
  "--plugin",
  "@rollup/plugin-node-resolve",
  "--failAfterWarnings",
];

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Rollup",
  cells: [
    bundleForPage({
      tool: "rollup",
      args: ["page.js", ...resolved, "--format=es", "--dir=web"],
      folder: ".",
      page: "web.html",
    }),
    bundleForNode({
      tool: "rollup",
      args: ["main.js", ...resolved, "--format=cjs", "--file=out/main.cjs"],
      output: "out/main.cjs",
    }),
    bundleForNode({
      tool: "rollup",
      name: "for Node, the entry convex",
      args: ["main-convex.js", ...resolved, "--format=es", "--dir=convex"],
      output: "convex/main-convex.js",
    }),
    bundleForNode({
      tool: "rollup",
      name: "for Node, convex/browser replaced by the entry convex",
      args: [
        ...["--config", "alias.config.js", "main-alias.js"],
        ...["--plugin", "@rollup/plugin-node-resolve"],
        ...["--format=es", "--dir=alias"],
      ],
      output: "alias/main-alias.js",
    }),
    bundleWithoutClient({
      tool: "rollup",
      args: [
        "main-small.js",
        ...resolved,
        "--format=cjs",
        "--file=out/small.cjs",
      ],
      output: "out/small.cjs",
    }),
  ],
};
