#!/usr/bin/env node
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { makeConsumer } from "../runtimes/driver/consumer.mjs";
import { broken } from "./broken.js";
import { differences } from "./differences.js";
import { play } from "./play.js";

const USAGE = `Usage: node tests/replay/main.mjs <tarball> <schedules> [--seed <number>]

Plays schedules that the Rust face was seen in with the packed npm client, under a fake clock, and compares after every
event. rust/src/simulation/trace.rs writes the file of schedules and says what is in it; cargo xtask simulate makes one.

  --seed <number>  plays that schedule alone, and prints what happened before the difference
`;
const MAX_PRINTED = 12;
/** Fewer schedules need not show each listed difference, nor each broken client. */
const ENOUGH = 20_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string" } },
});
const [tarball, file] = positionals;
if (!tarball || !file) {
  console.error(USAGE);
  process.exit(2);
}

const { folder } = await makeConsumer(tarball);
const entry = createRequire(join(folder, "main.js")).resolve(
  "convex-http-client/inline",
);
const npm = await import(pathToFileURL(entry).href);

const start = Date.now();
/** @type {number[]} */
const seeds = [];
let [events, same] = [0, 0];
/** Those of the broken clients that nothing was seen of yet. */
const unseen = new Map(broken.map(([name, make]) => [name, make(npm)]));
/** In how many schedules each shows. @type {Map<string, number>} */
const shown = new Map(differences.map(({ id }) => [id, 0]));
/** The first of each kind. @type {Map<string, { count: number, seed: number, first: any }>} */
const unlisted = new Map();
for await (const line of createInterface({ input: createReadStream(file) })) {
  const schedule = JSON.parse(line);
  if (values.seed && schedule.seed !== Number(values.seed)) continue;
  seeds.push(schedule.seed);
  events += schedule.events.length / 2;
  /** @type {Set<string>} */
  const listed = new Set();
  const difference = await play(npm, schedule, (found) => {
    const id = listedAs(found);
    if (id !== undefined) listed.add(id);
    return id !== undefined;
  });
  for (const id of listed) shown.set(id, (shown.get(id) ?? 0) + 1);
  if (difference) note(schedule.seed, difference);
  else if (!values.seed) await look(schedule);
  if (!difference && listed.size === 0) same++;
  if (difference && values.seed)
    console.log(JSON.stringify(difference, null, 1));
}

for (const { count, first, seed } of [...unlisted.values()]
  .sort((a, b) => b.count - a.count)
  .slice(0, MAX_PRINTED)) {
  console.log(
    `✗ ${count} ×, as in seed ${seed}, after ${JSON.stringify(first.event)}: ${first.what} is ${JSON.stringify(first.rust)} in Rust and ${JSON.stringify(first.npm)} on npm`,
  );
  console.log(
    `  node tests/replay/main.mjs ${tarball} ${file} --seed ${seed} repeats it`,
  );
}
const isLong = seeds.length >= ENOUGH;
for (const [id, count] of shown) {
  if (count > 0) console.log(`${count} ×, as listed: ${id}`);
  else if (isLong) console.log(`✗ it is listed and does not show: ${id}`);
}
if (isLong)
  for (const name of unseen.keys())
    console.log(`✗ it sees nothing of a client that ${name}`);
if (seeds.length === 0)
  console.log("✗ there is no such schedule that promises can follow");
const different = [...unlisted.values()].reduce((sum, it) => sum + it.count, 0);
const hidden = [...shown.values()].filter((count) => count === 0).length;
const idle = isLong ? unseen.size + hidden : 0;
const seconds = ((Date.now() - start) / 1000).toFixed(1);
console.log(
  `${seeds.length} schedules of the seeds ${seeds[0]} to ${seeds.at(-1)}, ${events} events in ${seconds} s: ${same} the same`,
);
if (!values.seed) {
  const seen = broken.length - unseen.size;
  console.log(`It has seen ${seen} of ${broken.length} broken clients.`);
}
console.log(
  `replay: ${seeds.length - different} passed, ${different + idle} failed`,
);
process.exit(different + idle > 0 || seeds.length === 0 ? 1 : 0);

/**
 * Returns under what a difference is listed, if it is.
 * @param {import("./play.js").Difference} difference
 */
function listedAs(difference) {
  return differences.find(({ matches }) => matches(difference))?.id;
}

/**
 * Plays a schedule with the broken clients that nothing was seen of yet.
 * @param {import("./play.js").Schedule} schedule
 */
async function look(schedule) {
  for (const [name, client] of unseen)
    if (await play(client, schedule, (found) => listedAs(found) !== undefined))
      unseen.delete(name);
}

/**
 * @param {number} seed
 * @param {import("./play.js").Difference} difference
 */
function note(seed, difference) {
  const { event, npm, rust, what } = difference;
  const kind = [Object.keys(event ?? {})[0], what, rust, npm];
  const sign = JSON.stringify(kind).replace(/\d+/g, "n");
  const known = unlisted.get(sign) ?? { count: 0, seed, first: difference };
  known.count++;
  unlisted.set(sign, known);
}
