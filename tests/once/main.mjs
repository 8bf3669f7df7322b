#!/usr/bin/env node
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { openProxy } from "../features/driver/proxy.mjs";
import { openBackend } from "../runtimes/driver/backend.mjs";
import { makeConsumer } from "../runtimes/driver/consumer.mjs";
import { launch } from "../runtimes/driver/launch.mjs";
import { checkDeaths } from "./driver/death.mjs";

const USAGE = `Usage: cargo xtask once [options]

Proves that idempotent mutations run once and that each caller gets the result, through connections that drop, replies
that are not the function's, and clients that die.

  --count <number>  how many pieces of work, in all runtimes together (1000)
  --runtime <name>  only in this one (repeatable): node, deno, bun, workerd, chromium
  --seed <number>   to repeat a run
`;

const RUNTIMES = ["node", "deno", "bun", "workerd", "chromium"];
/** Without the helper, this many pieces of work must show it. */
const BROKEN = 60;

/** @typedef {import("./run.js").Report} Report */

const options = readOptions();
const consumer = await makeConsumer(options.tarball);
const backend = await openBackend();
const proxy = await openProxy(backend.url);
let passed = 0;
let failed = 0;
try {
  const count = Math.ceil(options.count / options.runtime.length);
  for (const runtime of options.runtime) {
    const start = performance.now();
    const report = await runOne(runtime, { count, mutation: "once:add" });
    const { failures, requests, conflicts } = report;
    passed += report.passed;
    failed += failures.length;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(
      `${failures.length ? "✗" : "✓"} ${runtime} ${report.version}: ${report.passed} passed, ${failures.length} failed in ${seconds} s, by ${requests} requests of which ${conflicts} met another in the database`,
    );
    for (const failure of failures.slice(0, 10)) console.log(`  ✗ ${failure}`);
  }
  const urls = { backendUrl: backend.url, proxyUrl: proxy.url };
  for (const death of await checkDeaths(consumer.folder, urls)) {
    if (death.problem) failed += 1;
    else passed += 1;
    console.log(`${death.problem ? "✗" : "✓"} ${death.name}`);
    if (death.problem) console.log(`  ${death.problem}`);
  }
  const broken = { count: BROKEN, mutation: "once:addUnprotected" };
  const { failures } = await runOne("node", broken);
  const isSeen = failures.some((failure) => /ran [2-9]/.test(failure));
  if (isSeen) passed += 1;
  else failed += 1;
  console.log(
    `${isSeen ? "✓" : "✗"} without the helper, ${failures.length} of ${BROKEN} are seen to go wrong`,
  );
} finally {
  proxy.stop();
  await backend.stop();
}
console.log(`seed ${options.seed}`);
console.log(`once: ${passed} passed, ${failed} failed`);
// Not left to the last handle: those of connections that were reset can keep Node 20 busy for ever.
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/**
 * @param {string} runtime
 * @param {{ count: number, mutation: string }} work
 * @returns {Promise<Report>}
 */
async function runOne(runtime, work) {
  try {
    await fetch(`${backend.url}/testing/reset`, { method: "POST" });
    const config = {
      suite: "once",
      backendUrl: backend.url,
      proxyUrl: proxy.url,
      seed: options.seed,
      ...work,
    };
    const timeLimit = 60_000 + 200 * work.count;
    return await launch(runtime, consumer.folder, config, { timeLimit });
  } catch (error) {
    const failures = [`the runtime: ${error}`];
    const none = { passed: 0, requests: 0, conflicts: 0 };
    return { runtime, version: "", ...none, failures };
  }
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        runtime: { type: "string", multiple: true, default: RUNTIMES },
        count: { type: "string", default: "1000" },
        seed: { type: "string", default: String(randomInt(2 ** 31)) },
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
    const [count, seed] = [Number(values.count), Number(values.seed)];
    if (![count, seed].every(Number.isSafeInteger))
      throw new Error("--count and --seed are whole numbers.");
    return { ...values, count, seed, tarball: positionals[0] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n\n${USAGE}`);
    process.exit(2);
  }
}
