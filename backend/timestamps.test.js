import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { call, post } from "./call.js";
import { startBackend } from "./server.js";

/** @type {import("./server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
beforeEach(() => backend.reset());
after(() => backend.stop());

/**
 * @param {string} text
 * @returns {Promise<string>}
 */
async function createTask(text) {
  return (await call(backend, "mutation", "tasks:create", { text })).value;
}

async function taskTexts() {
  const { value } = await call(backend, "query", "tasks:list");
  return value.map((/** @type {{ text: string }} */ task) => task.text);
}

test("a query at a timestamp sees the state of then", async () => {
  const removed = await createTask("removed before");
  await createTask("kept");
  await call(backend, "mutation", "tasks:remove", { id: removed });
  const listed = await call(backend, "query", "tasks:list");
  const { body } = await post(backend, "/api/query_ts", "");
  await createTask("too late");

  const request = { path: "tasks:list", args: [{}], ts: body.ts };
  const format = "convex_encoded_json";
  const then = await post(backend, "/api/query_at_ts", {
    ...request,
    format,
  });
  assert.deepEqual(then.body, listed);
  assert.deepEqual(await taskTexts(), ["kept", "too late"]);
});

test("a timestamp that is missing or malformed", async () => {
  const request = { path: "tasks:list", args: [{}] };
  for (const ts of [undefined, 12, "soon", "AAAA"]) {
    const reply = await post(backend, "/api/query_at_ts", { ...request, ts });
    assert.equal(reply.status, 400, `ts: ${ts}`);
  }
});

const UNKNOWN = {
  code: "InternalServerError",
  message: "Your request couldn't be completed. Try again later.",
};

test("a timestamp that is yet to come, and one of more than ten seconds ago", async (t) => {
  await createTask("one");
  const { body } = await post(backend, "/api/query_ts", "");
  // Another channel each time, as results are kept.
  let channel = 0;
  const ask = (/** @type {string} */ ts) => {
    const args = [{ channel: `${channel++}` }];
    const path = "messages:list";
    return post(backend, "/api/query_at_ts", { path, args, ts });
  };
  const future = await ask("/////////38=");
  assert.deepEqual([future.status, future.body], [500, UNKNOWN]);
  assert.deepEqual(
    [(await ask("AQAAAAAAAAA=")).status, (await ask(body.ts)).status],
    [503, 200],
  );
  const now = performance.now();
  t.mock.method(performance, "now", () => now + 10_001);
  const late = await ask(body.ts);
  assert.deepEqual([late.status, late.body], [503, UNKNOWN]);
  await post(backend, "/api/query_ts", "");
  assert.equal((await ask(body.ts)).status, 200);
});

test("a failure on demand, before the function or after it", async () => {
  const code = "ExpiredInQueue";
  const fail = (/** @type {object} */ demand) =>
    post(backend, "/testing/failure", demand);
  await fail({ status: 503, code, message: "It is late.", count: 2 });
  await fail({ status: 500, code: "InternalServerError", runs: true });
  const replies = [];
  for (const text of ["one", "two", "three", "four"])
    replies.push(
      await post(backend, "/api/mutation", {
        path: "tasks:create",
        args: [{ text }],
      }),
    );
  assert.deepEqual(
    replies.map(({ status }) => status),
    [503, 503, 500, 200],
  );
  assert.deepEqual(replies[0].body, { code, message: "It is late." });
  assert.deepEqual(await taskTexts(), ["three", "four"]);
});

test("a batch holds errors as items", async () => {
  await createTask("one");
  const format = "convex_encoded_json";
  const { status, body } = await post(backend, "/api/query_batch", {
    queries: [
      { path: "nested/deep:ping", args: [{}], format },
      { path: "errors:text", args: [{}], format },
      { path: "logs:thenFails", args: [{}], format },
      { path: "tasks:clear", args: [{}], format },
      { path: "tasks:list", args: {}, format },
    ],
  });
  assert.equal(status, 200);
  const [ping, text, logged, wrongKind, list] = body.results;
  assert.deepEqual(ping, { status: "success", value: "pong" });
  assert.equal(text.errorData, "Text failure");
  assert.equal(logged.logLines.length, 1);
  assert.match(wrongKind.errorMessage, /defined as Mutation/);
  assert.equal(list.value.length, 1);
});

test("a bad path fails the whole batch", async () => {
  const { status, body } = await post(backend, "/api/query_batch", {
    queries: [
      { path: "nested/deep:ping", args: [{}] },
      { path: "not a path", args: [{}] },
    ],
  });
  assert.equal(status, 400);
  assert.equal(body.code, "BadConvexFunctionIdentifier");
});

test("an empty batch", async () => {
  const { body } = await post(backend, "/api/query_batch", { queries: [] });
  assert.deepEqual(body, { results: [] });
});
