#!/usr/bin/env node
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openBackend } from "../runtimes/driver/backend.mjs";
import { closeBrowsers } from "./driver/browser.mjs";
import { runFamily } from "./driver/family.mjs";
import { Project } from "./driver/project.mjs";
import { writeTable } from "./driver/table.mjs";

const USAGE = `Usage: node tests/packaging/run.mjs <tarball> [options]

Installs the packed tarball in a fresh project for each runtime and bundler, and makes real calls from there.

  --tier core|full   core: one cell of each family, for every change; full: all of them (core unless set)
  --family <name>    only this one (repeatable)
  --write <file>     write the table of results between the markers of this file
  --list             name the families and their cells
`;

const CELLS = join(import.meta.dirname, "cells");
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tier: { type: "string", default: "core" },
    family: { type: "string", multiple: true },
    write: { type: "string" },
    list: { type: "boolean", default: false },
  },
});
const names = options.family ?? readdirSync(CELLS).sort();

if (options.list) {
  for (const name of names) {
    const { cells } = await load(name);
    for (const cell of cells) console.log(`${name}: ${cell.name}`);
  }
} else if (positionals.length !== 1 || !/^(core|full)$/.test(options.tier)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  await run(resolve(positionals[0]));
}

/** @param {string} tarball */
async function run(tarball) {
  const backend = await openBackend();
  /** @type {import("./driver/family.mjs").Outcome[]} */
  const outcomes = [];
  try {
    const world = { tarball, url: backend.url, tier: options.tier };
    // Other families run their tools on a Node of this one.
    await new Project("node", world).prepare();
    for (const name of names) {
      outcomes.push(...(await runFamily(name, await load(name), world)));
    }
  } finally {
    await closeBrowsers();
    await backend.stop();
  }
  if (options.write) {
    const text = readFileSync(options.write, "utf8");
    writeFileSync(options.write, await writeTable(text, outcomes));
  }
  const count = (/** @type {string} */ status) =>
    outcomes.filter((outcome) => outcome.status === status).length;
  if (count("skipped")) console.log(`skipped ${count("skipped")}`);
  console.log(
    `packaging: ${count("passed")} passed, ${count("failed")} failed`,
  );
  process.exitCode = count("failed") > 0 || count("passed") === 0 ? 1 : 0;
}

/**
 * @param {string} name
 * @returns {Promise<import("./driver/family.mjs").Family>}
 */
async function load(name) {
  return (await import(join(CELLS, name, "family.mjs"))).default;
}
