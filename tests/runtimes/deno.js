import * as official from "./exports.official.js";
import * as ours from "./exports.ours.js";
import { run } from "./run.js";

const { Deno } = /** @type {any} */ (globalThis);
const runtime = { runtime: "deno", version: Deno.version.deno };
const config = JSON.parse(Deno.args[0]);
const report = await run(runtime, official, ours, config);
const bytes = new TextEncoder().encode(JSON.stringify(report));
for (let at = 0; at < bytes.length;) {
  at += Deno.stdout.writeSync(bytes.subarray(at));
}
