"use strict";
const {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  ConvexHttpError,
  convexToJson,
  ConvexTimeoutError,
  errorInfo,
  getFunctionName,
  isConvexError,
  jsonToConvex,
  makeFunctionReference,
} = require("./core.cjs");

// In a form that Node reads the names from, for ES modules that import this one.
module.exports = {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  ConvexHttpError,
  convexToJson,
  ConvexTimeoutError,
  errorInfo,
  getFunctionName,
  isConvexError,
  jsonToConvex,
  makeFunctionReference,
};
