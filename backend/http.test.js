import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { call, post } from "./call.js";
import { MAX_BODY_BYTES } from "./request.js";
import { startBackend } from "./server.js";

/** @type {import("./server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
after(() => backend.stop());

const PING = { path: "nested/deep:ping", args: [{}] };

describe("routes", () => {
  test("health and version", async () => {
    const health = await fetch(`${backend.url}/`);
    assert.match(await health.text(), /Convex deployment is running/);
    assert.equal((await fetch(`${backend.url}/version`)).status, 200);
  });

  test("unknown ones and wrong methods have an empty body", async () => {
    const unknown = await post(backend, "/api/nothing", {});
    assert.deepEqual([unknown.status, unknown.body], [404, null]);
    const wrong = await fetch(`${backend.url}/api/query`);
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get("allow"), "POST");
    assert.equal(await wrong.text(), "");
  });

  test("of the tests: reset and latency", async () => {
    await call(backend, "mutation", "tasks:create", { text: "one" });
    await post(backend, "/testing/reset", {});
    assert.deepEqual((await call(backend, "query", "tasks:list")).value, []);

    await post(backend, "/testing/latency", { ms: 50 });
    const start = performance.now();
    await call(backend, "query", "nested/deep:ping");
    assert.ok(performance.now() - start >= 49);
    await post(backend, "/testing/latency", { ms: 0 });
    const { status } = await post(backend, "/testing/latency", { ms: "x" });
    assert.equal(status, 400);
  });
});

describe("bodies", () => {
  /** @type {[string, unknown][]} */
  const BAD = [
    ["not JSON", "{"],
    ["not an object", "[]"],
    ["without a path", { args: [{}] }],
    ["without args", { path: "tasks:list" }],
    ["with args of a wrong type", { path: "tasks:list", args: "none" }],
    ["with a format of a wrong type", { ...PING, format: 1 }],
  ];
  for (const [name, body] of BAD) {
    test(`${name} are refused`, async () => {
      const reply = await post(backend, "/api/query", body);
      assert.equal(reply.status, 400);
      assert.equal(reply.body.code, "BadJsonBody");
    });
  }

  test("of another content type are refused", async () => {
    const headers = { "Content-Type": "text/plain" };
    const reply = await post(backend, "/api/query", PING, headers);
    assert.equal(reply.body.code, "BadJsonBody");
  });

  test("that are compressed are refused", async () => {
    const response = await fetch(`${backend.url}/api/query`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
      },
      body: gzipSync(JSON.stringify(PING)),
    });
    assert.equal(response.status, 400);
  });

  test("over 16 MiB are refused", async () => {
    const value = "x".repeat(MAX_BODY_BYTES);
    const request = { path: "values:echo", args: [{ value }] };
    const { status, body } = await post(backend, "/api/query", request);
    assert.equal(status, 400);
    assert.match(body.message, /length limit exceeded/);
  });

  test("just under 16 MiB pass", async () => {
    const value = "x".repeat(MAX_BODY_BYTES - 200);
    const reply = await call(backend, "query", "values:echo", { value });
    assert.equal(reply.value.length, value.length);
  });

  test("with an unknown format fail, after the function ran", async () => {
    const { status, body } = await post(backend, "/api/mutation", {
      path: "tasks:create",
      args: [{ text: "committed" }],
      format: "xml",
    });
    assert.equal(status, 400);
    assert.equal(body.code, "BadFormat");
    const { value } = await call(backend, "query", "tasks:list");
    assert.equal(value.length, 1);
  });

  test("with a malformed path are refused", async () => {
    for (const path of ["", "a b:c", "tasks:", "/tasks:list", "../x:y"]) {
      const reply = await post(backend, "/api/query", { path, args: [{}] });
      assert.equal(reply.status, 400, path);
      assert.equal(reply.body.code, "BadConvexFunctionIdentifier", path);
    }
  });
});

describe("headers", () => {
  test("Convex-Client takes the longest version from the right", async () => {
    for (const [header, status] of /** @type {[string, number][]} */ ([
      ["npm-1.48.0", 200],
      ["my-client-0.0.1", 200],
      ["my-client-0.0.1-alpha.2", 200],
      ["npm-0.19.0", 400],
      ["my-client", 400],
      ["npm-1.2.3.4", 400],
    ])) {
      const headers = { "Convex-Client": header };
      const reply = await post(backend, "/api/query", PING, headers);
      assert.equal(reply.status, status, header);
    }
  });

  test("Convex-Request-Id never comes back as a header", async () => {
    const headers = { "Convex-Request-Id": "abc" };
    const reply = await post(backend, "/api/query", PING, headers);
    assert.equal(reply.headers.get("convex-request-id"), null);
  });
});

describe("what functions are told of the request", () => {
  const seen = async (/** @type {Record<string, string>} */ headers) => {
    const { value } = await call(
      backend,
      "mutation",
      "requests:seen",
      {},
      headers,
    );
    return value;
  };

  test("the client's request id, or one that is made", async () => {
    const headers = { "Convex-Request-Id": "my id/1" };
    assert.equal((await seen(headers)).requestId, "my id/1");
    const [one, other] = [await seen({}), await seen({})];
    assert.match(one.requestId, /^[0-9a-f]{16}$/);
    assert.notEqual(one.requestId, other.requestId);
    // Not text: as if it were not there.
    const odd = await seen({ "Convex-Request-Id": "\xe9" });
    assert.match(odd.requestId, /^[0-9a-f]{16}$/);
  });

  test("the address, the agent and the token", async () => {
    const token = await backend.mintToken({ sub: "ada" });
    const told = await seen({
      Authorization: `Bearer ${token}`,
      "User-Agent": "test/1",
      "X-Forwarded-For": "10.0.0.1, 10.0.0.2",
    });
    assert.deepEqual([told.ip, told.userAgent], ["10.0.0.1", "test/1"]);
    assert.deepEqual([told.authToken, told.scheduledFunctionId], [token, null]);
    const admin = { Authorization: `Convex ${backend.adminKey}` };
    assert.equal((await seen(admin)).authToken, null);
    assert.match((await seen({})).ip, /127\.0\.0\.1$/);
  });

  test("is the same in what an action runs, and each request's own", async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `request ${index}`);
    await Promise.all(
      ids.map(async (id) => {
        const headers = { "Convex-Request-Id": id };
        const { value } = await call(
          backend,
          "action",
          "requests:seenByAction",
          {},
          headers,
        );
        assert.deepEqual(
          value.map((/** @type {any} */ { requestId }) => requestId),
          [id, id],
        );
      }),
    );
  });
});

describe("CORS", () => {
  test("a preflight allows any origin and any header", async () => {
    const response = await fetch(`${backend.url}/api/mutation`, {
      method: "OPTIONS",
      headers: {
        Origin: "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "convex-client,x-anything",
      },
    });
    assert.equal(response.status, 200);
    const header = (/** @type {string} */ name) =>
      response.headers.get(`access-control-${name}`);
    assert.equal(header("allow-origin"), "https://app.example");
    assert.equal(header("allow-headers"), "convex-client,x-anything");
    assert.match(header("allow-methods") ?? "", /POST/);
  });

  test("answers and failures mirror the origin, exposing nothing", async () => {
    for (const body of [PING, "{"]) {
      const headers = { Origin: "https://app.example" };
      const reply = await post(backend, "/api/query", body, headers);
      const origin = reply.headers.get("access-control-allow-origin");
      assert.equal(origin, "https://app.example");
      assert.equal(reply.headers.get("access-control-expose-headers"), null);
    }
  });
});
