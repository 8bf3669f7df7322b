#!/usr/bin/env node
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { openBackend } from "../runtimes/driver/backend.mjs";
import { makeConsumer } from "../runtimes/driver/consumer.mjs";
import { launch } from "../runtimes/driver/launch.mjs";
import { checkAbandoned } from "./driver/abandoned.mjs";
import { checkExit } from "./driver/exit.mjs";
import { openProxy } from "./driver/proxy.mjs";
import { checkWaitUntil } from "./driver/wait-until.mjs";

const USAGE = `Usage: node tests/features/main.mjs <tarball> [options]

Tests what the packed client does beyond the official one, on the embedded backend.

  --runtime <name>  only this one (repeatable): node, workerd, workerd-old, chromium
  --filter <text>   only cases whose name contains it
  --runs <number>   of each generated case, in Node (100); a quarter elsewhere
  --seed <number>   of the generated cases, to repeat a run
  --verbose         prints the cases that took longest
`;

/** @typedef {import("./run.js").Report} Report */
/** @typedef {import("./run.js").Failure} Failure */

/** The latter date is before `AbortSignal.any` and `FinalizationRegistry`. @type {Record<string, string>} */
const WORKERS = { workerd: "2025-09-01", "workerd-old": "2024-01-01" };
const RUNTIMES = ["node", ...Object.keys(WORKERS), "chromium"];

const options = readOptions();
const consumer = await makeConsumer(options.tarball);
const backend = await openBackend();
const proxy = await openProxy(backend.url);
let passed = 0;
let failed = 0;
try {
  for (const runtime of options.runtime) {
    const start = performance.now();
    const report = await runOne(runtime);
    const { failures, slowest } = report;
    passed += report.passed;
    failed += failures.length;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(
      `${failures.length ? "✗" : "✓"} ${runtime} ${report.version}: ${report.passed} passed, ${failures.length} failed in ${seconds} s`,
    );
    for (const { name, problem } of failures)
      console.log(`  ✗ ${name}\n      ${problem.replaceAll("\n", "\n      ")}`);
    if (options.verbose) console.log(`  slowest: ${slowest.join(", ")}`);
  }
} finally {
  proxy.stop();
  await backend.stop();
}
console.log(`generated cases: seed ${options.seed}`);
console.log(`features: ${passed} passed, ${failed} failed`);
// Not left to the last handle: those of connections that were reset can keep Node 20 busy for ever.
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/**
 * @param {string} runtime
 * @returns {Promise<Report>}
 */
async function runOne(runtime) {
  const { filter, runs, seed } = options;
  const date = WORKERS[runtime];
  const config = {
    suite: "features",
    compatibilityDate: date,
    backendUrl: backend.url,
    proxyUrl: proxy.url,
    runs: runtime === "node" ? runs : Math.ceil(runs / 4),
    filter,
    seed,
  };
  /** @type {Report} */
  let report = { runtime, version: "", passed: 0, failures: [], slowest: [] };
  try {
    await fetch(`${backend.url}/testing/reset`, { method: "POST" });
    const kind = date ? "workerd" : runtime;
    report = await launch(kind, consumer.folder, config);
    const outside = [
      ...(runtime === "node" ? await checkExit(consumer.folder, config) : []),
      ...(date ? await checkWaitUntil(consumer.folder, date, config) : []),
      ...(date ? await checkAbandoned(consumer.folder, date, config) : []),
    ];
    for (const { name, problem } of outside) {
      if (!name.includes(filter)) continue;
      if (problem) report.failures.push({ name, problem });
      else report.passed++;
    }
  } catch (error) {
    report.failures.push({ name: "the runtime", problem: String(error) });
  }
  return report;
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        runtime: { type: "string", multiple: true, default: RUNTIMES },
        filter: { type: "string", default: "" },
        runs: { type: "string", default: "100" },
        seed: { type: "string", default: String(randomInt(2 ** 31)) },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const unknown = values.runtime.find((name) => !RUNTIMES.includes(name));
    if (unknown) throw new Error(`There is no runtime "${unknown}".`);
    if (positionals.length !== 1)
      throw new Error("Give the path of one tarball.");
    const [runs, seed] = [Number(values.runs), Number(values.seed)];
    if (![runs, seed].every(Number.isSafeInteger))
      throw new Error("--runs and --seed are whole numbers.");
    return { ...values, runs, seed, tarball: positionals[0] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n\n${USAGE}`);
    process.exit(2);
  }
}
