import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startBackend } from "../../backend/server.js";
import { openWorker } from "../runtimes/driver/worker.mjs";
import { describePage, examples } from "./page.mjs";

/** @type {Awaited<ReturnType<typeof startBackend>>} */
let backend;
before(async () => {
  backend = await startBackend();
});
after(async () => {
  await backend.stop();
});

describePage("Yew", "yew", "example_yew.js");

describe("the Worker in workers-rs", () => {
  /** @type {Awaited<ReturnType<typeof openWorker>>} */
  let worker;
  before(async () => {
    const script = join(examples, "workers-rs/worker.js");
    const bindings = { CONVEX_URL: backend.url };
    worker = await openWorker(script, "2025-09-01", { bindings });
  });
  after(async () => {
    await worker?.dispose();
  });

  it("lists and creates the caller's tasks", async () => {
    const token = await backend.mintToken({ sub: "ada" });
    const headers = { Authorization: `Bearer ${token}` };
    const url = "http://localhost/tasks";
    const empty = await worker.dispatchFetch(url, { headers });
    assert.deepEqual([empty.status, await empty.json()], [200, []]);
    const body = JSON.stringify({ text: "Water the plants", priority: 3 });
    const created = await worker.dispatchFetch(url, {
      method: "POST",
      headers,
      body,
    });
    const id = await created.json();
    const tasks = await (await worker.dispatchFetch(url, { headers })).json();
    assert.deepEqual(tasks, [
      { _id: id, text: "Water the plants", priority: 3 },
    ]);
  });

  it("answers with what the function says, and with its own failures", async () => {
    const url = "http://localhost/tasks";
    const anonymous = await worker.dispatchFetch(url);
    assert.deepEqual(
      [anonymous.status, await anonymous.text()],
      [403, "Not signed in"],
    );
    const headers = { Authorization: "Bearer nonsense" };
    assert.equal((await worker.dispatchFetch(url, { headers })).status, 401);
    const other = await worker.dispatchFetch("http://localhost/elsewhere");
    assert.equal(other.status, 404);
  });

  it("serves requests at the same time, each with its own client", async () => {
    const asked = ["ada", "bob", "eve"].map(async (sub) => {
      const token = await backend.mintToken({ sub: `${sub} at once` });
      const headers = { Authorization: `Bearer ${token}` };
      const url = "http://localhost/tasks";
      const body = JSON.stringify({ text: sub });
      await worker.dispatchFetch(url, { method: "POST", headers, body });
      const tasks = await worker.dispatchFetch(url, { headers });
      return /** @type {any[]} */ (await tasks.json()).map(({ text }) => text);
    });
    assert.deepEqual(await Promise.all(asked), [["ada"], ["bob"], ["eve"]]);
  });
});
