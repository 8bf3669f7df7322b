// The suite is a module, the packages under test are loaded with require.
const config = JSON.parse(process.argv[2]);
const official = {
  ...require("convex/browser"),
  ...require("convex/values"),
  ...require("convex/server"),
};
// @ts-ignore: installed in the consumer project only
const ours = config.officialOnly ? official : require("convex-http-client");
const runtime = { runtime: "node-require", version: process.version };

import("./run.js")
  .then(({ run }) => run(runtime, official, ours, config))
  .then((report) => process.stdout.write(JSON.stringify(report)));
