// Vercel compiles what is imported with `?module` and hands it to the code as a global.
import { readFile } from "node:fs/promises";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";

let module;
const { outputFiles } = await build({
  entryPoints: ["call.js"],
  bundle: true,
  write: false,
  format: "iife",
  globalName: "app",
  conditions: ["edge-light", "worker", "browser"],
  plugins: [
    {
      name: "wasm-module",
      setup(bundle) {
        bundle.onLoad({ filter: /\.wasm$/ }, async ({ path, suffix }) => {
          if (suffix !== "?module") return undefined;
          module = await WebAssembly.compile(await readFile(path));
          return { contents: "export default clientWasm" };
        });
      },
    },
  ],
});

const runtime = new EdgeRuntime({
  initialCode: outputFiles[0].text,
  extend: (context) => Object.assign(context, { clientWasm: module }),
});
const url = JSON.stringify(process.argv[2]);
console.log(JSON.stringify(await runtime.evaluate(`app.callAll(${url})`)));
