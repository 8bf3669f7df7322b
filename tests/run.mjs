#!/usr/bin/env node
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { openBackend } from "./runtimes/driver/backend.mjs";
import { makeConsumer } from "./runtimes/driver/consumer.mjs";
import { launch, runtimes } from "./runtimes/driver/launch.mjs";

const USAGE = `Usage: node tests/run.mjs <tarball> [options]

Runs the contract suite on the official client and on the packed one, in every runtime.

  --runtime <name>  only this one (repeatable): ${runtimes.join(", ")}
  --filter <text>   only cases whose name contains it
  --runs <number>   of each generated case, in each runtime (100)
  --seed <number>   of the generated cases, to repeat a run

CONVEX_URL names a running backend; else the embedded one is started.
CHROMIUM_PATH and FIREFOX_PATH name the browsers.
`;
const MAX_FAILURES = 30;

/** @typedef {{ runtime: string, report?: import("./runtimes/suite.js").Report, problem?: string }} Outcome */

const options = readOptions();
const consumer = await makeConsumer(options.tarball);
const backend = await openBackend();
/** @type {Outcome[]} */
const outcomes = [];
try {
  for (const runtime of options.runtimes) {
    const outcome = await runOne(runtime);
    outcomes.push(outcome);
    print(outcome);
  }
} finally {
  await backend.stop();
}

const reports = outcomes.map(({ report }) => report);
const passed = sum(reports.map((report) => report?.passed ?? 0));
const failed = sum(reports.map((report) => report?.failed ?? 1));
const skipped = sum(reports.map((report) => report?.skipped ?? 0));
if (skipped > 0) {
  console.log(`skipped ${skipped}: the backend has no test routes`);
}
const generated = sum(reports.map((report) => report?.generated ?? 0));
const proved = new Set(reports.flatMap((report) => report?.proved ?? []));
console.log(
  `${passed - generated} cases, ${generated} generated cases (seed ${options.generated.seed}), ${proved.size} deliberate differences`,
);
console.log(`contract: ${passed} passed, ${failed} failed`);
// A runtime that ran nothing has proved nothing.
const idle = reports.some((report) => !report || report.passed === 0);
process.exitCode = failed > 0 || idle ? 1 : 0;

/**
 * @param {string} runtime
 * @returns {Promise<Outcome>}
 */
async function runOne(runtime) {
  try {
    const report = await launch(runtime, consumer.folder, {
      version: consumer.version,
      backendUrl: backend.url,
      testRoutes: backend.testRoutes,
      filter: options.filter,
      officialOnly: options.tarball === undefined,
      generated: options.generated,
    });
    return { runtime, report };
  } catch (error) {
    return { runtime, problem: String(error) };
  }
}

/** @param {Outcome} outcome */
function print({ runtime, report, problem }) {
  if (!report) {
    console.log(`✗ ${runtime}: ${problem}`);
    return;
  }
  const { version, passed, failed, failures } = report;
  const mark = failed === 0 && passed > 0 ? "✓" : "✗";
  const nothing = passed + failed === 0 ? ", ran no test" : "";
  console.log(
    `${mark} ${runtime} ${version}: ${passed} passed, ${failed} failed${nothing}`,
  );
  for (const { name, diff } of failures.slice(0, MAX_FAILURES)) {
    console.log(`  ✗ ${name}`);
    for (const line of diff) console.log(`      ${line}`);
  }
  if (failures.length > MAX_FAILURES) {
    console.log(`  … and ${failures.length - MAX_FAILURES} more failures`);
  }
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        runtime: { type: "string", multiple: true, default: runtimes },
        filter: { type: "string", default: "" },
        runs: { type: "string", default: "100" },
        seed: { type: "string", default: String(randomInt(2 ** 31)) },
        help: { type: "boolean", default: false },
        // A test of the harness itself: official on both sides.
        official: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const unknown = values.runtime.find((name) => !runtimes.includes(name));
    if (unknown) throw new Error(`There is no runtime "${unknown}".`);
    if (positionals.length !== (values.official ? 0 : 1)) {
      throw new Error("Give the path of one tarball.");
    }
    const { runtime, filter } = values;
    const generated = { runs: Number(values.runs), seed: Number(values.seed) };
    if (!Object.values(generated).every(Number.isSafeInteger)) {
      throw new Error("--runs and --seed are whole numbers.");
    }
    return { tarball: positionals[0], runtimes: runtime, filter, generated };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
