import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { startBackend } from "../../backend/server.js";
import { differences } from "../contract/differences.js";
import { makeProject } from "../package/project.mjs";
import { readDocument, root } from "./blocks.mjs";

const readme = readFileSync(join(root, "README.md"), "utf8");

test("the README lists the deliberate differences, and no others", () => {
  const [, list] =
    /^[^\n]*What differs on purpose:\n\n(.*?)\n\n/ms.exec(readme) ?? [];
  const items = (list ?? "")
    .split(/^- /m)
    .map((item) => item.trim().replace(/\s+/g, " "))
    .filter(Boolean);
  const told = [...new Set(differences.map(({ readme }) => readme))];
  assert.deepEqual(items.sort(), told.sort());
});

test("the handler of the README answers with the caller's identity", async (t) => {
  const backend = await startBackend();
  t.after(() => backend.stop());
  const project = makeProject("readme");
  const { blocks } = readDocument("README.md");
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
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["call-handler.js"],
    { cwd: project, env: { ...process.env, CONVEX_URL: backend.url } },
  );
  assert.equal(stdout, "ada\n");
});
