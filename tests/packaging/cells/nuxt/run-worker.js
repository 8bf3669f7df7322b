// Runs what a preset for Cloudflare made, and asks it: run-worker.js <folder> <script> <url of the backend>
import { resolve } from "node:path";
import { Miniflare } from "miniflare";

const [folder, script, convex] = process.argv.slice(2);
const miniflare = new Miniflare({
  compatibilityDate: "2025-07-15",
  compatibilityFlags: ["nodejs_compat"],
  modules: true,
  modulesRoot: resolve(folder),
  scriptPath: resolve(folder, script),
  modulesRules: [
    { type: "ESModule", include: ["**/*.js", "**/*.mjs"] },
    { type: "CompiledWasm", include: ["**/*.wasm"] },
  ],
  serviceBindings: { ASSETS: () => new Response(null, { status: 404 }) },
});
const query = new URLSearchParams({ convex });
const response = await miniflare.dispatchFetch(
  `http://localhost/calls?${query}`,
);
console.log(await response.text());
await miniflare.dispose();
