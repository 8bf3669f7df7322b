#!/usr/bin/env node
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openBackend } from "../tests/runtimes/driver/backend.mjs";
import { makeConsumer } from "../tests/runtimes/driver/consumer.mjs";
import { launch } from "../tests/runtimes/driver/launch.mjs";
import { measureColdStart } from "./cold.mjs";
import { printTable } from "./table.mjs";

const RUNTIMES = ["node", "deno", "bun", "workerd", "chromium", "firefox"];
const TIME_LIMIT = 900_000;
const USAGE = `Usage: cargo xtask bench [options]

Measures the packed client, the official one and bare fetch with JSON in one process.

  --runtime <name>  ${RUNTIMES.join(", ")}; node by default
  --filter <text>   only rows whose name in the table, with its group, contains it: "decode: 1000"
  --rounds <n>      81 by default; fewer are faster and less exact
  --json <file>     where to write the results, beside target/bench/<runtime>.json

It fails when a client fails, never because of a time.
`;

const root = resolve(import.meta.dirname, "..");
const options = readOptions();
const { runtime, rounds, filter } = options;
const convex = readVersion("package.json");
const consumer = await makeConsumer(options.tarball);
const backend = await openBackend();
try {
  const config = { suite: "bench", backendUrl: backend.url, rounds, filter };
  const report = await launch(runtime, consumer.folder, config, {
    timeLimit: TIME_LIMIT,
  });
  const cold = await measureColdStart(runtime, consumer.folder, config);
  report.rows.push(...cold);
  printTable(report);
  write(report);
} finally {
  await backend.stop();
}

/** @param {import("./run.js").Report} report */
function write(report) {
  const what = {
    runtime,
    version: report.version,
    official: convex,
    ours: consumer.version,
    date: new Date().toISOString(),
    processor: cpus()[0]?.model,
    rounds: report.rounds,
    times: "microseconds",
    rows: report.rows,
  };
  const text = `${JSON.stringify(what, null, 2)}\n`;
  const file = join(root, `target/bench/${runtime}.json`);
  mkdirSync(join(root, "target/bench"), { recursive: true });
  for (const path of [file, ...(options.json ? [options.json] : [])]) {
    writeFileSync(path, text);
    console.log(`written: ${path}`);
  }
}

/** The pinned version of the official client. @param {string} manifest */
function readVersion(manifest) {
  const text = readFileSync(join(root, manifest), "utf8");
  return JSON.parse(text).devDependencies.convex;
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        runtime: { type: "string", default: "node" },
        filter: { type: "string", default: "" },
        rounds: { type: "string" },
        json: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    if (!RUNTIMES.includes(values.runtime)) {
      throw new Error(`There is no runtime "${values.runtime}".`);
    }
    const rounds =
      values.rounds === undefined ? undefined : Number(values.rounds);
    if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
      throw new Error("--rounds takes a whole number above 0.");
    }
    if (positionals.length !== 1) {
      throw new Error("Give the path of one tarball.");
    }
    return { ...values, tarball: positionals[0], rounds };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n\n${USAGE}`);
    process.exit(2);
  }
}
