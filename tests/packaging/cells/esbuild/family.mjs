import { pathToFileURL } from "node:url";
import { visit } from "../../driver/browser.mjs";
import { bundleForNode, bundleForPage } from "../../driver/cells.mjs";

const bundle = ["--bundle", "--log-level=warning"];
const node = [...bundle, "main.js", "--platform=node"];

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "esbuild",
  cells: [
    bundleForPage({
      tool: "esbuild",
      name: "a page, ES module, minified",
      args: [...bundle, "page.js", "--format=esm", "--minify", "--outdir=web"],
      folder: ".",
      page: "web.html",
    }),
    bundleForPage({
      tool: "esbuild",
      name: "a page, IIFE",
      tier: "full",
      args: [...bundle, "page.js", "--format=iife", "--outdir=iife"],
      folder: ".",
      page: "iife.html",
    }),
    {
      name: "a page on file:, IIFE",
      tier: "full",
      version: (project) => project.version("esbuild"),
      // The cell above has built it.
      run: (project) =>
        visit(project, {
          address: pathToFileURL(project.folder).href,
          page: "iife.html",
        }),
    },
    bundleForNode({
      tool: "esbuild",
      name: "for Node, ES module",
      args: [...node, "--format=esm", "--outfile=out/main.mjs"],
      output: "out/main.mjs",
    }),
    bundleForNode({
      tool: "esbuild",
      name: "for Node, the entry convex",
      args: [
        ...[...bundle, "main-convex.js", "--platform=node", "--format=esm"],
        "--outfile=out/convex.mjs",
      ],
      output: "out/convex.mjs",
    }),
    {
      name: "for Node, convex/browser replaced by the entry convex",
      tier: "full",
      version: (project) => project.version("esbuild"),
      run: async (project) => {
        await project.run(process.execPath, ["build-alias.js"]);
        return project.call(process.execPath, ["out/alias.mjs", project.url]);
      },
    },
    bundleForNode({
      tool: "esbuild",
      name: "for Node, CommonJS",
      args: [...node, "--format=cjs", "--outfile=out/main.cjs"],
      output: "out/main.cjs",
    }),
  ],
};
