"use strict";
const client = require("./client.cjs");
const inline = require("./inline.cjs");

client.setLoader(inline.default);

exports.anyApi = client.anyApi;
exports.ConvexError = client.ConvexError;
exports.ConvexHttpClient = client.ConvexHttpClient;
exports.convexToJson = client.convexToJson;
exports.getFunctionName = client.getFunctionName;
exports.jsonToConvex = client.jsonToConvex;
exports.makeFunctionReference = client.makeFunctionReference;
