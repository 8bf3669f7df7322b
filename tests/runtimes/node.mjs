import * as official from "./exports.official.js";
import * as ours from "./exports.ours.js";
import { run } from "./run.js";

const runtime = { runtime: "node", version: process.version };
const config = JSON.parse(process.argv[2]);
const report = await run(runtime, official, ours, config);
process.stdout.write(JSON.stringify(report));
