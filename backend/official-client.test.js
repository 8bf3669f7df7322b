import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { ConvexError } from "convex/values";
import { startBackend } from "./server.js";

/** @type {import("./server.js").Backend} */
let backend;
/** @type {ConvexHttpClient & Record<string, any>} */
let client;
before(async () => {
  backend = await startBackend();
});
beforeEach(() => {
  backend.reset();
  client = new ConvexHttpClient(backend.url, { logger: false });
});
after(() => backend.stop());

test("query", async () => {
  const value = { big: 2n ** 62n, bytes: new Uint8Array([7]).buffer, zero: -0 };
  assert.deepEqual(await client.query(anyApi.values.echo, { value }), value);
});

test("mutation, queued and not", async () => {
  const create = (/** @type {string} */ text, skipQueue = false) =>
    client.mutation(anyApi.tasks.create, { text }, { skipQueue });
  await Promise.all([create("1"), create("2"), create("3", true)]);
  const tasks = await client.query(anyApi.tasks.list);
  assert.equal(tasks.length, 3);
});

test("action", async () => {
  const digest = await client.action(anyApi.actions.digest, { channel: "c" });
  assert.deepEqual(digest, { channel: "c", count: 0n, authors: [] });
});

test("function", async () => {
  client.setAdminAuth(backend.adminKey);
  assert.equal(await client.function(anyApi.internal.secret), "internal");
});

test("consistentQuery", async () => {
  assert.deepEqual(await client.consistentQuery(anyApi.tasks.list), []);
  await client.mutation(anyApi.tasks.create, { text: "later" });
  assert.deepEqual(await client.consistentQuery(anyApi.tasks.list), []);
});

test("setAuth, clearAuth and setAdminAuth", async () => {
  const whoami = () => client.query(anyApi.users.whoami);
  client.setAuth(await backend.mintToken({ sub: "ada" }));
  assert.equal((await whoami()).subject, "ada");
  client.clearAuth();
  assert.equal(await whoami(), null);
  client.setAdminAuth(backend.adminKey, { subject: "grace", issuer: "x" });
  assert.equal((await whoami()).tokenIdentifier, "x|grace");
});

test("errors with data", async () => {
  await assert.rejects(client.query(anyApi.errors.nested), (error) => {
    assert.ok(error instanceof ConvexError);
    assert.equal(error.data.at, 9007199254740993n);
    return true;
  });
});

test("errors without data", async () => {
  await assert.rejects(client.query(anyApi.errors.plain), /Plain failure/);
});
