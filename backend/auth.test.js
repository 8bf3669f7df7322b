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

/** @param {string} authorization */
async function whoami(authorization) {
  return await post(
    backend,
    "/api/query",
    { path: "users:whoami", args: [{}], format: "convex_encoded_json" },
    { Authorization: authorization },
  );
}

/** @param {unknown} user */
function actingAs(user) {
  const attributes = Buffer.from(JSON.stringify(user)).toString("base64");
  return `Convex ${backend.adminKey}:${attributes}`;
}

describe("user tokens", () => {
  test("become an identity", async () => {
    const token = await backend.mintToken({
      sub: "ada",
      name: "Ada",
      email: "ada@example.com",
      given_name: "Augusta",
      role: "engineer",
    });
    const { body } = await whoami(`Bearer ${token}`);
    assert.deepEqual(body.value, {
      subject: "ada",
      issuer: "https://auth.backend.test",
      tokenIdentifier: "https://auth.backend.test|ada",
      name: "Ada",
      email: "ada@example.com",
      givenName: "Augusta",
      role: "engineer",
    });
  });

  test("separate one user's tasks from another's", async () => {
    const ada = { Authorization: `Bearer ${await backend.mintToken()}` };
    const text = "mine";
    await call(backend, "mutation", "tasks:create", { text }, ada);
    await call(backend, "mutation", "tasks:create", { text: "nobody's" });
    const { value } = await call(backend, "query", "tasks:listMine", {}, ada);
    assert.equal(value.length, 1);
    assert.equal(value[0].owner, "https://auth.backend.test|user");
    const anonymous = await call(backend, "query", "tasks:listMine");
    assert.equal(anonymous.errorData, "Not signed in");
  });

  test("no header is no identity", async () => {
    assert.equal((await call(backend, "query", "users:whoami")).value, null);
  });

  test("from the test route", async () => {
    const claims = { sub: "grace" };
    const { body } = await post(backend, "/testing/token", { claims });
    const reply = await whoami(`bearer ${body.token}`);
    assert.equal(reply.body.value.subject, "grace");
  });

  test("that are bad are refused", async () => {
    const other = await startBackend();
    const foreign = await other.mintToken();
    await other.stop();
    const options = { expiresInSeconds: -60 };
    /** @type {[string, string][]} */
    const refused = [
      ["not-a-token", "InvalidAuthHeader"],
      ["e30.e30.e30", "InvalidAuthHeader"],
      [await backend.mintToken({ iss: undefined }), "InvalidAuthHeader"],
      [await backend.mintToken({}, options), "Unauthenticated"],
      [await backend.mintToken({ sub: undefined }), "Unauthenticated"],
      [await backend.mintToken({ aud: undefined }), "NoAuthProvider"],
      [await backend.mintToken({ aud: "other" }), "NoAuthProvider"],
      [await backend.mintToken({ iss: "https://x.test" }), "NoAuthProvider"],
      [foreign, "Unauthenticated"],
    ];
    for (const [token, code] of refused) {
      const { status, body } = await whoami(`Bearer ${token}`);
      assert.equal(status, 401, code);
      assert.equal(body.code, code);
      assert.equal(typeof body.message, "string");
    }
  });
});

describe("admin keys", () => {
  test("open internal functions", async () => {
    const response = await fetch(`${backend.url}/testing/admin-key`);
    const { adminKey } = /** @type {any} */ (await response.json());
    const admin = { Authorization: `Convex ${adminKey}` };
    const secret = await call(backend, "query", "internal:secret", {}, admin);
    assert.equal(secret.value, "internal");
    await call(backend, "mutation", "tasks:create", { text: "one" });
    const reset = await call(backend, "mutation", "internal:reset", {}, admin);
    assert.equal(reset.value, 1);
  });

  test("act as a user", async () => {
    const user = { subject: "ada", issuer: "https://x.test", name: "Ada" };
    const { body } = await whoami(actingAs(user));
    assert.deepEqual(body.value, {
      ...user,
      tokenIdentifier: "https://x.test|ada",
    });
  });

  test("that are wrong, or act as nobody, are refused", async () => {
    const wrong = await whoami("Convex backend|0123");
    assert.equal(wrong.status, 401);
    assert.equal(wrong.body.code, "BadAdminKey");
    for (const header of [
      actingAs({ name: "no subject" }),
      `Convex ${backend.adminKey}:???`,
    ]) {
      const { status, body } = await whoami(header);
      assert.equal(status, 400);
      assert.equal(body.code, "HeaderParseFailure");
    }
  });

  test("run any kind of function, for admins only", async () => {
    const admin = { Authorization: `Convex ${backend.adminKey}` };
    for (const [path, args] of /** @type {[string, object][]} */ ([
      ["nested/deep:ping", {}],
      ["tasks:create", { text: "one" }],
      ["actions:wait", { ms: 1 }],
      ["internal:secret", {}],
    ])) {
      const reply = await call(backend, "function", path, args, admin);
      assert.equal(reply.status, "success", path);
    }
    const request = { path: "nested/deep:ping", args: {} };
    const anonymous = await post(backend, "/api/function", request);
    assert.equal(anonymous.status, 403);
    assert.equal(anonymous.body.code, "BadDeployKey");
    const component = await post(
      backend,
      "/api/function",
      { componentPath: "waitlist", ...request },
      admin,
    );
    assert.equal(component.status, 400);
    assert.equal(component.body.code, "ComponentNotFound");
  });
});

test("other Authorization headers are refused", async () => {
  assert.equal((await whoami("Basic dXNlcjpwYXNz")).status, 400);
  assert.equal((await whoami("x")).body.code, "InvalidHeaderFailure");
});
