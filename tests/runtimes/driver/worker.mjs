import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

/**
 * Starts a Worker. Its script is bundled as a bundler for Workers would, and
 * every `.wasm` kept apart: workerd takes compiled modules and refuses to
 * compile bytes.
 *
 * @param {string} script
 * @param {string} compatibilityDate
 * @param {{ bindings?: Record<string, string> }} [options]
 * @returns {Promise<Miniflare>}
 */
export async function openWorker(script, compatibilityDate, options) {
  /** @type {Map<string, string>} */
  const wasm = new Map();
  const { outputFiles } = await build({
    entryPoints: [script],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    // Messages name classes, which a bundler may rename.
    keepNames: true,
    conditions: ["workerd", "worker", "browser"],
    plugins: [keepWasm(wasm)],
    logLevel: "error",
  });
  return new Miniflare({
    ...options,
    compatibilityDate,
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
}

/**
 * @param {Map<string, string>} wasm is filled with names and paths
 * @returns {import("esbuild").Plugin}
 */
function keepWasm(wasm) {
  return {
    name: "keep-wasm",
    setup(bundle) {
      bundle.onResolve({ filter: /\.wasm$/ }, async (found) => {
        if (found.pluginData === wasm) return undefined;
        const { path } = await bundle.resolve(found.path, {
          kind: found.kind,
          resolveDir: found.resolveDir,
          pluginData: wasm,
        });
        const name = `${wasm.size}-${basename(path)}`;
        wasm.set(name, path);
        return { path: `./${name}`, external: true };
      });
    },
  };
}
