import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

/**
 * Bundles the suite as a bundler for Workers would, and keeps every `.wasm`
 * apart: workerd takes compiled modules and refuses to compile bytes.
 *
 * Called with the folder of the consumer project and the configuration.
 */
const [folder, config] = process.argv.slice(2);
const COMPATIBILITY_DATE = "2025-09-01";

/** @type {Map<string, string>} */
const wasm = new Map();

/** @type {import("esbuild").Plugin} */
const keepWasm = {
  name: "keep-wasm",
  setup(bundle) {
    bundle.onResolve({ filter: /\.wasm$/ }, async (found) => {
      if (found.pluginData === keepWasm) return undefined;
      const { path } = await bundle.resolve(found.path, {
        kind: found.kind,
        resolveDir: found.resolveDir,
        pluginData: keepWasm,
      });
      const name = `${wasm.size}-${basename(path)}`;
      wasm.set(name, path);
      return { path: `./${name}`, external: true };
    });
  },
};

const { outputFiles } = await build({
  entryPoints: [resolve(folder, "runtimes/workerd-worker.js")],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
  // Messages name classes, which a bundler may rename.
  keepNames: true,
  conditions: ["workerd", "worker", "browser"],
  plugins: [keepWasm],
  logLevel: "error",
});

const worker = new Miniflare({
  compatibilityDate: COMPATIBILITY_DATE,
  host: "127.0.0.1",
  modulesRoot: "/",
  modules: [
    { type: "ESModule", path: "/worker.js", contents: outputFiles[0].text },
    ...[...wasm].map(([name, path]) => ({
      type: /** @type {const} */ ("CompiledWasm"),
      path: `/${name}`,
      contents: new Uint8Array(readFileSync(path)),
    })),
  ],
});

try {
  const { version } = createRequire(
    createRequire(import.meta.url).resolve("miniflare"),
  )("workerd/package.json");
  const response = await worker.dispatchFetch("http://localhost/", {
    method: "POST",
    body: JSON.stringify({
      runtime: { runtime: "workerd", version },
      config: JSON.parse(config),
    }),
  });
  process.stdout.write(await response.text());
} finally {
  await worker.dispose();
}
