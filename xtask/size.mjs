// Compresses files as `gzip -9` does, and bundles the client as an application's bundler would.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const [client, wasm, minified] = process.argv.slice(2);

const { outputFiles, metafile } = await build({
  entryPoints: [client],
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  outdir: ".",
  format: "esm",
  target: "es2022",
  logLevel: "warning",
  logOverride: { "duplicate-object-key": "silent" },
});
writeFileSync(minified, outputFiles[0].contents);
const parts = Object.values(metafile.outputs)
  .flatMap(({ inputs }) => Object.entries(inputs))
  .map(([path, { bytesInOutput }]) => [basename(path), bytesInOutput]);

console.log(
  JSON.stringify({
    wasm: measure(readFileSync(wasm)),
    script: measure(outputFiles[0].contents),
    parts: Object.fromEntries(parts),
  }),
);

/** @param {Uint8Array} content */
function measure(content) {
  // Not node:zlib: its results differ between processors.
  const { stdout, error } = spawnSync("gzip", ["-9", "-n"], { input: content });
  if (error) throw error;
  return { bytes: content.length, compressed: stdout.length };
}
