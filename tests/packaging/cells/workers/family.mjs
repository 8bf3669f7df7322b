import { runTool } from "../../driver/cells.mjs";
import { freePort } from "../../driver/port.mjs";
import { modernNode } from "../../driver/programs.mjs";

/** @typedef {import("../../driver/family.mjs").Cell} Cell */

/** @type {Cell["version"]} */
const wranglerVersion = (project) => `wrangler ${project.version("wrangler")}`;

/** @type {Cell} */
const raw = {
  name: "no bundler",
  tier: "core",
  version: (project) => `workerd ${project.version("workerd")}`,
  run: async (project) => {
    const address = `127.0.0.1:${await freePort()}`;
    return project.ask(
      modernNode(),
      [
        ...[project.bin("workerd"), "serve", "config.capnp", "--verbose"],
        `--socket-addr=http=${address}`,
      ],
      { at: `http://${address}` },
    );
  },
};

/**
 * @param {string} name
 * @param {string} main
 * @param {string} date
 * @param {Partial<Cell>} [more]
 * @returns {Cell}
 */
const dev = (name, main, date, more) => ({
  name: `wrangler dev, ${name}`,
  tier: "full",
  version: wranglerVersion,
  run: async (project) =>
    project.ask(
      modernNode(),
      [
        ...[project.bin("wrangler"), "dev", main, "--ip", "127.0.0.1"],
        ...["--port", String(await freePort()), "--inspector-port", "0"],
        ...["--compatibility-date", date],
      ],
      { ready: /Ready on (http:\S+)/ },
    ),
  ...more,
});

/** @type {Cell} */
const dryRun = {
  name: "wrangler deploy --dry-run, run by miniflare",
  tier: "core",
  version: wranglerVersion,
  run: async (project) => {
    await runTool(project, "wrangler", [
      ...["deploy", "worker.js", "--dry-run", "--outdir", "out"],
    ]);
    return project.call(modernNode(), [
      ...["run-miniflare.js", "out", "worker.js", project.url],
    ]);
  },
};

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Cloudflare Workers",
  cells: [
    raw,
    dryRun,
    dev("ES module", "worker.js", "2026-11-01"),
    dev("ES module, compatibility date 2024-01-01", "worker.js", "2024-01-01"),
    dev("require", "worker-cjs.js", "2026-11-01"),
    dev(
      "require, compatibility date 2024-01-01",
      "worker-cjs.js",
      "2024-01-01",
    ),
    dev("the entry convex", "worker-convex.js", "2026-11-01"),
    dev("slim with the imported module", "worker-slim.js", "2026-11-01"),
    dev("the inlined module", "worker-inline.js", "2026-11-01", {
      limit: /would not compile WebAssembly \(.*?embedder\)/,
    }),
  ],
};
