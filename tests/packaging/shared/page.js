import { callAll } from "./call.js";

const url = new URLSearchParams(location.search).get("convex");
callAll(url).then((result) => (globalThis.packagingResult = result));
