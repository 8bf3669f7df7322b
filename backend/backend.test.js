import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
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

describe("functions", () => {
  test("a query, a mutation and an action", async () => {
    const id = await createTask("water the plants");
    assert.deepEqual(await taskTexts(), ["water the plants"]);
    assert.deepEqual(
      await call(backend, "mutation", "tasks:complete", { id }),
      {
        status: "success",
        value: null,
      },
    );
    const { value } = await call(backend, "action", "actions:wait", { ms: 20 });
    assert.ok(value >= 19);
  });

  test("remove and clear", async () => {
    const id = await createTask("one");
    await createTask("two");
    await call(backend, "mutation", "tasks:remove", { id });
    assert.deepEqual(await taskTexts(), ["two"]);
    const { value } = await call(backend, "mutation", "tasks:clear");
    assert.equal(value, 1);
  });

  test("paths: default export, directory, .js", async () => {
    for (const [path, expected] of [
      ["defaults", "default export"],
      ["defaults:default", "default export"],
      ["nested/deep:ping", "pong"],
      ["nested/deep.js:ping", "pong"],
    ]) {
      assert.equal((await call(backend, "query", path)).value, expected);
    }
  });

  test("undefined is returned as null", async () => {
    assert.deepEqual(await call(backend, "query", "values:noArgs"), {
      status: "success",
      value: null,
    });
  });

  test("an action reads through a query", async () => {
    for (const author of ["Grace", "Ada", "Grace"]) {
      const message = { channel: "c", author, body: "hello" };
      await call(backend, "mutation", "messages:send", message);
    }
    const { value } = await call(backend, "action", "actions:digest", {
      channel: "c",
    });
    assert.deepEqual(value, {
      channel: "c",
      count: { $integer: "AwAAAAAAAAA=" },
      authors: ["Ada", "Grace"],
    });
  });

  test("pages", async () => {
    for (let i = 0; i < 5; i++) {
      const message = { channel: "p", author: "Ada", body: String(i) };
      await call(backend, "mutation", "messages:send", message);
    }
    const bodies = [];
    let cursor = null;
    for (let isDone = false; !isDone;) {
      const { value } = await call(backend, "query", "messages:page", {
        channel: "p",
        paginationOpts: { numItems: 2, cursor },
      });
      bodies.push(value.page.map((/** @type {any} */ { body }) => body));
      ({ isDone, continueCursor: cursor } = value);
    }
    assert.deepEqual(bodies.flat(), ["0", "1", "2", "3", "4"]);
    assert.deepEqual(bodies[0], ["0", "1"]);
  });

  test("calls at the same time all commit", async () => {
    const texts = Array.from({ length: 20 }, (_, i) => `task ${i}`);
    await Promise.all(texts.map(createTask));
    assert.deepEqual((await taskTexts()).sort(), texts.sort());
  });
});

describe("values", () => {
  const VALUES = {
    null: null,
    boolean: true,
    string: "naïve \u2028 🦀",
    number: 1.5,
    int64: { $integer: "AAAAAAAAAIA=" },
    negativeZero: { $float: "AAAAAAAAAIA=" },
    nan: { $float: "AAAAAAAA+H8=" },
    infinity: { $float: "AAAAAAAA8H8=" },
    bytes: { $bytes: "AQL/" },
    list: [[], {}, [{ $integer: "AQAAAAAAAAA=" }]],
  };

  for (const [route, path] of /** @type {const} */ ([
    ["query", "values:echo"],
    ["mutation", "values:echoMutation"],
    ["action", "values:echoAction"],
  ])) {
    test(`every kind goes through a ${route} and back`, async () => {
      const { value } = await call(backend, route, path, { value: VALUES });
      assert.deepEqual(value, VALUES);
    });
  }

  test("clean JSON, by name and by default", async () => {
    const clean = {
      ...VALUES,
      int64: "-9223372036854775808",
      negativeZero: 0,
      nan: "NaN",
      infinity: "Infinity",
      bytes: "AQL/",
      list: [[], {}, ["1"]],
    };
    for (const format of ["json", undefined]) {
      const { body } = await post(backend, "/api/query", {
        path: "values:echo",
        args: { value: VALUES },
        format,
      });
      assert.deepEqual(body.value, clean);
    }
  });
});

describe("function errors", () => {
  test("an error without data", async () => {
    const reply = await call(
      backend,
      "query",
      "errors:plain",
      {},
      { "Convex-Request-Id": "my-request" },
    );
    assert.equal(reply.status, "error");
    assert.ok(!("errorData" in reply));
    assert.match(
      reply.errorMessage,
      /^\[Request ID: my-request\] Server Error\nUncaught Error: Plain failure\n {4}at handler \(\.\.\/convex\/errors\.ts:8:\d+\)\n$/,
    );
  });

  test("data: text, null and nested", async () => {
    const data = async (/** @type {string} */ name) =>
      (await call(backend, "query", `errors:${name}`)).errorData;
    assert.equal(await data("text"), "Text failure");
    assert.equal(await data("nothing"), null);
    assert.deepEqual(await data("nested"), {
      code: "Nested",
      at: { $integer: "AQAAAAAAIAA=" },
      bytes: { $bytes: "AQL/" },
      list: [1.5, "two", null, { three: { $integer: "AwAAAAAAAAA=" } }],
    });
    const id = await createTask("gone");
    await call(backend, "mutation", "tasks:remove", { id });
    const missing = await call(backend, "mutation", "tasks:complete", { id });
    assert.deepEqual(missing.errorData, { code: "TaskNotFound", id });
    const action = await call(backend, "action", "errors:fromAction");
    assert.deepEqual(action.errorData, { code: "FromAction" });
  });

  test("a mutation that fails leaves nothing behind", async () => {
    const args = { text: "never" };
    const reply = await call(backend, "mutation", "errors:afterWrite", args);
    assert.equal(reply.errorData.code, "AfterWrite");
    assert.deepEqual(await taskTexts(), []);
  });

  test("what is thrown may be anything", async () => {
    for (const [what, message] of [
      ["undefined", "Uncaught undefined"],
      ["text", "Uncaught text"],
      ["symbol", "Uncaught Symbol(odd)"],
      ["no prototype", "Uncaught"],
      ["no text", "Uncaught"],
      ["revoked proxy", "Uncaught TypeError: Cannot perform"],
      ["odd stack", "Uncaught Error: odd"],
      ["odd data", "Uncaught Error: Function"],
    ]) {
      const reply = await call(backend, "query", "errors:odd", { what });
      assert.equal(reply.status, "error", what);
      const [, second] = reply.errorMessage.split("\n");
      assert.ok(second.startsWith(message), `${what}: ${second}`);
    }
  });

  /** @type {[string, any, RegExp][]} */
  const REFUSED = [
    [
      "nope:nothing",
      {},
      /Could not find public function for 'nope:nothing'\.\n/,
    ],
    ["internal:secret", {}, /public function for 'internal:secret'/],
    [
      "tasks:clear",
      {},
      /Trying to execute tasks\.js:clear as Query, but it is defined as Mutation\./,
    ],
    [
      "values:strict",
      { name: "x" },
      /ArgumentValidationError: Object is missing the required field `count`/,
    ],
    [
      "values:strict",
      { count: 1, name: "x" },
      /ArgumentValidationError: Value does not match validator\.\nPath: \.count\nValue: 1\.0\nValidator: v\.int64\(\)\n$/,
    ],
    [
      "values:noArgs",
      { extra: 1 },
      /ArgumentValidationError: Object contains extra field `extra`/,
    ],
    ["values:badReturn", {}, /ReturnsValidationError: Value does not match/],
    [
      "values:echo",
      { value: { $integer: "AQ==" } },
      /Invalid arguments for values\.js:echo/,
    ],
  ];
  for (const [path, args, message] of REFUSED) {
    test(`${path} of ${JSON.stringify(args)} is refused`, async () => {
      const reply = await call(backend, "query", path, args);
      assert.equal(reply.status, "error");
      assert.match(reply.errorMessage, message);
      assert.doesNotMatch(reply.errorMessage, /Uncaught/);
    });
  }
});

describe("log lines", () => {
  test("all levels", async () => {
    const { logLines } = await call(backend, "query", "logs:levels");
    assert.deepEqual(logLines, [
      "[DEBUG] 'debug' 1 2.5 true",
      "[LOG] 'log' {\n  a: 1,\n  nested: {\n    b: [ 1, 2, 3 ]\n  }\n}",
      "[INFO] 'info' 42n null undefined",
      "[WARN] 'warn' [ 'one', 'it\\'s two' ]",
      "[ERROR] 'error' [Error: Logged failure]",
    ]);
  });

  test("of a failure and of a mutation", async () => {
    const failed = await call(backend, "query", "logs:thenFails");
    assert.deepEqual(failed.errorData, { code: "AfterLog" });
    assert.deepEqual(failed.logLines, ["[LOG] 'about to fail'"]);
    const written = await call(backend, "mutation", "logs:write");
    assert.deepEqual(written.logLines, ["[LOG] 'from a mutation'"]);
  });

  test("of calls at the same time do not mix", async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => call(backend, "mutation", "logs:write")),
    );
    for (const { logLines } of replies) {
      assert.equal(logLines.length, 1);
    }
  });
});
