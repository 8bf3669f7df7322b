import { visit } from "../../driver/browser.mjs";
import { runTool } from "../../driver/cells.mjs";
import { withServer } from "../../driver/server.mjs";

/** @type {import("../../driver/family.mjs").Cell["version"]} */
const version = (project) => project.version("@sveltejs/kit");

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "SvelteKit",
  cells: [
    {
      name: "a server route, built for Node",
      tier: "full",
      version,
      run: async (project) => {
        await runTool(project, "vite", ["build"]);
        return withServer(project, "build/index.js", (url) =>
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
        withServer(project, "build/index.js", (url) =>
          visit(project, { address: url, page: "page" }),
        ),
    },
    {
      name: "a universal load, on the server",
      tier: "full",
      version,
      run: (project) =>
        withServer(project, "build/index.js", async (url) => {
          const query = new URLSearchParams({ convex: project.url });
          const page = await (await fetch(`${url}/universal?${query}`)).text();
          const result = /result:([^:<]+):/.exec(page)?.[1];
          if (!result) throw new Error(`no result in ${page}`);
          return JSON.parse(decodeURIComponent(result));
        }),
    },
    {
      name: "a universal load, in the browser",
      tier: "full",
      version,
      run: (project) =>
        withServer(project, "build/index.js", (url) =>
          visit(project, { address: url, page: "universal" }),
        ),
    },
  ],
};
