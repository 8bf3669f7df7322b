import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { findChromium } from "./chromium.mjs";
import { findFirefox } from "./firefox.mjs";
import { run } from "./process.mjs";

const RUNTIMES = resolve(import.meta.dirname, "..");
const MODULES = resolve(RUNTIMES, "../../node_modules");

/**
 * The command that runs a file of the consumer project.
 *
 * @param {string} runtime node, deno or bun
 * @param {string} file
 * @param {string} argument
 * @returns {string[]}
 */
export function commandOf(runtime, file, argument) {
  switch (runtime) {
    case "node":
      return [process.execPath, file, argument];
    case "bun":
      return [findBun(), "run", file, argument];
    case "deno":
      return [
        join(MODULES, ".bin/deno"),
        "run",
        "--quiet",
        "--no-prompt",
        "--no-lock",
        "--node-modules-dir=manual",
        // For the backend only: the client itself needs no permission.
        "--allow-net=127.0.0.1",
        // Official's entry for Node contains a WebSocket library that asks.
        "--allow-env=WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE",
        file,
        argument,
      ];
    default:
      throw new Error(`${runtime} does not run files.`);
  }
}

/**
 * How each runtime is started in the consumer project.
 *
 * @type {Record<string, (folder: string, config: string) => string[] | Promise<string[]>>}
 */
const launchers = {
  node: (_, config) => commandOf("node", "runtimes/node.mjs", config),
  "node-require": (_, config) =>
    commandOf("node", "runtimes/node-require.cjs", config),
  deno: (_, config) => commandOf("deno", "runtimes/deno.js", config),
  bun: (_, config) => commandOf("bun", "runtimes/bun.js", config),
  workerd: (folder, config) => [
    process.execPath,
    join(RUNTIMES, "workerd.mjs"),
    folder,
    config,
  ],
  chromium: async (folder, config) =>
    browserCommand("chromium", await findChromium(), folder, config),
  firefox: async (folder, config) =>
    browserCommand("firefox", await findFirefox(), folder, config),
};

export const runtimes = Object.keys(launchers);

/**
 * @param {string} kind
 * @param {string} path
 * @param {string} folder
 * @param {string} config
 */
function browserCommand(kind, path, folder, config) {
  const script = join(RUNTIMES, "browser.mjs");
  return [process.execPath, script, folder, config, kind, path];
}

/**
 * The path of Bun. Its npm package moves the binary in place by an install
 * script; this project runs none, but somebody else's npm may have.
 */
function findBun() {
  const cpu = process.arch === "arm64" ? "aarch64" : process.arch;
  const name = `bun-${process.platform}-${cpu}`;
  const file = process.platform === "win32" ? "bun.exe" : "bun";
  const paths = [`${name}-baseline`, name, `${name}-musl`].map((variant) =>
    join(MODULES, "@oven", variant, "bin", file),
  );
  return paths.find((path) => existsSync(path)) ?? join(MODULES, ".bin", "bun");
}

/**
 * @param {string} runtime
 * @param {string} folder of the consumer project
 * @param {any} config the suite's; see suite.js
 * @param {{ timeLimit?: number, collector?: boolean }} [options] `collector`:
 *   show the program the garbage collector, where that takes a flag
 * @returns {Promise<any>} the suite's report
 */
export async function launch(runtime, folder, config, options) {
  const [program, ...args] = await launchers[runtime](
    folder,
    JSON.stringify(config),
  );
  if (options?.collector) showCollector(runtime, args);
  const printed = await run(program, args, folder, options);
  try {
    return JSON.parse(printed);
  } catch {
    throw new Error(`${runtime} gave no report:\n${printed.slice(0, 2000)}`);
  }
}

/**
 * @param {string} runtime
 * @param {string[]} args
 */
function showCollector(runtime, args) {
  if (runtime === "node") args.unshift("--expose-gc");
  if (runtime === "deno") args.splice(1, 0, "--v8-flags=--expose-gc");
}
