"use strict";
const client = require("convex-http-client");

// The check is an ES module; the client, which is what counts here, is not.
import("./check.js")
  .then(({ check }) => check(client, process.argv[2]))
  .then((result) => console.log(JSON.stringify(result)));
