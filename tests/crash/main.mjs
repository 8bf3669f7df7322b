#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeConsumer } from "../runtimes/driver/consumer.mjs";
import { launch } from "../runtimes/driver/launch.mjs";

const USAGE = `Usage: cargo xtask crash [options]

Proves that nothing breaks the package for good: not exhausted stacks, hostile objects, traps or memory that is refused.

  --stacks <n>      how many stacks are exhausted (2000 unless set)
  --runtime <name>  only this one (repeatable): node, deno, bun, workerd, chromium; firefox where it is installed
  --filter <text>   only cases whose name contains it: "stack:", "fault: mutation"
  --verbose         prints what each case took
`;

const RUNTIMES = ["node", "deno", "bun", "workerd", "chromium"];
/** In milliseconds: for a runtime, and for each stack that is exhausted in it. */
const TIME_LIMIT = 300_000;
const TIME_PER_STACK = 20;

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
  const sum = (/** @type {"starts" | "count"} */ name, filter = "") =>
    report.outcomes
      .filter((outcome) => outcome.name.startsWith(filter))
      .reduce((total, outcome) => total + outcome[name], 0);
  console.log(
    `${bad.length ? "✗" : "✓"} ${report.runtime} ${report.version}: ${report.outcomes.length - bad.length} passed, ${bad.length} failed in ${seconds} s; ${sum("count", "stack:")} stacks exhausted, ${sum("starts")} instances started${report.rss ? `, ${report.rss >> 20} MB` : ""}`,
  );
  for (const outcome of report.outcomes) print(outcome);
}
if (!options.filter && options.runtime.includes("node")) await control();
console.log(`crash: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Proves that the suite sees a module that nobody replaces: nearly every case must fail. */
async function control() {
  const { outcomes } = await runOne("node", "fault:", true);
  const bad = outcomes.filter(({ problems }) => problems.length > 0).length;
  const isRight = bad > outcomes.length / 2;
  if (isRight) passed++;
  else failed++;
  console.log(
    `${isRight ? "✓" : "✗"} a module that is not replaced fails in ${bad} of ${outcomes.length} cases`,
  );
}

/**
 * @param {string} runtime
 * @returns {Promise<import("./run.js").Report>}
 */
async function runOne(runtime, filter = options.filter, isFrozen = false) {
  const stacks = Number(options.stacks);
  const names = JSON.parse(readPart("glue.names.json").toString());
  const wasm = readPart("client.wasm").toString("base64");
  const config = { suite: "crash", stacks, filter, names, wasm, isFrozen };
  try {
    const timeLimit = TIME_LIMIT + TIME_PER_STACK * stacks;
    const limits = { timeLimit };
    return await launch(runtime, consumer.folder, config, limits);
  } catch (error) {
    const problems = [String(error)];
    const outcome = { name: "the runtime", count: 0, problems };
    const outcomes = [{ ...outcome, starts: 0, memory: 0, time: 0 }];
    return { runtime, version: "", outcomes };
  }
}

/** @param {import("./run.js").Outcome} outcome */
function print({ name, count, memory, problems, starts, time }) {
  if (problems.length === 0 && !options.verbose) return;
  console.log(
    `  ${problems.length ? "✗" : "✓"} ${name}: ${count} times, ${starts} instances, ${memory} bytes, ${time.toFixed(0)} ms`,
  );
  for (const problem of problems) console.log(`      ${problem.slice(0, 500)}`);
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        stacks: { type: "string", default: "2000" },
        runtime: { type: "string", multiple: true, default: RUNTIMES },
        filter: { type: "string", default: "" },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    if (!(Number(values.stacks) > 0))
      throw new Error("--stacks takes a number.");
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

/**
 * Reads what the build that made the tarball left of its parts: the module, and the names of its imports and exports.
 *
 * @param {string} name
 */
function readPart(name) {
  const folder = resolve(import.meta.dirname, "../../target/package");
  return readFileSync(resolve(folder, name));
}
