import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { call, post } from "./call.js";
import { startBackend } from "./server.js";

const backend = await startBackend();
after(() => backend.stop());
beforeEach(() => backend.reset());

/** @param {string} key */
const under = (key) => ({ "Convex-Request-Id": `idempotent-${key}` });

/**
 * @param {string} path
 * @param {object} args
 * @param {Record<string, string>} [headers]
 */
const mutate = (path, args, headers) =>
  call(backend, "mutation", `once:${path}`, args, headers);

/** @param {string} path */
async function ask(path) {
  const { value } = await call(backend, "query", `once:${path}`);
  return value;
}

/** How often a mutation was run again. */
async function conflicts() {
  const response = await fetch(`${backend.url}/testing/transactions`);
  return /** @type {{ conflicts: number }} */ (await response.json()).conflicts;
}

/** @param {string} path */
const asAdmin = (path) =>
  call(
    backend,
    "function",
    path,
    {},
    {
      Authorization: `Convex ${backend.adminKey}`,
    },
  );

test("a mutation runs once for a key, and returns the first result again", async () => {
  const first = await mutate("add", { entry: "a" }, under("k"));
  assert.equal(first.status, "success");
  assert.deepEqual(await mutate("add", { entry: "a" }, under("k")), first);
  const other = await mutate("add", { entry: "a" }, under("other"));
  assert.notEqual(other.value, first.value);
  assert.deepEqual(await ask("ledger"), { a: 2 });
  assert.equal(await ask("keys"), 2);
});

test("so does one whose handler alone is wrapped", async () => {
  const first = await mutate("addHandled", { entry: "a" }, under("k"));
  assert.equal(first.status, "success");
  assert.deepEqual(
    await mutate("addHandled", { entry: "a" }, under("k")),
    first,
  );
  await mutate("addHandled", { entry: "a" });
  assert.deepEqual(await ask("ledger"), { a: 2 });
});

test("without the prefix of a key, everything runs and nothing is stored", async () => {
  const plain = { "Convex-Request-Id": "k" };
  for (const headers of [undefined, plain, plain]) {
    await mutate("add", { entry: "a" }, headers);
  }
  assert.deepEqual(await ask("ledger"), { a: 3 });
  assert.equal(await ask("keys"), 0);
});

test("keys are a function's own", async () => {
  const first = await mutate("add", { entry: "a" }, under("k"));
  const second = await mutate("addElsewhere", { entry: "a" }, under("k"));
  assert.notEqual(second.value, first.value);
  assert.deepEqual(await ask("ledger"), { a: 2 });
});

test("keys are a caller's own", async () => {
  const callers = [{}];
  for (const sub of ["ada", "bob"]) {
    const token = await backend.mintToken({ sub });
    callers.push({ Authorization: `Bearer ${token}` });
  }
  const results = new Set();
  for (const caller of [...callers, ...callers]) {
    const headers = { ...under("k"), ...caller };
    results.add((await mutate("add", { entry: "a" }, headers)).value);
  }
  assert.equal(results.size, 3);
  assert.deepEqual(await ask("ledger"), { a: 3 });
});

test("a caller is known by who it is, not by its token", async () => {
  const results = new Set();
  for (const name of ["Ada", "Ada Lovelace"]) {
    const token = await backend.mintToken({ sub: "ada", name });
    const headers = { ...under("k"), Authorization: `Bearer ${token}` };
    results.add((await mutate("add", { entry: "a" }, headers)).value);
  }
  assert.equal(results.size, 1);
});

test("other arguments under the same key are refused, equal ones in another order are not", async () => {
  const args = {
    entry: "a",
    value: { b: { $integer: "AQAAAAAAAAA=" }, c: [1] },
  };
  const first = await mutate("addEcho", args, under("k"));
  const reordered = { value: { c: [1], b: args.value.b }, entry: "a" };
  assert.deepEqual(await mutate("addEcho", reordered, under("k")), first);
  for (const value of [
    { b: 1, c: [1] },
    { b: args.value.b, c: [1, 1] },
    [["b", 1]],
  ]) {
    const { errorData } = await mutate(
      "addEcho",
      { entry: "a", value },
      under("k"),
    );
    assert.equal(errorData.code, "IdempotencyKeyReused");
    assert.match(errorData.message, /once:addEcho/);
  }
  assert.deepEqual(await ask("ledger"), { a: 1 });
});

test("every kind of result comes back", async () => {
  const values = [
    null,
    { $integer: "AQAAAAAAAAA=" },
    { $float: "AAAAAAAAAIA=" },
    { $bytes: "AAH+/w==" },
    { a: [{ b: "ü😀" }], "odd key ~": true },
    [],
  ];
  for (const [index, value] of values.entries()) {
    const args = { entry: "a", value };
    const first = await mutate("addEcho", args, under(`k${index}`));
    assert.deepEqual(first.value, value);
    assert.deepEqual(await mutate("addEcho", args, under(`k${index}`)), first);
  }
  assert.deepEqual(await ask("ledger"), { a: values.length });
});

test("a mutation that returns nothing returns null", async () => {
  for (const _ of [1, 2]) {
    const { value } = await mutate("addSilently", { entry: "a" }, under("k"));
    assert.equal(value, null);
  }
  assert.deepEqual(await ask("ledger"), { a: 1 });
});

test("an error stores nothing: the key can be used again", async () => {
  const args = { entry: "a", needs: "b" };
  for (const _ of [1, 2]) {
    const { errorData } = await mutate("addAfter", args, under("k"));
    assert.deepEqual(errorData, { code: "Missing", needs: "b" });
    assert.equal(await ask("keys"), 0);
  }
  await mutate("addUnprotected", { entry: "b" });
  const first = await mutate("addAfter", args, under("k"));
  assert.equal(first.status, "success");
  assert.deepEqual(await mutate("addAfter", args, under("k")), first);
  assert.deepEqual(await ask("ledger"), { a: 1, b: 1 });
});

// A document may have 16 levels and 1 MiB. The row is one level, and a few hundred bytes.
for (const { what, args, isStored } of [
  { what: "16 levels", args: { length: 1, depth: 15 }, isStored: true },
  { what: "17 levels", args: { length: 1, depth: 16 }, isStored: false },
  { what: "just fits", args: { length: 1_048_000, depth: 0 }, isStored: true },
  { what: "1 MiB", args: { length: 1_048_576, depth: 0 }, isStored: false },
]) {
  test(`a result that a document cannot hold is told apart from one that it can: ${what}`, async () => {
    const call = { entry: "a", ...args };
    const first = await mutate("addLarge", call, under("k"));
    assert.equal(first.status, "success");
    const second = await mutate("addLarge", call, under("k"));
    if (isStored) {
      assert.deepEqual(second, first);
    } else {
      assert.equal(second.errorData.code, "IdempotencyResultNotStored");
      assert.match(second.errorData.message, /has run and committed/);
    }
    assert.deepEqual(await ask("ledger"), { a: 1 });
  });
}

test("custom builders may be built on the helper, or the helper on them", async () => {
  for (const path of ["addCustom", "addOnCustom"]) {
    const args = { entry: path, stamp: "!" };
    const first = await mutate(path, args, under("k"));
    assert.equal(first.status, "success", first.errorMessage);
    assert.deepEqual(await mutate(path, args, under("k")), first);
  }
  assert.deepEqual(await ask("ledger"), { "addCustom!": 1, "addOnCustom!": 1 });
});

test("mutations that an action runs share the key: the same once, others refused", async () => {
  const run = (/** @type {string[]} */ entries) =>
    call(
      backend,
      "action",
      "once:addAll",
      { entries },
      under(entries.join("")),
    );
  const { value } = await run(["a", "a"]);
  assert.equal(value[0], value[1]);
  const { errorMessage } = await run(["b", "c"]);
  assert.match(errorMessage, /IdempotencyKeyReused/);
  assert.deepEqual(await ask("ledger"), { a: 1, b: 1 });
});

test("a mutation that runs another has a key for each, in one transaction", async () => {
  const first = await mutate("addWithin", { entry: "a" }, under("k"));
  assert.deepEqual(
    await mutate("addWithin", { entry: "a" }, under("k")),
    first,
  );
  assert.deepEqual(await ask("ledger"), { a: 1 });
  assert.equal(await ask("keys"), 2);
});

test("two at once conflict, and the second finds what the first has stored", async () => {
  await post(backend, "/testing/together", { count: 2 });
  const both = await Promise.all(
    [1, 2].map(() => mutate("add", { entry: "a" }, under("k"))),
  );
  assert.deepEqual(both[0], both[1]);
  assert.equal(both[0].status, "success");
  assert.deepEqual(await ask("ledger"), { a: 1 });
  assert.equal(await conflicts(), 1);
});

test("two at once that read nothing in common both run", async () => {
  await post(backend, "/testing/together", { count: 3 });
  await Promise.all([
    mutate("add", { entry: "a" }, under("k")),
    mutate("add", { entry: "a" }, under("other")),
    mutate("addUnprotected", { entry: "a" }, under("k")),
  ]);
  assert.deepEqual(await ask("ledger"), { a: 3 });
  assert.equal(await conflicts(), 0);
});

test("many at once run once", async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => mutate("add", { entry: "a" }, under("k"))),
  );
  assert.equal(new Set(all.map(({ value }) => value)).size, 1);
  assert.deepEqual(await ask("ledger"), { a: 1 });
});

test("a purge forgets keys in batches until none that old is left", async () => {
  for (let i = 0; i < 8; i++) {
    await mutate("add", { entry: "a" }, under(`k${i}`));
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal((await asAdmin("idempotency:purge")).value, 0);
  assert.equal(await ask("keys"), 8);
  assert.equal((await asAdmin("once:purgeAll")).value, 3);
  for (let i = 0; (await ask("keys")) > 0; i++) {
    assert.ok(i < 200, "the purge goes on by itself");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await mutate("add", { entry: "a" }, under("k0"));
  assert.deepEqual(await ask("ledger"), { a: 9 });
});
