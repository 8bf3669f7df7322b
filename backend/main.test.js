import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

/** @param {string[]} args */
async function start(args) {
  const child = spawn(process.execPath, [MAIN, ...args]);
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, "line");
  const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
  assert.ok(url, line);
  /** @type {string[]} */
  const rest = [];
  lines.on("line", (more) => rest.push(more));
  return { child, url, rest };
}

test("announces itself, keeps functions quiet, stops on a signal", async () => {
  const { child, url, rest } = await start([]);
  const response = await fetch(`${url}/api/query`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ path: "logs:levels", args: [{}] }),
  });
  const { logLines } = /** @type {any} */ (await response.json());
  assert.equal(logLines.length, 5);
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  assert.deepEqual(rest, []);
});

test("lives on when a function fails outside of what it awaits", async () => {
  const { child, url } = await start([]);
  const ask = async (
    /** @type {string} */ route,
    /** @type {object} */ call,
  ) => {
    const response = await fetch(`${url}/api/${route}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(call),
    });
    return /** @type {any} */ (await response.json());
  };
  for (const way of ["emitter", "timer", "rejection", "microtask", "socket"]) {
    const args = [{ way, waits: true }];
    const { status } = await ask("action", { path: "strays:fail", args });
    assert.equal(status, "error", way);
  }
  const { value } = await ask("query", {
    path: "nested/deep:ping",
    args: [{}],
  });
  assert.equal(value, "pong");
  child.kill("SIGTERM");
  await once(child, "exit");
});

test("leaves to the process what no function has done", async () => {
  const server = new URL("./server.js", import.meta.url).href;
  for (const failure of [
    "setTimeout(() => { throw error; })",
    "Promise.reject(error)",
  ]) {
    const program = `
      import { startBackend } from ${JSON.stringify(server)};
      await startBackend();
      const error = new Error("of the process");
      ${failure};`;
    const child = spawn(process.execPath, [
      "--input-type=module",
      "--eval",
      program,
    ]);
    let told = "";
    child.stderr.on("data", (text) => (told += text));
    const [code] = await once(child, "close");
    assert.deepEqual([code, /of the process/.test(told)], [1, true]);
  }
});

test("stops when its standard input closes", async () => {
  const { child } = await start(["--until-stdin-closes"]);
  child.stdin.end();
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
});

test("refuses a port that is none", async () => {
  const child = spawn(process.execPath, [MAIN, "--port", "http"]);
  const [code] = await once(child, "exit");
  assert.equal(code, 2);
});
