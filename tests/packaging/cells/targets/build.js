// Builds the program, with the package in it, for older engines: build.js <compiler> <target> <output>
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { transformAsync } from "@babel/core";
import swc from "@swc/core";
import { build } from "esbuild";

const [compiler, target, output] = process.argv.slice(2);

/** @param {string} [level] @param {RegExp} [mangleProps] @returns {Promise<string>} */
async function bundle(level = "esnext", mangleProps = undefined) {
  const { outputFiles } = await build({
    entryPoints: ["main.js"],
    bundle: true,
    format: "cjs",
    platform: "browser",
    write: false,
    target: level,
    ...(mangleProps && { mangleProps }),
  });
  return outputFiles[0].text;
}

/** @type {Record<string, () => Promise<string | null | undefined>>} */
const compilers = {
  esbuild: () => bundle(target),
  mangling: () => bundle(target, /^_/),
  babel: async () => {
    const result = await transformAsync(await bundle(), {
      configFile: false,
      sourceType: "script",
      // Without targets it makes ES5, as apps do whose list of browsers is not found.
      presets: [
        ["@babel/preset-env", target === "none" ? {} : { targets: target }],
      ],
    });
    return result?.code;
  },
  swc: async () => {
    const { code } = await swc.transform(await bundle(), {
      isModule: false,
      jsc: { target: /** @type {any} */ (target) },
    });
    return code;
  },
};

mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `${await compilers[compiler]()}`);
