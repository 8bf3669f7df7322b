// Runs what `wrangler deploy --dry-run` made.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare4";

const [folder, main, url] = process.argv.slice(2);
const paths = readdirSync(folder).filter((name) => /\.(js|wasm)$/.test(name));
paths.sort((name) => (name === main ? -1 : 1));
const worker = new Miniflare({
  compatibilityDate: "2026-04-01",
  modulesRoot: folder,
  modules: paths.map((name) => ({
    type: name.endsWith(".js") ? "ESModule" : "CompiledWasm",
    path: join(folder, name),
  })),
});
const query = new URLSearchParams({ convex: url });
const response = await worker.dispatchFetch(`http://localhost/?${query}`);
console.log(await response.text());
await worker.dispose();
