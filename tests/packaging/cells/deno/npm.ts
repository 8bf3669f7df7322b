import { anyApi, ConvexError, ConvexHttpClient } from "npm:convex-http-client";
import { check } from "./check.js";

const client = { anyApi, ConvexError, ConvexHttpClient };
const url: string = Deno.args[0];
console.log(JSON.stringify(await check(client, url)));
