import * as client from "./node_modules/convex-http-client/dist/index.js";
import { check } from "./check.js";

self.onmessage = (event) =>
  event.waitUntil(
    check(client, event.data).then((result) =>
      event.source.postMessage(result),
    ),
  );
