import * as slim from "convex-http-client/slim";
import { check } from "./check.js";

const url = new URLSearchParams(location.search).get("convex");
await slim.init(fetch("./node_modules/convex-http-client/dist/client.wasm"));
const first = await check(slim, url);
// After slim has run alone, since this loads the default entry too.
const convex = await import("convex-http-client/convex");
const second = await check(convex, url);
globalThis.packagingResult = "checks" in first ? second : first;
