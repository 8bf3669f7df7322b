import { visit } from "../../driver/browser.mjs";
import { runTool } from "../../driver/cells.mjs";
import { freePort } from "../../driver/port.mjs";
import { listen } from "../../driver/process.mjs";
import { modernNode } from "../../driver/programs.mjs";
import { CHECKS } from "../../shared/check.js";

/** @typedef {import("../../driver/project.mjs").Project} Project */

/** @type {[name: string, look: (project: Project, url: string) => Promise<object>, expected: object][]} */
const looks = [
  [
    "preloaded queries in a page, and a server action",
    (project, url) => visit(project, { address: url, page: "" }),
    { text: "naïve", isWhole: true, isSame: true, added: true },
  ],
  [
    "a route handler behind middleware",
    async (_, url) => {
      const response = await fetch(`${url}/api?key=one`);
      const echoed = response.headers.get("x-echoed");
      return { ...(await response.json()), echoed };
    },
    { first: "one", second: "one", isInstalled: true, echoed: "middle" },
  ],
];

/**
 * @param {"" | "1"} cacheComponents
 * @returns {import("../../driver/family.mjs").Cell[]}
 */
function cellsOf(cacheComponents) {
  /** @type {Promise<string> | undefined} */
  let built;
  return looks.map(([name, look, expected]) => ({
    name: `${cacheComponents ? "with" : "without"} cacheComponents, ${name}`,
    tier: "full",
    version: (project) => project.version("next"),
    run: async (project) => {
      const environment = {
        DIST: `dist${cacheComponents}`,
        CACHE_COMPONENTS: cacheComponents,
        NEXT_PUBLIC_CONVEX_URL: project.url,
      };
      built ??= runTool(project, "next", ["build", "--turbopack"], environment);
      await built;
      const server = await listen(
        modernNode(),
        [
          ...[project.bin("next"), "start", "-H", "127.0.0.1"],
          ...["-p", String(await freePort())],
        ],
        /(http:\/\/127\.0\.0\.1:\d+)[^]*Ready/,
        { cwd: project.folder, environment },
      );
      try {
        const found = JSON.stringify(await look(project, server.url));
        return found === JSON.stringify(expected)
          ? { checks: CHECKS }
          : { error: found };
      } finally {
        await server.stop();
      }
    },
  }));
}

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Next.js, by convex-http-client/nextjs",
  cells: [...cellsOf(""), ...cellsOf("1")],
};
