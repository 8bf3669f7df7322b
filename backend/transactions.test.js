import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { call, post } from "./call.js";
import { startBackend } from "./server.js";

const backend = await startBackend();
after(() => backend.stop());
beforeEach(() => backend.reset());

/**
 * Runs mutations that have all read before one of them commits. They commit in
 * their order here.
 *
 * @param {[path: string, args: object][]} calls
 * @returns {Promise<{ outcomes: any[], conflicts: number }>}
 */
async function together(...calls) {
  await post(backend, "/testing/together", { count: calls.length });
  const outcomes = [];
  for (const [path, args] of calls) {
    outcomes.push(call(backend, "mutation", path, args));
    while (
      outcomes.length < calls.length &&
      (await transactions()).waiting < outcomes.length
    );
  }
  const settled = await Promise.all(outcomes);
  const { conflicts } = await transactions();
  return { outcomes: settled, conflicts };
}

/** @returns {Promise<{ conflicts: number, waiting: number }>} */
async function transactions() {
  const response = await fetch(`${backend.url}/testing/transactions`);
  return /** @type {any} */ (await response.json());
}

/** @param {any[]} outcomes */
const statusesOf = (outcomes) => outcomes.map(({ status }) => status);

/** @param {string} text */
async function createTask(text) {
  return (await call(backend, "mutation", "tasks:create", { text })).value;
}

/** @param {string} channel */
const message = (channel) => ({ channel, author: "Ada", body: "Hello" });

test("a document that both read and write: the second runs again, on what the first has left", async () => {
  const id = await createTask("a");
  const { outcomes, conflicts } = await together(
    ["tasks:remove", { id }],
    ["tasks:remove", { id }],
  );
  assert.deepEqual(statusesOf(outcomes), ["success", "error"]);
  assert.deepEqual(outcomes[1].errorData, { code: "TaskNotFound", id });
  assert.equal(conflicts, 1);
});

test("documents of their own: neither runs again", async () => {
  const ids = [await createTask("a"), await createTask("b")];
  const { outcomes, conflicts } = await together(
    ...ids.map(
      (id) => /** @type {[string, object]} */ (["tasks:complete", { id }]),
    ),
  );
  assert.deepEqual(statusesOf(outcomes), ["success", "success"]);
  assert.equal(conflicts, 0);
  const { value } = await call(backend, "query", "tasks:list");
  assert.deepEqual(
    value.map((/** @type {any} */ { completed }) => completed),
    [true, true],
  );
});

test("a range that one has read and the other adds to", async () => {
  await call(backend, "mutation", "messages:send", message("a"));
  const { outcomes, conflicts } = await together(
    ["messages:send", message("a")],
    ["messages:clear", { channel: "a" }],
  );
  assert.equal(outcomes[1].value, 2);
  assert.equal(conflicts, 1);
});

test("a range that one has read and the other takes from", async () => {
  await call(backend, "mutation", "messages:send", message("a"));
  const { outcomes, conflicts } = await together(
    ["messages:clear", { channel: "a" }],
    ["logs:counted", { channel: "a" }],
  );
  assert.deepEqual(outcomes[1].logLines, ["[LOG] 0"]);
  assert.equal(conflicts, 1);
});

test("what was written before the other has read it is no conflict", async () => {
  const { conflicts } = await together(
    ["messages:clear", { channel: "a" }],
    ["messages:send", message("a")],
  );
  assert.equal(conflicts, 0);
});

test("a range beside the one that is written to", async () => {
  await call(backend, "mutation", "messages:send", message("a"));
  const { outcomes, conflicts } = await together(
    ["messages:send", message("b")],
    ["messages:clear", { channel: "a" }],
  );
  assert.equal(outcomes[1].value, 1);
  assert.equal(conflicts, 0);
});

test("ids and creation times are nobody else's, also of those that run again", async () => {
  const { outcomes } = await together(
    ["once:addWithin", { entry: "a" }],
    ["tasks:create", { text: "b" }],
    ["tasks:create", { text: "c" }],
  );
  const ids = outcomes.map(({ value }) => parseInt(value, 10));
  assert.equal(new Set(ids).size, 3);
  const { value } = await call(backend, "query", "tasks:list");
  const [first, second] = value.map(
    (/** @type {any} */ { _creationTime }) => _creationTime,
  );
  assert.ok(first < second);
});

test("what has only read never runs again", async () => {
  const id = await createTask("a");
  const { outcomes, conflicts } = await together(
    ["tasks:complete", { id }],
    ["values:echoMutation", { value: 1 }],
  );
  assert.deepEqual(statusesOf(outcomes), ["success", "success"]);
  assert.equal(conflicts, 0);
});

test("only the run that committed has logged", async () => {
  const { outcomes, conflicts } = await together(
    ["logs:counted", { channel: "a" }],
    ["logs:counted", { channel: "a" }],
  );
  const lines = outcomes.map(({ logLines }) => logLines);
  assert.deepEqual(lines, [["[LOG] 0"], ["[LOG] 1"]]);
  assert.equal(conflicts, 1);
});

test("a query sees nothing of what has not committed", async () => {
  await post(backend, "/testing/together", { count: 2 });
  const first = call(backend, "mutation", "tasks:create", { text: "a" });
  const before = await call(backend, "query", "tasks:list");
  assert.deepEqual(before.value, []);
  const second = call(backend, "mutation", "tasks:create", { text: "b" });
  await Promise.all([first, second]);
  const { value } = await call(backend, "query", "tasks:list");
  assert.equal(value.length, 2);
});

test("mutations of an action meet others too", async () => {
  await post(backend, "/testing/together", { count: 2 });
  const headers = { "Convex-Request-Id": "idempotent-k" };
  const [action, mutation] = await Promise.all([
    call(backend, "action", "once:addAll", { entries: ["a"] }, headers),
    call(backend, "mutation", "once:add", { entry: "a" }, headers),
  ]);
  assert.deepEqual(action.value, [mutation.value]);
  assert.equal((await transactions()).conflicts, 1);
});

test("a reset lets those go on that wait for others", async () => {
  await post(backend, "/testing/together", { count: 2 });
  const alone = call(backend, "mutation", "tasks:create", { text: "a" });
  await call(backend, "query", "tasks:list");
  backend.reset();
  assert.equal((await alone).status, "success");
});
