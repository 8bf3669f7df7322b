import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { makeExample } from "./example.mjs";

test("Deno", async (t) => {
  const example = await makeExample("deno");
  t.after(() => example.backend.stop());
  // The tarball is where npm has put it; users' Deno fetches the package itself.
  const config = JSON.parse(readFileSync(example.path("deno.json"), "utf8"));
  config.nodeModulesDir = "manual";
  writeFileSync(example.path("deno.json"), JSON.stringify(config));
  const [command] = example.commands;
  const printed = await example.shell(command);
  assert.match(printed, /^\[ \] Water the plants\n\[ \] Feed the cat\n$/m);
});

test("Bun", async (t) => {
  const example = await makeExample("bun");
  t.after(() => example.backend.stop());
  const [command] = example.commands;
  assert.equal(await example.shell(command), "1 messages by Bun\n");
  assert.equal(await example.shell(command), "2 messages by Bun\n");
});
