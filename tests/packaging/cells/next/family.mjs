import { runTool } from "../../driver/cells.mjs";
import { visit } from "../../driver/browser.mjs";
import { freePort } from "../../driver/port.mjs";
import { listen } from "../../driver/process.mjs";
import { modernNode } from "../../driver/programs.mjs";
import { CHECKS } from "../../shared/check.js";

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
      return serving(project, [], environment, (url) => use(project, url));
    },
  }));
}

/**
 * Starts a server for what is built, while it is used.
 *
 * @template Result
 * @param {Project} project
 * @param {string[]} folder
 * @param {Record<string, string>} environment
 * @param {(url: string) => Promise<Result>} use
 */
async function serving(project, folder, environment, use) {
  const server = await listen(
    modernNode(),
    [
      ...[project.bin("next"), "start", ...folder, "-H", "127.0.0.1"],
      ...["-p", String(await freePort())],
    ],
    /(http:\/\/127\.0\.0\.1:\d+)[^]*Ready/,
    { cwd: project.folder, environment },
  );
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}

/** The pages of `rendering` that make a call while they are rendered. */
const OPTIONS = ["timeout", "retry", "hooks", "token"];

/**
 * Cells of an app whose pages call while Next builds it, with what its prerendering refuses and its cache of requests.
 *
 * @param {"" | "1"} cacheComponents
 * @returns {import("../../driver/family.mjs").Cell[]}
 */
function renderingCells(cacheComponents) {
  const where = `${cacheComponents ? "with" : "without"} cacheComponents`;
  const environmentOf = (/** @type {Project} */ project, page = "") => ({
    DIST: `dist${cacheComponents}${page}`,
    CACHE_COMPONENTS: cacheComponents,
    PAGE: page,
    CONVEX_URL: project.url,
  });
  /** @param {Project} project @param {string} [page] the extension of one more */
  const build = (project, page) =>
    runTool(
      project,
      "next",
      ["build", "rendering", "--turbopack"],
      environmentOf(project, page),
    );
  /** @type {Promise<string> | undefined} */
  let built;
  /** @type {[string, (url: string, convex: string) => Promise<string[]>][]} */
  const looks = [
    ["timeout, retry, hooks, a token fetcher inside Suspense", lookAtPages],
    ["force-cache is hit by the second call", lookAtCache],
  ];
  /** @type {import("../../driver/family.mjs").Cell[]} */
  const cells = looks.map(([name, look]) => ({
    name: `${where}, ${name}`,
    tier: "full",
    version: (project) => project.version("next"),
    run: async (project) => {
      built ??= build(project);
      await built;
      const environment = environmentOf(project);
      const wrong = await serving(project, ["rendering"], environment, (url) =>
        look(url, project.url),
      );
      return wrong.length > 0 ? { error: wrong.join() } : { checks: CHECKS };
    },
  }));
  const refused = [
    ["a hook that reads a query's requestId", "hook.js"],
    ["an action with a timeout", "action.js"],
  ];
  for (const [name, page] of cacheComponents ? refused : [])
    cells.push({
      name: `${where}, ${name}, inside Suspense`,
      tier: "full",
      limit: /unstable value `crypto\.randomUUID\(\)`/,
      version: (project) => project.version("next"),
      run: async (project) => ({ error: await build(project, page) }),
    });
  return cells;
}

/** @param {string} url @returns {Promise<string[]>} what is wrong */
async function lookAtPages(url) {
  const pages = await Promise.all(
    OPTIONS.map(async (name) => {
      const page = await (await fetch(`${url}/${name}`)).text();
      return page.includes("result:naïve:") ? undefined : `${name}: ${page}`;
    }),
  );
  return pages.filter((wrong) => wrong !== undefined);
}

/** @param {string} url @param {string} convex @returns {Promise<string[]>} what is wrong */
async function lookAtCache(url, convex) {
  const query = new URLSearchParams({ convex });
  return (await (await fetch(`${url}/cached?${query}`)).json()).wrong;
}

/** @type {import("../../driver/family.mjs").Cell} */
const aliasCell = {
  name: "turbopack, resolveAlias for convex/browser",
  tier: "full",
  version: (project) => project.version("next"),
  run: async (project) => {
    await runTool(project, "next", ["build", "alias", "--turbopack"]);
    return serving(project, ["alias"], {}, (url) =>
      project.fetch(`${url}/api/node`),
    );
  },
};

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
    ...renderingCells("1"),
    ...renderingCells(""),
    aliasCell,
  ],
};
