import { anyApi, ConvexHttpClient } from "convex-http-client/convex";
import { ConvexError } from "convex/values";
import { check } from "./check.js";

check({ anyApi, ConvexError, ConvexHttpClient }, process.argv[2]).then(
  (result) => console.log(JSON.stringify(result)),
);
