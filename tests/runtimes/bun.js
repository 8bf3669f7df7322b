import * as official from "./exports.official.js";
import * as ours from "./exports.ours.js";
import { run } from "./run.js";

const { Bun, process } = /** @type {any} */ (globalThis);
const runtime = { runtime: "bun", version: Bun.version };
const config = JSON.parse(process.argv[2]);
const report = await run(runtime, official, ours, config);
await Bun.write(Bun.stdout, JSON.stringify(report));
