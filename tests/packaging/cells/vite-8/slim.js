import address from "convex-http-client/client.wasm?url";
import * as client from "convex-http-client/slim";
import { check } from "./check.js";

const url = new URLSearchParams(location.search).get("convex");
client
  .init(address)
  .then(() => check(client, url))
  .then((result) => (globalThis.packagingResult = result));
