import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { call } from "./call.js";
import { startBackend } from "./server.js";

/** @type {import("./server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
beforeEach(() => backend.reset());
after(() => backend.stop());

const goesOn = async () => {
  const { value } = await call(backend, "query", "nested/deep:ping");
  assert.equal(value, "pong");
};

describe("a function that fails outside of what it awaits", () => {
  for (const [way, message] of /** @type {[string, RegExp][]} */ ([
    ["timer", /Uncaught Error: Failed by a timer\n {4}at .*strays\.ts/],
    ["microtask", /Uncaught Error: Failed by a microtask/],
    ["tick", /Uncaught Error: Failed by a tick/],
    ["rejection", /Uncaught Error: Failed by a rejection/],
    ["late rejection", /Uncaught Error: Failed by a late rejection/],
    ["emitter", /Uncaught Error: Failed by a emitter/],
    ["socket", /Uncaught Error: connect E/],
    ["no error", /Uncaught undefined/],
  ])) {
    test(`by a ${way} replies with that, and others go on`, async () => {
      const args = { way, waits: true };
      const others = Array.from({ length: 5 }, () =>
        call(backend, "action", "actions:wait", { ms: 15 }),
      );
      const reply = await call(backend, "action", "strays:fail", args);
      assert.equal(reply.status, "error");
      assert.match(reply.errorMessage, message);
      for (const { status } of await Promise.all(others)) {
        assert.equal(status, "success");
      }
      await goesOn();
    });
  }

  test("many at once, each with its own failure", async () => {
    const ways = ["timer", "microtask", "tick", "rejection", "emitter"];
    const replies = await Promise.all(
      [...ways, ...ways].map((way) =>
        call(backend, "action", "strays:fail", { way, waits: true }),
      ),
    );
    for (const [index, { errorMessage }] of replies.entries()) {
      const way = ways[index % ways.length];
      assert.ok(errorMessage.includes(`Failed by a ${way}`), errorMessage);
    }
  });

  test("a query that leaves a rejection alone has failed", async () => {
    const reply = await call(backend, "query", "errors:unawaited");
    assert.equal(reply.status, "error");
    assert.deepEqual(reply.errorData, { code: "Unawaited" });
  });

  test("a mutation that does leaves nothing behind, and no lock", async () => {
    const args = { text: "never" };
    for (const path of ["unawaitedAfterWrite", "unawaitedForever"]) {
      const reply = await call(
        backend,
        "mutation",
        `errors:${path}`,
        path === "unawaitedForever" ? {} : args,
      );
      assert.match(reply.errorMessage, /Uncaught Error: Unawaited failure/);
    }
    const { value } = await call(backend, "query", "tasks:list");
    assert.deepEqual(value, []);
    await call(backend, "mutation", "tasks:create", { text: "one" });
  });

  test("after its reply is told on the standard error alone", async (t) => {
    const told = t.mock.method(console, "error", () => {});
    for (const way of ["timer", "emitter", "late rejection"]) {
      const args = { way, waits: false };
      const { value } = await call(backend, "action", "strays:fail", args);
      assert.equal(value, "ended");
    }
    await call(backend, "action", "actions:wait", { ms: 30 });
    assert.equal(told.mock.callCount(), 3);
    await goesOn();
  });
});
