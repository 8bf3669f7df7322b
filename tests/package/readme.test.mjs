import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { startBackend } from "../../backend/server.js";
import { differences } from "../contract/differences.js";
import { makeProject } from "./project.mjs";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const readme = readFileSync(
  resolve(import.meta.dirname, "../../README.md"),
  "utf8",
);
const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(
  ([, code]) => code,
);
const project = makeProject("readme");

/** @type {import("../../backend/server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
after(() => backend.stop());

test("the README has code to run", () => assert.ok(blocks.length >= 6));

for (const [index, code] of blocks.entries()) {
  const title = code
    .split("\n")
    .find((line) => line && !line.startsWith("import"));
  test(`README block ${index + 1} runs as written: ${title}`, async () => {
    const file = `block-${index + 1}.js`;
    writeFileSync(join(project, file), code);
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      cwd: project,
      env: { ...process.env, CONVEX_URL: backend.url },
      timeout: 30_000,
    });
    const printed = expectations.find(([part]) => code.includes(part))?.[1];
    if (printed !== undefined) assert.match(stdout, printed);
  });
}

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

/** What the blocks that print something print. @type {[string, RegExp][]} */
const expectations = [
  ["task._id === id", /^true\n$/],
  ["error.data.code", /^Nested\n$/],
  ["api.actions.wait", /^true\n$/],
  ["shouldRetry", /^retried\n$/],
  ["http://127.0.0.1:9", /^network unknown 1\n$/],
  ["getToken", /^null\nnull\n$/],
  [
    "client.batch",
    /^fulfilled rejected\none\ntwo\nthree\n2 string\n1 string\n$/,
  ],
  ["pendingMutations", /^mutation tasks:create\n1\n200 true\n$/],
  [
    "fakeTransport",
    /plants[^]*\nOptimisticConcurrencyControlFailure\n\[ 'tasks:list', 'tasks:create' \]\n$/,
  ],
  ["2n ** 62n", /<01 02 03>[^]*4611686018427387904n[^]*Infinity/],
];

test("the handler of the README answers with the caller's identity", async () => {
  const code = blocks.find((block) => block.includes("export async function"));
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
