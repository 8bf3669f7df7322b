import { runTool } from "../../driver/cells.mjs";
import { visit } from "../../driver/browser.mjs";
import { freePort } from "../../driver/port.mjs";
import { listen } from "../../driver/process.mjs";
import { modernNode } from "../../driver/programs.mjs";

/** @typedef {import("../../driver/project.mjs").Project} Project */

/** @type {Record<string, (project: Project, url: string) => Promise<any>>} */
const uses = {
  "a route on Node": (project, url) => project.fetch(`${url}/api/node`),
  "an App Router route on the edge": (project, url) =>
    project.fetch(`${url}/api/edge`),
  "a Pages Router route on the edge": (project, url) =>
    project.fetch(`${url}/api/pages-edge`),
  middleware: (project, url) => project.fetch(`${url}/middleware`),
  "a server component": async (project, url) => {
    const query = new URLSearchParams({ convex: project.url });
    const page = await (await fetch(`${url}/server?${query}`)).text();
    const result = /result:(?:<!-- -->)?([\w+/=]+)/.exec(page)?.[1];
    return JSON.parse(atob(result ?? btoa('{"error":"no result"}')));
  },
  "a client component": (project, url) =>
    visit(project, { address: url, page: "client" }),
};

/**
 * Builds once for all of some uses, and starts a server for each.
 *
 * @param {"turbopack" | "webpack"} bundler
 * @param {boolean} edge whether the App Router's edge route is there
 * @param {[string, (project: Project, url: string) => Promise<any>][]} uses
 * @param {RegExp} [limit]
 * @returns {import("../../driver/family.mjs").Cell[]}
 */
function cellsOf(bundler, edge, uses, limit) {
  /** @type {Promise<string> | undefined} */
  let built;
  const DIST = `dist-${bundler}${edge ? "-edge" : ""}`;
  const environment = { DIST, EDGE: edge ? "1" : "" };
  return uses.map(([name, use]) => ({
    name: `${bundler}, ${name}`,
    tier: "full",
    limit,
    version: (project) => project.version("next"),
    run: async (project) => {
      built ??= runTool(
        project,
        "next",
        ["build", `--${bundler}`],
        environment,
      );
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
        return await use(project, server.url);
      } finally {
        await server.stop();
      }
    },
  }));
}

const all = Object.entries(uses);
const [edge, others] = [true, false].map((isEdge) =>
  all.filter(
    ([name]) => name.startsWith("an App Router route on the edge") === isEdge,
  ),
);

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Next.js",
  cells: [
    ...cellsOf("turbopack", true, all),
    ...cellsOf("webpack", false, others),
    // Next's own fault: it fails with a route that imports nothing, too.
    ...cellsOf("webpack", true, edge, /route_client-reference-manifest/),
  ],
};
