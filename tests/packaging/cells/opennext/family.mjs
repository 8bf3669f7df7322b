import { dirname } from "node:path";
import { runTool } from "../../driver/cells.mjs";
import { freePort } from "../../driver/port.mjs";
import { modernNode } from "../../driver/programs.mjs";

/** @typedef {import("../../driver/family.mjs").Cell} Cell */

/**
 * @param {Pick<Cell, "name" | "limit">} what
 * @param {Record<string, string>} environment
 * @returns {Cell}
 */
const cell = (what, environment) => ({
  ...what,
  tier: "full",
  version: (project) => project.version("@opennextjs/cloudflare"),
  run: async (project) => {
    const tool = "opennextjs-cloudflare";
    // It starts `npm run build`, which shall run on the same Node.
    const PATH = `${dirname(modernNode())}:${process.env.PATH}`;
    await runTool(project, tool, ["build"], { ...environment, PATH });
    return project.ask(
      modernNode(),
      [
        ...[project.bin("wrangler"), "dev", "--ip", "127.0.0.1"],
        ...["--port", String(await freePort()), "--inspector-port", "0"],
      ],
      { ready: /Ready on (http:\S+)/, path: "/api/node" },
    );
  },
});

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "OpenNext for Cloudflare",
  cells: [
    cell({ name: "a route, with serverExternalPackages" }, { EXTERNAL: "1" }),
    cell(
      {
        name: "a route, without serverExternalPackages",
        limit: /would not compile WebAssembly \(.*?embedder\)/,
      },
      {},
    ),
  ],
};
