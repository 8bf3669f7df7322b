import { rmSync } from "node:fs";
import { visit } from "../../driver/browser.mjs";
import { runTool } from "../../driver/cells.mjs";
import { deno, modernNode } from "../../driver/programs.mjs";
import { withServer } from "../../driver/server.mjs";

/** @typedef {import("../../driver/project.mjs").Project} Project */
/** @typedef {import("../../driver/family.mjs").Cell} Cell */

/** @type {Cell["version"]} */
const version = (project) => project.version("nuxt");

/**
 * Builds a server of Nitro alone, as Nuxt does in the end.
 *
 * @param {Project} project
 * @param {string} preset
 * @param {Record<string, string>} environment
 */
async function buildNitro(project, preset, environment) {
  for (const folder of [".output", ".netlify", ".vercel", "dist"])
    rmSync(project.path(`nitro/${folder}`), { recursive: true, force: true });
  await runTool(project, "nitro", ["build", "--dir", "nitro"], {
    NITRO_PRESET: preset,
    ...environment,
  });
}

/** @type {Record<string, [program: () => string, args: string[]]>} */
const runs = {
  "cloudflare-module": [
    modernNode,
    ["run-worker.js", "nitro/.output/server", "index.mjs"],
  ],
  "cloudflare-pages": [
    modernNode,
    ["run-worker.js", "nitro/dist/_worker.js", "index.js"],
  ],
  "netlify-edge": [
    () => deno,
    [
      ...["run", "-A", "run-handler.js"],
      "nitro/.netlify/edge-functions/server/server.js",
    ],
  ],
  "vercel-edge": [
    modernNode,
    [
      "run-handler.js",
      "nitro/.vercel/output/functions/__fallback.func/index.mjs",
    ],
  ],
};

/**
 * @param {string} preset
 * @param {string} name
 * @param {Record<string, string>} [environment]
 * @param {RegExp} [limit]
 * @returns {Cell}
 */
const nitro = (preset, name, environment = {}, limit = undefined) => ({
  name: `Nitro's ${preset}, ${name}`,
  tier: "full",
  limit,
  version: (project) => `Nitro ${project.version("nitropack")}`,
  run: async (project) => {
    await buildNitro(project, preset, environment);
    const [program, args] = runs[preset];
    return project.call(program(), [...args, project.url]);
  },
});

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Nuxt",
  cells: [
    {
      name: "a server route, built for Node",
      tier: "full",
      version,
      run: async (project) => {
        await runTool(project, "nuxt", ["build"]);
        return withServer(project, ".output/server/index.mjs", (url) =>
          project.fetch(`${url}/calls`),
        );
      },
    },
    {
      name: "a page",
      tier: "full",
      version,
      // The cell above has built it.
      run: (project) =>
        withServer(project, ".output/server/index.mjs", (url) =>
          visit(project, { address: url, page: "" }),
        ),
    },
    {
      name: "cloudflare-module with experimental.wasm, run by miniflare",
      tier: "full",
      version,
      run: async (project) => {
        await runTool(project, "nuxt", ["build"], {
          NITRO_PRESET: "cloudflare-module",
          WASM: "1",
        });
        const args = ["run-worker.js", ".output/server", "index.mjs"];
        return project.call(modernNode(), [...args, project.url]);
      },
    },
    nitro("netlify-edge", "run by Deno"),
    nitro("netlify-edge", "experimental.wasm, run by Deno", { WASM: "1" }),
    nitro("vercel-edge", "its handler called"),
    nitro("vercel-edge", "experimental.wasm, its handler called", {
      WASM: "1",
    }),
    nitro("cloudflare-module", "experimental.wasm, run by miniflare", {
      WASM: "1",
    }),
    nitro("cloudflare-pages", "experimental.wasm, run by miniflare", {
      WASM: "1",
    }),
    nitro("cloudflare-module", "imported by a plugin, run by miniflare", {
      PLUGIN: "1",
    }),
    nitro(
      "cloudflare-module",
      "imported by a route alone, run by miniflare",
      {},
      /would not compile WebAssembly(?=[^]*set experimental\.wasm)/,
    ),
  ],
};
