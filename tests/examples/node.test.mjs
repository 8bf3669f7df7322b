import assert from "node:assert/strict";
import { test } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { makeExample } from "./example.mjs";

test("watching, in Node", async (t) => {
  const example = await makeExample("watch");
  t.after(() => example.backend.stop());
  const official = new ConvexHttpClient(example.url);
  const [command] = example.commands;
  let isOver = false;
  const printing = example
    .shell(command, "-- 3")
    .finally(() => (isOver = true));
  while (!isOver) {
    await official.mutation(anyApi.tasks.create, { text: "Sweep" });
    await new Promise((done) => setTimeout(done, 300));
  }
  const lines = (await printing).matchAll(/^(\d+) of (\d+) tasks are open$/gm);
  const counts = [...lines].map(([, open, all]) => [Number(open), Number(all)]);
  assert.equal(counts.length, 3);
  for (const [index, [open, all]] of counts.entries()) {
    assert.equal(open, all);
    if (index > 0) assert.ok(all > counts[index - 1][1], String(counts));
  }
});

test("uploads, in Node", async (t) => {
  const example = await makeExample("uploads");
  t.after(() => example.backend.stop());
  const [command] = example.commands;
  const printed = await example.shell(command);
  const found = [...printed.matchAll(/^(.*): (http:\S+)$/gm)];
  assert.deepEqual(
    found.map(([, name]) => name),
    ["README.md", "package.json"],
  );
  assert.match(await (await fetch(found[0][2])).text(), /^# Uploads, in Node/);
  // One that is missing is told, and the others are uploaded all the same.
  const missing = await example.shell(command, "missing.txt").then(
    () => "",
    (error) => error.message,
  );
  assert.match(missing, /^missing\.txt: /m);
  assert.match(missing, /^package\.json: http/m);
});
