import { spawn } from "node:child_process";
import { commandOf } from "../tests/runtimes/driver/launch.mjs";
import { nameOf, summarize } from "./run.js";

const ROUNDS = 21;
const WAYS = /** @type {const} */ (["official", "ours", "bare"]);
const ROW = { group: "cold start", name: "process to first reply" };

/** Runtimes that are programs of their own; a page and a Worker start with something else around them. */
const RUNTIMES = ["node", "deno", "bun"];

/**
 * Measures separate processes, from their start to the end of their first call over HTTP.
 *
 * @param {string} runtime
 * @param {string} folder of the consumer project
 * @param {{ backendUrl: string, rounds?: number, filter?: string }} config
 * @returns {Promise<import("./run.js").Result[]>}
 */
export async function measureColdStart(runtime, folder, config) {
  const { backendUrl, rounds = ROUNDS, filter = "" } = config;
  if (!RUNTIMES.includes(runtime) || !nameOf(ROW).includes(filter)) return [];
  /** @type {import("./measure.js").Times} */
  const times = { official: [], ours: [], bare: [] };
  // The first round reads the files from disk and is thrown away.
  for (let round = -1; round < Math.min(rounds, ROUNDS); round++) {
    for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) {
      const file = `bench/cold/${way}.js`;
      const command = commandOf(runtime, file, backendUrl);
      const spent = await time(command, folder);
      if (round >= 0) times[way].push(spent * 1000);
    }
  }
  return [summarize(ROW, times, runtime)];
}

/**
 * @param {string[]} command
 * @param {string} folder
 * @returns {Promise<number>} milliseconds
 */
function time([program, ...args], folder) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let end = NaN;
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.once("data", () => (end = performance.now()));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0 && end > start) resolve(end - start);
      else reject(new Error(`${program} ${args.join(" ")} ended with ${code}`));
    });
  });
}
