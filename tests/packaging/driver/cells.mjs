// Cells that several families have.
import { readFileSync } from "node:fs";
import { visit } from "./browser.mjs";
import { modernNode } from "./programs.mjs";

/** @typedef {import("./family.mjs").Cell} Cell */

/**
 * Runs a tool of the project on a Node that is new enough for it.
 *
 * @param {import("./project.mjs").Project} project
 * @param {string} name of the tool
 * @param {string[]} args
 * @param {Record<string, string>} [environment]
 */
export function runTool(project, name, args, environment) {
  return project.run(modernNode(), [project.bin(name), ...args], environment);
}

/**
 * A program for Node that a bundler makes.
 *
 * @param {{ tool: string, args: string[], output: string, name?: string, package?: string, tier?: Cell["tier"] }} how
 * @returns {Cell}
 */
export function bundleForNode({ tool, args, output, ...how }) {
  return {
    name: how.name ?? "a bundle for Node",
    tier: how.tier ?? "full",
    version: (project) => project.version(how.package ?? tool),
    run: async (project) => {
      await runTool(project, tool, args);
      return project.call(process.execPath, [output, project.url]);
    },
  };
}

/**
 * A program for Node that uses nothing of the package but what needs no client, and has no client in its bundle.
 *
 * @param {{ tool: string, args: string[], output: string, package?: string }} how
 * @returns {Cell}
 */
export function bundleWithoutClient(how) {
  const cell = bundleForNode({
    name: "for Node, isConvexError and its like alone",
    ...how,
  });
  return {
    ...cell,
    run: async (project) => {
      const result = await cell.run(project);
      const text = readFileSync(project.path(how.output), "utf8");
      return text.includes("WebAssembly")
        ? { error: `the client is in the bundle: ${text.length} characters` }
        : result;
    },
  };
}

/**
 * A page for Chromium that a bundler makes.
 *
 * @param {{ tool: string, args: string[], folder: string, name?: string, package?: string, page?: string, tier?: Cell["tier"] }} how
 * @returns {Cell}
 */
export function bundleForPage({ tool, args, folder, page, ...how }) {
  return {
    name: how.name ?? "a page",
    tier: how.tier ?? "core",
    version: (project) => project.version(how.package ?? tool),
    run: async (project) => {
      await runTool(project, tool, args);
      return visit(project, { folder, page });
    },
  };
}

/**
 * A test that a test runner runs.
 *
 * @param {{ tool: string, args: string[], name: string, tier: Cell["tier"], checks: number, environment?: Record<string, string> }} how
 * @returns {Cell}
 */
export function testRunner({ tool, args, name, tier, checks, environment }) {
  return {
    name,
    tier,
    version: (project) => project.version(tool),
    run: async (project) => {
      const printed = await runTool(project, tool, args, {
        CONVEX_URL: project.url,
        ...environment,
      });
      const passed = /Tests:?\s+1 passed/.test(printed);
      return passed ? { checks } : { error: printed };
    },
  };
}
