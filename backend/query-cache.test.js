import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { call, post } from "./call.js";
import { rawItems, rawMembers } from "./raw-json.js";
import { startBackend } from "./server.js";

/** @type {import("./server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
beforeEach(() => backend.reset());
after(() => backend.stop());

/**
 * Calls a query whose arguments are written like this, and tells whether the
 * result was in the cache.
 *
 * @param {string} path
 * @param {string} args
 * @param {Record<string, string>} [headers]
 * @param {string} [route]
 * @param {string} [more] members of the body
 */
async function ask(path, args, headers, route = "query", more = "") {
  const body = `{"path":"${path}","format":"convex_encoded_json","args":${args}${more}}`;
  const reply = await post(backend, `/api/${route}`, body, headers);
  return { cache: reply.headers.get("x-test-cache"), ...reply.body };
}

/** @param {Parameters<typeof ask>} query */
const hit = async (...query) => (await ask(...query)).cache;

/** @param {string} sub */
async function bearer(sub) {
  return { Authorization: `Bearer ${await backend.mintToken({ sub })}` };
}

const write = () =>
  call(backend, "mutation", "tasks:create", { text: "a task" });

describe("the key", () => {
  test("the same text of arguments hits, another order or form misses", async () => {
    for (const args of [
      '[{"value":{"a":1,"b":2}}]',
      '[{"value":{"b":2,"a":1}}]',
      '[{"value":{"a":1.0,"b":2}}]',
      '[{"value":{"a":1,"b": 2}}]',
      '[{"value":{"a":1,"\\u0062":2}}]',
    ]) {
      assert.equal(await hit("values:echo", args), "miss", args);
      const again = await ask("values:echo", args);
      assert.equal(again.cache, "hit", args);
      assert.deepEqual(again.value, { a: 1, b: 2 });
    }
  });

  test("the rest of the body does not count", async () => {
    assert.equal(await hit("values:echo", '[{"value":1}]'), "miss");
    assert.equal(await hit("values:echo", ' [{"value":1}]  '), "hit");
    assert.equal(await hit("values:echo", '{"value":1}'), "hit");
    assert.equal(await hit("values.js:echo", '[{"value":1}]'), "hit");
    const { body } = await post(
      backend,
      "/api/query",
      '{ "args" : [{"value":1}], "format":"json", "path":"values:echo" }',
    );
    assert.equal(body.value, 1);
    assert.deepEqual(await counts(), { hits: 4, misses: 1 });
  });

  test("another function or another route for any kind misses", async () => {
    await hit("tasks:list", "[{}]");
    assert.equal(await hit("nested/deep:ping", "[{}]"), "miss");
    const admin = { Authorization: `Convex ${backend.adminKey}` };
    assert.equal(await hit("tasks:list", "[{}]", admin), "hit");
    assert.equal(await hit("tasks:list", "[{}]", admin, "function"), "miss");
    assert.equal(await hit("tasks:list", "{}", admin, "function"), "hit");
  });
});

describe("the identity", () => {
  test("does not matter to a function that does not read it", async () => {
    assert.equal(await hit("tasks:list", "[{}]"), "miss");
    assert.equal(await hit("tasks:list", "[{}]", await bearer("ada")), "hit");
  });

  test("is in the key of a function that reads it", async () => {
    const whoami = (/** @type {Record<string, string>} */ headers) =>
      ask("users:whoami", "[{}]", headers);
    for (const sub of ["ada", "grace"]) {
      const headers = await bearer(sub);
      assert.equal((await whoami(headers)).cache, "miss");
      const again = await whoami(headers);
      assert.deepEqual([again.cache, again.value.subject], ["hit", sub]);
      // Another token of the same user is the same identity.
      const { cache } = await whoami(await bearer(sub));
      assert.equal(cache, "hit");
    }
    assert.equal((await whoami({})).value, null);
    assert.equal((await whoami({})).cache, "hit");
  });

  test("is checked before the cache is looked at", async () => {
    const admin = { Authorization: `Convex ${backend.adminKey}` };
    await hit("internal:secret", "[{}]", admin);
    assert.equal(await hit("internal:secret", "[{}]", admin), "hit");
    const { errorMessage } = await ask("internal:secret", "[{}]");
    assert.match(errorMessage, /Could not find public function/);
  });
});

describe("what is kept", () => {
  test("a write invalidates", async () => {
    await hit("tasks:list", "[{}]");
    assert.equal(await hit("tasks:list", "[{}]"), "hit");
    await write();
    const { cache, value } = await ask("tasks:list", "[{}]");
    assert.deepEqual([cache, value.length], ["miss", 1]);
    assert.equal(await hit("tasks:list", "[{}]"), "hit");
  });

  test("a write of an action invalidates, a failed mutation does not", async () => {
    await hit("tasks:list", "[{}]");
    await call(backend, "mutation", "errors:afterWrite", { text: "never" });
    assert.equal(await hit("tasks:list", "[{}]"), "hit");
    const message = { channel: "c", author: "Ada", body: "x" };
    await call(backend, "action", "actions:send", message);
    assert.equal(await hit("tasks:list", "[{}]"), "miss");
  });

  test("no errors", async () => {
    for (let round = 0; round < 2; round++) {
      assert.equal(await hit("errors:plain", "[{}]"), "miss");
      assert.equal(await hit("nope:nothing", "[{}]"), "miss");
    }
  });

  test("log lines", async () => {
    const { logLines } = await ask("logs:levels", "[{}]");
    const again = await ask("logs:levels", "[{}]");
    assert.deepEqual([again.cache, again.logLines], ["hit", logLines]);
  });

  test("a reset empties it", async () => {
    await hit("tasks:list", "[{}]");
    backend.reset();
    assert.equal(await hit("tasks:list", "[{}]"), "miss");
  });

  test("equal queries at once run once", async () => {
    const args = '[{"value":"at once"}]';
    const all = Array.from({ length: 5 }, () => ask("values:echo", args));
    const words = (await Promise.all(all)).map(({ cache }) => cache);
    assert.deepEqual(words.sort(), ["hit", "hit", "hit", "hit", "miss"]);
  });

  test("queries between writes never see an old state", async () => {
    let written = 0;
    const reading = async () => {
      for (let round = 0; round < 30; round++) {
        const least = written;
        const { value } = await ask("tasks:list", "[{}]");
        assert.ok(value.length >= least, `${value.length} of ${least}`);
      }
    };
    const writing = async () => {
      for (let round = 0; round < 30; round++) {
        await write();
        written++;
      }
    };
    await Promise.all([writing(), reading(), reading(), reading()]);
  });
});

describe("timestamps and batches", () => {
  const timestamp = async () =>
    (await post(backend, "/api/query_ts", "")).body.ts;

  test("a query at the newest timestamp shares results, in both ways", async () => {
    await write();
    const at = async (/** @type {string} */ ts, args = "[{}]") =>
      ask("tasks:list", args, {}, "query_at_ts", `,"ts":"${ts}"`);
    await hit("tasks:list", "[{}]");
    const before = await timestamp();
    assert.equal((await at(before)).cache, "hit");
    await write();
    const now = await timestamp();
    assert.equal((await at(now)).cache, "miss");
    const { cache, value } = await ask("tasks:list", "[{}]");
    assert.deepEqual([cache, value.length], ["hit", 2]);
    // An older state neither takes the newer result nor replaces it.
    const old = await at(before);
    assert.deepEqual([old.cache, old.value.length], ["miss", 1]);
    assert.equal(await hit("tasks:list", "[{}]"), "hit");
  });

  test("each query of a batch shares results", async () => {
    await hit("values:echo", '[{"value":1}]');
    const { headers, body } = await post(
      backend,
      "/api/query_batch",
      '{"queries":[{"path":"values:echo","args":[{"value":1}]} , {"path":"values:echo","args":[{"value":[2,"]},{"]}]},{"path":"nope:x","args":[{}]}]}',
    );
    assert.equal(headers.get("x-test-cache"), "hit, miss, miss");
    assert.deepEqual(body.results[1].value, [2, "]},{"]);
    assert.equal(await hit("values:echo", '[{"value":[2,"]},{"]}]'), "hit");
  });

  test("mutations and actions have no header", async () => {
    const { headers } = await post(backend, "/api/mutation", {
      path: "tasks:clear",
      args: [{}],
    });
    assert.equal(headers.get("x-test-cache"), null);
  });
});

async function counts() {
  return await (await fetch(`${backend.url}/testing/cache`)).json();
}

describe("raw JSON", () => {
  test("members keep their text", () => {
    const text =
      '\n{ "a" : [1, {"x":"}"}] ,"b\\"":"\\\\","a\\u0062": 1.0e0,"empty":{ },"none":[ ],"a" :2 }\n';
    assert.deepEqual(
      [...rawMembers(text)],
      [
        ["a", "2"],
        ['b"', '"\\\\"'],
        ["ab", "1.0e0"],
        ["empty", "{ }"],
        ["none", "[ ]"],
      ],
    );
    for (const none of ["{}", " { } ", "[1]", '"a"', "null"]) {
      assert.equal(rawMembers(none).size, 0, none);
    }
  });

  test("items keep their text", () => {
    assert.deepEqual(rawItems(' [ 1 , "a,b" ,[2, [3]],{"c":[ ]}, null]'), [
      "1",
      '"a,b"',
      "[2, [3]]",
      '{"c":[ ]}',
      "null",
    ]);
    assert.deepEqual(rawItems("[]"), []);
    assert.deepEqual(rawItems("[ ]"), []);
  });
});
