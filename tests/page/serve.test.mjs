import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { get } from "node:http";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { after, before, test } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { tarball } from "../package/project.mjs";

const root = resolve(import.meta.dirname, "../..");

/** @type {import("node:child_process").ChildProcess} */
let demo;
let printed = "";
let address = "";

before(async () => {
  const main = join(root, "examples/demo/main.mjs");
  const child = spawn(process.execPath, [main, tarball, "--serve"], {
    env: { ...process.env, CONVEX_URL: undefined },
    stdio: ["ignore", "pipe", "inherit"],
  });
  demo = child;
  for await (const line of createInterface(child.stdout)) {
    printed += `${line}\n`;
    address = /in a browser: (http:\S+)/.exec(line)?.[1] ?? "";
    if (address) break;
  }
});
after(() => demo.kill("SIGKILL"));

test("the demo runs the documented uses before it serves the page", () => {
  assert.match(printed, /^Everything came out right\.$/m);
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test("every reply has the policy, which allows wasm and no script in the page", async () => {
  for (const path of ["", "speed-worker.js", "nothing-here"]) {
    const { headers } = await fetch(address + path);
    const policy = headers.get("Content-Security-Policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
    assert.doesNotMatch(policy, /'unsafe-(?:inline|eval)'|nonce-|sha256-/);
  }
});

test("the page loads little before it works", async () => {
  const page = await (await fetch(address)).text();
  const names = [
    ...page.matchAll(/(?:href|src)="([\w./-]+\.(?:js|css|svg))"/g),
  ];
  assert.ok(names.length >= 3, page);
  let bytes = gzipSync(page).length;
  for (const name of new Set(names.map(([, name]) => name))) {
    const response = await fetch(address + name);
    assert.equal(response.status, 200, name);
    bytes += gzipSync(await response.text()).length;
  }
  assert.ok(bytes < 50_000, `${bytes} bytes, compressed`);
});

test("the page is told of a backend that answers", async () => {
  const response = await fetch(`${address}site.json`);
  const { deployment, versions } = await response.json();
  assert.equal(deployment.testing, true);
  assert.match(versions.client, /^\d+\.\d+\.\d+/);
  assert.match(versions.official, /^\d+\.\d+\.\d+/);
  const client = new ConvexHttpClient(deployment.url);
  const whoami = /** @type {any} */ ("users:whoami");
  assert.equal(await client.query(whoami), null);
});

test("only the site's files are served", async () => {
  for (const path of ["/%2e%2e/package.json", "/..%2fpackage.json", "/%ff"]) {
    // Not by fetch, which resolves dots.
    const status = await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(address);
      get({ hostname, port, path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once("error", reject);
    });
    assert.equal(status, 404, path);
  }
});

test("Ctrl+C stops it", async () => {
  const ended = new Promise((resolve) => demo.once("exit", resolve));
  demo.kill("SIGINT");
  assert.equal(await ended, 0);
});
