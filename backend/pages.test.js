import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { call } from "./call.js";
import { startBackend } from "./server.js";

/** @type {import("./server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
beforeEach(async () => {
  backend.reset();
  for (let i = 0; i < 10; i++) {
    const message = { channel: "c", author: "Ada", body: String(i) };
    await call(backend, "mutation", "messages:send", message);
  }
});
after(() => backend.stop());

/**
 * A page of a server that reads four rows at most.
 *
 * @param {object} paginationOpts
 * @param {object} [args]
 */
async function cutPage(paginationOpts, args) {
  const { value } = await call(backend, "query", "messages:cutPage", {
    channel: "c",
    maximumRows: 4,
    paginationOpts: { cursor: null, ...paginationOpts },
    ...args,
  });
  const bodies = value.page.map((/** @type {any} */ { body }) => body).join("");
  return { ...value, bodies };
}

test("pages within the limit", async () => {
  const first = await cutPage({ numItems: 2 });
  assert.deepEqual(
    [first.bodies, first.isDone, first.pageStatus, first.splitCursor],
    ["01", false, null, null],
  );
  const { continueCursor: cursor } = first;
  const second = await cutPage({ numItems: 3, cursor });
  assert.deepEqual([second.bodies, second.pageStatus], ["234", null]);
  // Three rows have a middle, although nothing asks for a split.
  const half = { cursor, endCursor: second.splitCursor, numItems: 3 };
  assert.equal((await cutPage(half)).bodies, "23");
});

test("the last page says that it is the last when there was nothing more to read", async () => {
  const exact = await cutPage({ numItems: 10 }, { maximumRows: 99 });
  assert.deepEqual([exact.bodies.length, exact.isDone], [10, false]);
  const { continueCursor: cursor } = exact;
  const last = await cutPage({ numItems: 10, cursor });
  assert.deepEqual(
    [last.bodies, last.isDone, last.continueCursor],
    ["", true, "end"],
  );
});

test("a split is recommended near the limit, and no row is missing", async () => {
  const page = await cutPage({ numItems: 4 });
  assert.deepEqual(
    [page.bodies, page.pageStatus],
    ["0123", "SplitRecommended"],
  );
});

test("a page that is cut goes on after its last row", async () => {
  const { bodies, pageStatus, continueCursor } = await cutPage({ numItems: 8 });
  assert.deepEqual([bodies, pageStatus], ["0123", "SplitRequired"]);
  const next = await cutPage({ numItems: 2, cursor: continueCursor });
  assert.equal(next.bodies, "45");
});

test("one that is cut before its end lacks rows that its halves have", async () => {
  const { continueCursor: end } = await cutPage(
    { numItems: 7 },
    { maximumRows: 99 },
  );
  for (const [opts, args] of [
    [{ numItems: 1, endCursor: end }, {}],
    [{ numItems: 7 }, { remembersEnd: true }],
  ]) {
    const cut = await cutPage(opts, args);
    const { bodies, pageStatus, continueCursor, splitCursor } = cut;
    assert.deepEqual(
      [bodies, pageStatus, continueCursor],
      ["0123", "SplitRequired", end],
    );
    const left = await cutPage({ numItems: 1, endCursor: splitCursor });
    const right = await cutPage({
      numItems: 1,
      cursor: splitCursor,
      endCursor: continueCursor,
    });
    assert.deepEqual([left.bodies, right.bodies], ["012", "3456"]);
    assert.equal(right.continueCursor, end);
  }
  const all = await cutPage({ numItems: 99 }, { remembersEnd: true });
  assert.deepEqual([all.bodies, all.isDone], ["0123", true]);
});

test("two rows have no middle", async () => {
  const args = { maximumRows: 2, remembersEnd: true };
  const { pageStatus, splitCursor } = await cutPage({ numItems: 5 }, args);
  assert.deepEqual([pageStatus, splitCursor], ["SplitRequired", null]);
});
