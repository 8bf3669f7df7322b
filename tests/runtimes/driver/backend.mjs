import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

const MAIN = resolve(import.meta.dirname, "../../../backend/main.js");
const START_LIMIT = 60_000;

/**
 * The backend that cases call over HTTP: the one at `CONVEX_URL`, else the
 * embedded one, which stops together with this process.
 *
 * @returns {Promise<{ url: string, testRoutes: boolean, stop: () => Promise<void> }>}
 */
export async function openBackend() {
  const given = process.env.CONVEX_URL?.replace(/\/+$/, "");
  if (given) {
    const testRoutes = await hasTestRoutes(given);
    return { url: given, testRoutes, stop: async () => {} };
  }
  const child = spawn(
    process.execPath,
    [MAIN, "--port", "0", "--until-stdin-closes"],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  return { url: await announced(child), testRoutes: true, stop };
}

/**
 * @param {import("node:child_process").ChildProcessByStdio<any, any, any>} child
 * @returns {Promise<string>}
 */
function announced(child) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill();
      reject(new Error(`The backend did not start in ${START_LIMIT} ms.`));
    }, START_LIMIT);
    child.once("exit", (/** @type {number} */ code) => {
      clearTimeout(late);
      reject(new Error(`The backend ended with ${code} before it listened.`));
    });
    createInterface(child.stdout).on("line", (line) => {
      const url = /^listening on (http:\S+)/.exec(line)?.[1];
      if (!url) return;
      clearTimeout(late);
      resolve(url);
    });
  });
}

/** @param {string} url */
async function hasTestRoutes(url) {
  try {
    return (await fetch(`${url}/testing/admin-key`)).ok;
  } catch {
    return false;
  }
}
