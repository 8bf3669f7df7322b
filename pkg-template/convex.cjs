"use strict";
const base = require("convex-http-client");
const { ConvexError } = require("convex/values");
const { errorClass } = require("./core.cjs");

class ConvexHttpClient extends base.ConvexHttpClient {
  static [errorClass] = ConvexError;
}

module.exports = {
  ...require("convex-http-client"),
  ConvexError,
  ConvexHttpClient,
};
