import * as client from "./node_modules/convex-http-client/dist/index.js";
import { check } from "./check.js";

const url = new URLSearchParams(location.search).get("convex");
check(client, url).then((result) => postMessage(result));
