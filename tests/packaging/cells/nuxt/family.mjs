import { visit } from "../../driver/browser.mjs";
import { runTool } from "../../driver/cells.mjs";
import { withServer } from "../../driver/server.mjs";

/** @type {import("../../driver/family.mjs").Cell["version"]} */
const version = (project) => project.version("nuxt");

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
  ],
};
