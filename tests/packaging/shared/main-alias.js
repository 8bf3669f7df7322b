// As it was written for the official client: the bundler puts this package's in its place.
import {
  BaseConvexClient,
  ConvexClient,
  ConvexHttpClient,
} from "convex/browser";
import { anyApi } from "convex/server";
import { ConvexError } from "convex/values";
import { check } from "./check.js";

check({ anyApi, ConvexError, ConvexHttpClient }, process.argv[2]).then(
  (result) => {
    const isOurs = "batch" in ConvexHttpClient.prototype;
    const hasOthers =
      "onUpdate" in ConvexClient.prototype &&
      "subscribe" in BaseConvexClient.prototype;
    const all = isOurs && hasOthers ? result : { error: "wrong classes" };
    console.log(JSON.stringify(all));
  },
);
