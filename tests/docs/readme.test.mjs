// What only the README promises: its first commands, its handler, its badges and its sizes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { startBackend } from "../../backend/server.js";
import { makeProject } from "../package/project.mjs";
import { readDocument, root } from "./blocks.mjs";
import { savedIn } from "./shell.mjs";

const read = (/** @type {string} */ file) =>
  readFileSync(join(root, file), "utf8");
const readme = read("README.md");
const { blocks } = readDocument("README.md");
const run = promisify(execFile);

test("the first call works as the README says, in a new project", async (t) => {
  const backend = await startBackend();
  t.after(() => backend.stop());
  const project = makeProject("first-call");
  const shell = blocks.filter(({ language }) => language === "sh");
  const commands = shell.map(({ code }) => code.trim());
  assert.equal(commands[0], "npm install convex-http-client");
  const [program, ...args] = commands[1].split(" ");
  assert.equal(program, "node");
  const [name] = args.slice(-1);
  writeFileSync(join(project, name), savedIn(blocks, name));
  // What `npx convex dev` writes there.
  writeFileSync(join(project, ".env.local"), `CONVEX_URL=${backend.url}\n`);
  const { CONVEX_URL: _, ...env } = process.env;
  const { stdout } = await run(process.execPath, args, { cwd: project, env });
  assert.equal(stdout, "0 tasks\n");
});

test("the handler of the README answers with the caller's identity", async (t) => {
  const backend = await startBackend();
  t.after(() => backend.stop());
  const project = makeProject("readme");
  const code = blocks
    .map(({ code }) => code)
    .find((code) => code.includes("export async function handler"));
  assert.ok(code);
  writeFileSync(join(project, "handler.js"), code);
  const token = await backend.mintToken({ sub: "ada", name: "Ada" });
  writeFileSync(
    join(project, "call-handler.js"),
    `import { handler } from "./handler.js";
     const headers = { Authorization: "Bearer ${token}" };
     const response = await handler(new Request("https://app.example", { headers }));
     console.log((await response.json()).subject);`,
  );
  const { stdout } = await run(process.execPath, ["call-handler.js"], {
    cwd: project,
    env: { ...process.env, CONVEX_URL: backend.url },
  });
  assert.equal(stdout, "ada\n");
});

test("the badges are true", () => {
  const badges = [...readme.matchAll(/!\[([^\]]*)\]\(https:\/\/img/g)];
  assert.deepEqual(
    badges.map(([, text]) => text),
    [
      `License: ${JSON.parse(read("pkg/package.json")).license}`,
      `Dependencies: ${Object.keys(JSON.parse(read("pkg/package.json")).dependencies ?? {}).length}`,
      `TypeScript: ${oldestTypeScript()} and newer`,
    ],
  );
});

/** The oldest compiler that checks users' types. */
function oldestTypeScript() {
  const names = Object.keys(JSON.parse(read("package.json")).devDependencies);
  const versions = names
    .map((name) => /^typescript-(\d+\.\d+)$/.exec(name)?.[1])
    .filter((version) => version !== undefined);
  return versions.sort((a, b) => Number(a) - Number(b))[0];
}

test("the sizes are those of docs/performance.md, in kB", () => {
  const sizes = read("docs/performance.md");
  const kilobytes = (/** @type {string} */ row) => {
    const line = sizes.split("\n").find((line) => line.startsWith(`| ${row} `));
    const bytes = line?.split("|")[3].trim().replace(",", "");
    return `${Math.round(Number(bytes) / 1000)} kB`;
  };
  const [, official, ours] =
    /^\| Size in a bundle, gzipped +\| \*\*(.+?)\*\* +\| (.+?) +\|$/m.exec(
      readme,
    ) ?? [];
  assert.equal(official, kilobytes("convex/browser, for comparison"));
  assert.equal(ours, kilobytes("convex-http-client, the module inside"));
});
