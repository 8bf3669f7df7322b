import { runTool } from "../../driver/cells.mjs";
import { freePort } from "../../driver/port.mjs";
import { modernNode } from "../../driver/programs.mjs";

/** @type {import("../../driver/family.mjs").Cell["version"]} */
const version = (project) => project.version("@cloudflare/vite-plugin");

/** @param {import("../../driver/project.mjs").Project} project @param {string[]} args */
async function ask(project, args) {
  const port = String(await freePort());
  return project.ask(
    modernNode(),
    [project.bin("vite"), ...args, "--host", "127.0.0.1", "--port", port],
    { ready: /(http:\/\/127\.0\.0\.1:\d+)/, path: "/calls" },
  );
}

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Cloudflare's Vite plugin",
  cells: [
    {
      name: "development server",
      tier: "full",
      version,
      run: (project) => ask(project, []),
    },
    {
      name: "build and preview",
      tier: "full",
      version,
      run: async (project) => {
        await runTool(project, "vite", ["build"]);
        return ask(project, ["preview"]);
      },
    },
  ],
};
