import assert from "node:assert/strict";
import { test } from "node:test";
import { freePort } from "../packaging/driver/port.mjs";
import { createsAndLists, makeExample, send } from "./example.mjs";

test("Hono", async (t) => {
  const example = await makeExample("hono");
  t.after(() => example.backend.stop());
  const [command] = example.commands;
  const token = await example.backend.mintToken({ sub: "ada", name: "Ada" });
  const other = await example.backend.mintToken({ sub: "bob", name: "Bob" });
  const environment = { PORT: String(await freePort()) };
  const ready = /listening on (http:\S+)/;
  const use = async (/** @type {string} */ url) => {
    const task = { text: "Water the plants" };
    const created = await send(`${url}/tasks`, task, token);
    assert.equal(created.status, 201);
    const mine = await send(`${url}/tasks/mine`, undefined, token);
    assert.equal(mine.body.length, 1);
    assert.equal(mine.body[0]._id, created.body.id);
    // At the same time, each with the credentials of its own caller.
    const both = await Promise.all(
      [other, token].map((it) => send(`${url}/tasks/mine`, undefined, it)),
    );
    assert.deepEqual(
      both.map(({ body }) => body.length),
      [0, 1],
    );
    assert.deepEqual(await send(`${url}/tasks/mine`), {
      status: 400,
      body: { error: "Not signed in" },
    });
    assert.deepEqual(await send(`${url}/tasks`, { text: 1 }, token), {
      status: 500,
      body: { error: "Internal error" },
    });
  };
  await example.serving(command, ready, use, { environment });
});

test("Cloudflare Worker", async (t) => {
  const example = await makeExample("cloudflare-worker");
  t.after(() => example.backend.stop());
  const [command] = example.commands;
  const { url } = example.backend;
  const more = `-- --port ${await freePort()} --inspector-port 0 --var CONVEX_URL:${url}`;
  await example.serving(command, /Ready on (http:\S+)/, createsAndLists, {
    more,
  });
});
