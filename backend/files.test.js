import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { convexTest } from "convex-test";
import { call } from "./call.js";
import { Files } from "./files.js";
import { startBackend } from "./server.js";

/** @type {import("./server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
after(() => backend.stop());

/** @param {string} text */
const digestOf = (text) =>
  `sha-256=${createHash("sha256").update(text).digest("base64")}`;

const generateUrl = async () =>
  (await call(backend, "mutation", "files:generateUploadUrl")).value;

/**
 * @param {string} url
 * @param {string} body
 * @param {Record<string, string>} [headers]
 */
async function upload(url, body, headers) {
  const response = await fetch(url, { method: "POST", body, headers });
  const reply = /** @type {any} */ (await response.json());
  return { ...reply, status: response.status };
}

/** @param {Response} response */
async function readCode(response) {
  return /** @type {any} */ (await response.json()).code;
}

test("a file is stored and served, with its type and digest, until it is removed", async () => {
  backend.reset();
  const { status, storageId } = await upload(await generateUrl(), "hello", {
    "Content-Type": "text/x-greeting",
    Digest: digestOf("hello"),
  });
  assert.equal(status, 200);
  const args = { storageId };
  const { value: url } = await call(backend, "query", "files:url", args);
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/api\/storage\/[\da-f-]{36}$/);
  const served = await fetch(url);
  assert.equal(await served.text(), "hello");
  assert.equal(served.headers.get("content-type"), "text/x-greeting");
  assert.equal(served.headers.get("digest"), digestOf("hello"));
  assert.match(served.headers.get("cache-control") ?? "", /private/);
  assert.equal((await call(backend, "query", "files:count")).value, 1);
  await call(backend, "mutation", "files:remove", args);
  const gone = await fetch(url);
  assert.deepEqual([gone.status, await readCode(gone)], [404, "FileNotFound"]);
  assert.equal((await call(backend, "query", "files:url", args)).value, null);
});

test("what does not have the digest that it should have is not stored", async () => {
  backend.reset();
  const url = await generateUrl();
  const wrong = await upload(url, "hello", { Digest: digestOf("hallo") });
  assert.deepEqual([wrong.status, wrong.code], [400, "Sha256Mismatch"]);
  for (const digest of ["md5=abc", "sha-256=abc", "sha-256="]) {
    const bad = await upload(url, "hello", { Digest: digest });
    assert.deepEqual([bad.status, bad.code], [400, "BadHeader"], digest);
  }
  assert.equal((await call(backend, "query", "files:count")).value, 0);
});

test("an upload URL is needed, and what it has must be a file's", async () => {
  const { origin } = new URL(await generateUrl());
  for (const [query, status, code] of /** @type {const} */ ([
    ["", 400, "BadQueryArgs"],
    ["?token=1-abc", 401, "StorageTokenInvalid"],
  ])) {
    const reply = await upload(`${origin}/api/storage/upload${query}`, "hello");
    assert.deepEqual([reply.status, reply.code], [status, code]);
  }
  const bad = await fetch(`${origin}/api/storage/hello`);
  assert.deepEqual(
    [bad.status, await readCode(bad)],
    [400, "InvalidStoragePath"],
  );
});

test("an upload URL is good for an hour", async () => {
  let time = 1_000_000;
  const runtime = convexTest({
    schema: undefined,
    modules: { "./convex/_generated/api.js": async () => ({}) },
  });
  const files = new Files(
    runtime,
    () => "http://a",
    () => time,
  );
  const generate = (/** @type {any} */ ctx) => ctx.storage.generateUploadUrl();
  const url = await runtime.mutation(generate);
  const token = new URL(String(url)).searchParams.get("token");
  time += 3_599_999;
  files.authorize(token);
  time += 1;
  assert.throws(() => files.authorize(token), { code: "StorageTokenExpired" });
});
