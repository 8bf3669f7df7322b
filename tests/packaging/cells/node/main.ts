import {
  anyApi,
  ConvexError,
  ConvexHttpClient,
  type Value,
} from "convex-http-client";
import { check } from "./check.js";

const client = { anyApi, ConvexError, ConvexHttpClient };
const url: Value = process.argv[2];
console.log(JSON.stringify(await check(client, url)));
