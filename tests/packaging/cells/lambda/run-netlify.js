// Bundles a function as Netlify does for AWS Lambda, and calls the bundle.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { zipFunctions } from "@netlify/zip-it-and-ship-it";

await zipFunctions("functions", "bundled", { archiveFormat: "none" });
const main = readdirSync("bundled/calls", { recursive: true }).find((file) =>
  /(^|\/)functions\/calls\.(mjs|js)$|^calls\.mjs$/.test(file),
);
const { default: handler } = await import(resolve("bundled/calls", main));
const query = new URLSearchParams({ convex: process.argv[2] });
const response = await handler(new Request(`http://localhost/?${query}`));
console.log(await response.text());
