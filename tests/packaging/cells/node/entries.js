import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as convex from "convex-http-client/convex";
import * as inline from "convex-http-client/inline";
import * as slim from "convex-http-client/slim";
import * as values from "convex/values";
import { check } from "./check.js";

const url = process.argv[2];
const wasm = fileURLToPath(
  import.meta.resolve("convex-http-client/client.wasm"),
);

// Before the other entries start it.
await slim.init(readFile(wasm));
const results = [];
for (const client of [slim, inline, convex]) {
  results.push(await check(client, url));
}
const isShared = inline.ConvexHttpClient === slim.ConvexHttpClient;
const isTheirs = convex.ConvexError === values.ConvexError;
const failed = results.find((result) => !("checks" in result));
console.log(
  JSON.stringify(
    failed ?? (isShared && isTheirs ? results[0] : { error: "wrong classes" }),
  ),
);
