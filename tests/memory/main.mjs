#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeConsumer } from "../runtimes/driver/consumer.mjs";
import { launch } from "../runtimes/driver/launch.mjs";
import { runWorker } from "./workerd.mjs";

const USAGE = `Usage: cargo xtask memory [options]

Proves that nothing stays behind of clients that are gone and of calls that are over, however they ended.

  --short           a part of everything, as in \`cargo xtask test\`
  --runtime <name>  only this one (repeatable): node, deno, bun, workerd, workerd-old
  --filter <text>   only cases whose name contains it: "clients:", "calls: HTML"
  --verbose         prints what wasm holds, also where nothing is wrong
`;

/** Of each case; for throws, of all together. Lost handles and frames are counted exactly, so few show them too. */
const FULL = { clients: 1_000_000, calls: 1_000_000, throws: 2_000_000 };
const SHORT = { clients: 30_000, calls: 10_000, throws: 50_000 };
const TIME_LIMIT = 3_600_000;

/** The latter date is before `FinalizationRegistry`. @type {Record<string, string>} */
const WORKERS = { workerd: "2025-09-01", "workerd-old": "2024-01-01" };
const RUNTIMES = ["node", "deno", "bun", ...Object.keys(WORKERS)];

const options = readOptions();
const consumer = await makeConsumer(options.tarball);
let passed = 0;
let failed = 0;
for (const runtime of options.runtime) {
  const start = performance.now();
  const report = await runOne(runtime);
  const bad = report.outcomes.filter(({ problems }) => problems.length > 0);
  passed += report.outcomes.length - bad.length;
  failed += bad.length;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${bad.length ? "✗" : "✓"} ${report.runtime} ${report.version}: ${report.outcomes.length - bad.length} passed, ${bad.length} failed in ${seconds} s`,
  );
  for (const outcome of report.outcomes) print(outcome);
}
console.log(`memory: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/**
 * @param {string} runtime
 * @returns {Promise<import("./run.js").Report>}
 */
async function runOne(runtime) {
  const counts = options.short ? SHORT : FULL;
  const { filter } = options;
  const config = { suite: "memory", counts, filter, names: readNames() };
  try {
    const date = WORKERS[runtime];
    if (date) return await runWorker(date, consumer.folder, config);
    const limits = { timeLimit: TIME_LIMIT, collector: true };
    return await launch(runtime, consumer.folder, config, limits);
  } catch (error) {
    const problems = [String(error)];
    const outcome = { name: "the runtime", count: 0, problems };
    return { runtime, version: "", outcomes: [outcome] };
  }
}

/** @param {import("./judge.js").Outcome} outcome */
function print({ name, count, first, last, problems }) {
  if (problems.length === 0 && !options.verbose) return;
  console.log(`  ${problems.length ? "✗" : "✓"} ${name}, ${count} times`);
  for (const problem of problems) console.log(`      ${problem}`);
  if (options.verbose) {
    console.log(`      from ${JSON.stringify(first)}`);
    console.log(`      to   ${JSON.stringify(last)}`);
  }
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        runtime: { type: "string", multiple: true, default: RUNTIMES },
        filter: { type: "string", default: "" },
        short: { type: "boolean", default: false },
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
    if (positionals.length !== 1) {
      throw new Error("Give the path of one tarball.");
    }
    return { ...values, tarball: positionals[0] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** What the build that made the tarball calls the module's imports and exports. */
function readNames() {
  const file = resolve(
    import.meta.dirname,
    "../../target/package/glue.names.json",
  );
  return JSON.parse(readFileSync(file, "utf8"));
}
