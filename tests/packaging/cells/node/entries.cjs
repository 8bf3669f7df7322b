"use strict";
const { readFileSync } = require("node:fs");
const slim = require("convex-http-client/slim");
const inline = require("convex-http-client/inline");
const convex = require("convex-http-client/convex");
const values = require("convex/values");

const url = process.argv[2];
slim.initSync(readFileSync(require.resolve("convex-http-client/client.wasm")));

import("./check.js").then(async ({ check }) => {
  const results = [];
  for (const client of [slim, inline, convex]) {
    results.push(await check(client, url));
  }
  const isShared = inline.ConvexHttpClient === slim.ConvexHttpClient;
  const isTheirs = convex.ConvexError === values.ConvexError;
  const failed = results.find((result) => !("checks" in result));
  const last = isShared && isTheirs ? results[0] : { error: "wrong classes" };
  console.log(JSON.stringify(failed ?? last));
});
