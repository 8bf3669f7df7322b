import { CHECKS } from "../shared/check.js";
import { Project } from "./project.mjs";

/**
 * One way to use the package.
 *
 * @typedef {object} Cell
 * @property {string} name what is used, without its version
 * @property {"core" | "full"} tier
 * @property {(project: Project) => string | Promise<string>} version of what is used
 * @property {(project: Project) => Promise<{ checks?: number, error?: string }>} run
 * @property {RegExp} [limit] matches the error of what is known not to work: the cell passes if it still fails so
 *
 * @typedef {{ title: string, cells: Cell[] }} Family cells that share one project
 * @typedef {{ family: string, name: string, version: string, status: "passed" | "failed" | "skipped", why: string, limit: boolean }} Outcome
 */

/** Thrown by a cell that cannot run on this machine, with the reason. */
export class Skip extends Error {}

/**
 * @param {string} name of the family's folder
 * @param {Family} family
 * @param {{ tarball: string, url: string, tier: string }} world
 * @returns {Promise<Outcome[]>}
 */
export async function runFamily(name, family, world) {
  const cells = family.cells.filter(
    ({ tier }) => world.tier === "full" || tier === "core",
  );
  if (cells.length === 0) return [];
  const project = new Project(name, world);
  const prepared = project.prepare().catch((error) => error);
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const cell of cells) {
    const start = Date.now();
    const problem = await prepared;
    const outcome = problem
      ? {
          version: "?",
          status: /** @type {const} */ ("failed"),
          why: `${problem}`,
        }
      : await runCell(cell, project);
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    const mark = { passed: "✓", failed: "✗", skipped: "-" }[outcome.status];
    const title = `${family.title} ${outcome.version}: ${cell.name}`;
    console.log(`${mark} ${title} (${seconds} s) ${outcome.why}`.trimEnd());
    const limit = cell.limit !== undefined;
    outcomes.push({ family: family.title, name: cell.name, limit, ...outcome });
  }
  return outcomes;
}

/**
 * @param {Cell} cell
 * @param {Project} project
 * @returns {Promise<Pick<Outcome, "version" | "status" | "why">>}
 */
async function runCell(cell, project) {
  let version = "?";
  try {
    version = await cell.version(project);
    const result = await cell.run(project).catch((error) => {
      if (error instanceof Skip || !cell.limit) throw error;
      return { error: String(error) };
    });
    return { version, ...judge(cell, result) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const status = error instanceof Skip ? "skipped" : "failed";
    return { version, status, why };
  }
}

/**
 * @param {Cell} cell
 * @param {{ checks?: number, error?: string }} result
 * @returns {Pick<Outcome, "status" | "why">}
 */
function judge({ limit }, { checks, error }) {
  if (limit) {
    const shown = limit.exec(error ?? "")?.[0];
    return shown
      ? { status: "passed", why: `fails as documented: ${shown}` }
      : {
          status: "failed",
          why: `expected ${limit}, got ${error ?? "success"}`,
        };
  }
  if (checks === CHECKS) return { status: "passed", why: "" };
  return { status: "failed", why: error ?? `${checks} of ${CHECKS} calls` };
}
