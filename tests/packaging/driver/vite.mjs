import { bundleForNode, bundleForPage } from "./cells.mjs";
import { visit } from "./browser.mjs";
import { listen } from "./process.mjs";
import { modernNode } from "./programs.mjs";

/**
 * The cells of a version of Vite.
 *
 * @param {import("./family.mjs").Cell["tier"]} tier
 * @returns {import("./family.mjs").Cell[]}
 */
export function viteCells(tier) {
  return [
    bundleForPage({
      tool: "vite",
      args: ["build", "--outDir", "web"],
      folder: "web",
      tier,
    }),
    {
      name: "a page, development server",
      tier,
      version: (project) => project.version("vite"),
      run: async (project) => {
        const server = await listen(
          modernNode(),
          [project.bin("vite"), "--host", "127.0.0.1", "--port", "0"],
          /(http:\/\/127\.0\.0\.1:\d+)/,
          { cwd: project.folder },
        );
        try {
          return await visit(project, { address: server.url, page: "" });
        } finally {
          await server.stop();
        }
      },
    },
    bundleForNode({
      tool: "vite",
      name: "SSR, dependencies external",
      args: ["build", "--ssr", "main.js", "--outDir", "ssr"],
      output: "ssr/main.js",
    }),
    bundleForNode({
      tool: "vite",
      name: "SSR, dependencies bundled",
      args: ["build", "--config", "vite.bundled.config.js"],
      output: "ssr-bundled/main.js",
    }),
  ];
}
