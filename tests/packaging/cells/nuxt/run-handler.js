// Calls the handler that a preset made: run-handler.js <file> <url of the backend>
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [file, convex] = globalThis.Deno?.args ?? process.argv.slice(2);
const { default: handle } = await import(pathToFileURL(resolve(file)).href);
const query = new URLSearchParams({ convex });
const request = new Request(`http://localhost/calls?${query}`);
const response = await handle(request, { next: () => new Response("none") });
console.log(await response.text());
// Its server may keep timers.
(globalThis.Deno ?? process).exit();
