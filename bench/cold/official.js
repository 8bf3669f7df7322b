import { ConvexHttpClient } from "convex/browser";
import { firstCall } from "./first-call.js";

await firstCall(ConvexHttpClient);
