import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { findChromium } from "./chromium.mjs";
import { findFirefox } from "./firefox.mjs";
import { run } from "./process.mjs";

const RUNTIMES = resolve(import.meta.dirname, "..");
const MODULES = resolve(RUNTIMES, "../../node_modules");

/**
 * How each runtime is started in the consumer project.
 *
 * @type {Record<string, (folder: string, config: string) => Promise<string>>}
 */
const launchers = {
  node: (folder, config) =>
    run(process.execPath, ["runtimes/node.mjs", config], folder),
  "node-require": (folder, config) =>
    run(process.execPath, ["runtimes/node-require.cjs", config], folder),
  deno: (folder, config) =>
    run(
      join(MODULES, ".bin/deno"),
      [
        "run",
        "--quiet",
        "--no-prompt",
        "--no-lock",
        "--node-modules-dir=manual",
        // For the backend only: the client itself needs no permission.
        "--allow-net=127.0.0.1",
        // Official's entry for Node contains a WebSocket library that asks.
        "--allow-env=WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE",
        "runtimes/deno.js",
        config,
      ],
      folder,
    ),
  bun: (folder, config) =>
    run(findBun(), ["run", "runtimes/bun.js", config], folder),
  workerd: (folder, config) =>
    run(process.execPath, [join(RUNTIMES, "workerd.mjs"), folder, config]),
  chromium: async (folder, config) =>
    runBrowser("chromium", await findChromium(), folder, config),
  firefox: async (folder, config) =>
    runBrowser("firefox", await findFirefox(), folder, config),
};

export const runtimes = Object.keys(launchers);

/**
 * @param {string} kind
 * @param {string} path
 * @param {string} folder
 * @param {string} config
 */
function runBrowser(kind, path, folder, config) {
  const script = join(RUNTIMES, "browser.mjs");
  return run(process.execPath, [script, folder, config, kind, path]);
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
 * @param {import("../suite.js").Config} config
 * @returns {Promise<import("../suite.js").Report>}
 */
export async function launch(runtime, folder, config) {
  const printed = await launchers[runtime](folder, JSON.stringify(config));
  try {
    return JSON.parse(printed);
  } catch {
    throw new Error(`${runtime} gave no report:\n${printed.slice(0, 2000)}`);
  }
}
