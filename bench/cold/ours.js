// @ts-ignore: installed in the consumer project only
import { ConvexHttpClient } from "convex-http-client";
import { firstCall } from "./first-call.js";

await firstCall(ConvexHttpClient);
