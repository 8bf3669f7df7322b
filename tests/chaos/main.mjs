#!/usr/bin/env node
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { makeConsumer } from "../runtimes/driver/consumer.mjs";
import { launch } from "../runtimes/driver/launch.mjs";
import { openServer } from "./driver/server.mjs";

const USAGE = `Usage: cargo xtask chaos [options]

Makes random calls of every kind over a network where everything goes wrong, and compares what clients say with a ledger
of what ran.

  --calls <number>  in all runtimes together (100000)
  --runtime <name>  only in this one (repeatable): node, deno, bun, workerd, chromium
  --seed <number>   to repeat a run
  --short           what the tests run: 6000 calls in Node, Bun and workerd
`;

const RUNTIMES = ["node", "deno", "bun", "workerd", "chromium"];
const SHORT = ["node", "bun", "workerd"];
/** Calls that each client that is broken on purpose is given. */
const BROKEN = 3000;
/** How much more memory may be in use at the end than after a tenth of a run, in bytes. */
const GROWTH = 6_000_000;

/** @typedef {import("./run.js").Report} Report */

const options = readOptions();
const consumer = await makeConsumer(options.tarball);
const server = await openServer(options.seed);
let passed = 0;
let failed = 0;
try {
  const calls = Math.ceil(options.calls / options.runtime.length);
  for (const runtime of options.runtime) {
    const start = performance.now();
    const report = await runOne(runtime, { calls });
    // Rounds have told what is theirs: what comes still is nobody's.
    const stray = server.ledger.late;
    server.ledger.late = 0;
    const failures = [
      ...report.failures,
      ...server.leaks.splice(0).map((leak) => `another origin got ${leak}`),
      ...(stray > 0 ? [`${stray} requests came when all was over`] : []),
      ...growth(report.memory),
    ];
    passed += report.rounds;
    failed += failures.length;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(
      `${failures.length ? "✗" : "✓"} ${runtime} ${report.version}: ${report.calls} calls in ${report.rounds} rounds, ${failures.length} failures, in ${seconds} s${print(report.memory)}`,
    );
    for (const failure of failures.slice(0, 12)) console.log(`  ✗ ${failure}`);
  }
  const { failures, rounds } = await runOne("node", {
    ...{ calls: BROKEN, isBroken: true },
  });
  failed += failures.length;
  if (failures.length === 0) passed += 1;
  console.log(
    `${failures.length ? "✗" : "✓"} clients that are broken on purpose, in ${rounds} rounds`,
  );
  for (const failure of failures) console.log(`  ✗ ${failure}`);
} finally {
  server.stop();
}
console.log(`seed ${options.seed}`);
console.log(`chaos: ${passed} passed, ${failed} failed`);
// Not left to the last handle: those of connections that were reset can keep Node 20 busy for ever.
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** @param {string} runtime @param {{ calls: number, isBroken?: boolean }} work @returns {Promise<Report>} */
async function runOne(runtime, work) {
  try {
    const config = {
      ...{ suite: "chaos", url: server.url, seed: options.seed },
      workers: work.isBroken || runtime === "chromium" ? 3 : 12,
      // A page's connections that were opened ahead, and Deno's with any text: docs/reliability.md has it.
      ...{ repeats: runtime === "chromium", isText: runtime !== "deno" },
      ...{ hasHuge: !options.short, most: work.isBroken ? 1 : 20 },
      patience: work.isBroken ? 5000 : 60_000,
      ...work,
    };
    const timeLimit = 60_000 + 30 * work.calls;
    const flags = { timeLimit, collector: true };
    return await launch(runtime, consumer.folder, config, flags);
  } catch (error) {
    const failures = [`the runtime: ${error}`];
    return { runtime, version: "", calls: 0, rounds: 0, failures };
  }
}

/** @param {number[] | undefined} memory */
function growth(memory) {
  const [early, late] = memory ?? [0, 0];
  return late - early > GROWTH
    ? [`memory has grown from ${early} to ${late} bytes`]
    : [];
}

/** @param {number[] | undefined} memory */
function print(memory) {
  const megabytes = memory?.map((it) => (it / 1e6).toFixed(1));
  return megabytes ? `; memory ${megabytes.join(" → ")} MB` : "";
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        runtime: { type: "string", multiple: true },
        calls: { type: "string" },
        seed: { type: "string", default: String(randomInt(2 ** 31)) },
        short: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    const { short } = values;
    const runtime = values.runtime ?? (short ? SHORT : RUNTIMES);
    const unknown = runtime.find((name) => !RUNTIMES.includes(name));
    if (unknown) throw new Error(`There is no runtime "${unknown}".`);
    if (positionals.length !== 1)
      throw new Error("Give the path of one tarball.");
    const calls = Number(values.calls ?? (short ? 6000 : 100_000));
    const seed = Number(values.seed);
    if (![calls, seed].every(Number.isSafeInteger))
      throw new Error("--calls and --seed are whole numbers.");
    return { short, runtime, calls, seed, tarball: positionals[0] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n\n${USAGE}`);
    process.exit(2);
  }
}
