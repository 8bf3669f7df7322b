#!/usr/bin/env node
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { openServer } from "../chaos/driver/server.mjs";
import { makeConsumer } from "../runtimes/driver/consumer.mjs";
import { launch } from "../runtimes/driver/launch.mjs";

const USAGE = `Usage: cargo xtask load [options]

Keeps 256 calls in flight, of which one in twenty fails on its way, and counts those that are lost: with this client, which
sends again, and with the official one.

  --minutes <number>  for each client in each runtime (10)
  --runtime <name>    only in this one (repeatable): node, deno, bun, workerd
  --seed <number>     to repeat a run
`;

const RUNTIMES = ["node", "deno", "bun", "workerd"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runtime: { type: "string", multiple: true, default: RUNTIMES },
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    help: { type: "boolean", default: false },
  },
});
const [seed, seconds] = [Number(values.seed), Number(values.minutes) * 60];
const [tarball] = positionals;
const isKnown = values.runtime.every((name) => RUNTIMES.includes(name));
if (values.help || !tarball || !isKnown || !(seconds > 0) || !(seed >= 0)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const consumer = await makeConsumer(tarball);
const server = await openServer(seed);
server.keepConnections(true);
let failed = 0;
console.log(
  "| runtime | client | calls/s | p50, ms | p99 | p99.9 | memory, MB | lost |",
);
console.log("| - | - | -: | -: | -: | -: | -: | -: |");
for (const runtime of values.runtime)
  for (const isOfficial of [false, true]) {
    const config = { suite: "load", url: server.url, seconds, seed };
    const flags = { collector: true, timeLimit: seconds * 1000 + 120_000 };
    const report = /** @type {import("./run.js").Report} */ (
      await launch(runtime, consumer.folder, { ...config, isOfficial }, flags)
    );
    const { calls, latencies, lost, memory, version } = report;
    const megabytes = memory?.map((it) => (it / 1e6).toFixed(0)) ?? ["–"];
    const cells = [
      `${runtime} ${version}`,
      isOfficial ? "official" : "this",
      (calls / report.seconds).toFixed(0),
      ...latencies.map((it) => it.toFixed(1)),
      megabytes.join(" → "),
      isOfficial ? `${((100 * lost) / calls).toFixed(1)} %` : lost,
    ];
    console.log(`| ${cells.join(" | ")} |`);
    if (!isOfficial) failed += lost;
    // It is seen that calls were lost where nobody sends them again.
    else if (lost === 0) failed += 1;
  }
server.stop();
console.log(`seed ${seed}`);
console.log(failed > 0 ? `✗ ${failed} calls were lost` : "✓ none was lost");
process.exit(failed > 0 ? 1 : 0);
