import assert from "node:assert/strict";
import { test } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { makeExample } from "./example.mjs";
import { startProxy } from "./proxy.mjs";

const conflict = {
  status: 503,
  body: JSON.stringify({
    code: "OptimisticConcurrencyControlFailure",
    message: "Data read or written in this mutation changed.",
  }),
};
const broken = {
  status: 500,
  body: JSON.stringify({ code: "InternalServerError", message: "Try later." }),
  commits: true,
};

test("Node, started by cron", async (t) => {
  const example = await makeExample("node-cron");
  t.after(() => example.backend.stop());
  const official = new ConvexHttpClient(example.url);
  for (const text of ["a", "b", "c", ""]) {
    await official.mutation(anyApi.tasks.create, { text });
  }

  const proxy = await startProxy(example.url, (path, count) => {
    // The query is cut off, and then refused; "a" meets a conflict once; "b" is done, but its answer is lost.
    if (path === "/api/query")
      return [/** @type {const} */ ("drop"), conflict][count];
    return [conflict, undefined, broken][count];
  });
  t.after(proxy.stop);
  const [command] = example.commands;
  const run = () =>
    example.shell(command, "", { CONVEX_URL: proxy.url }).then(
      (printed) => ({ printed, failed: false }),
      (error) => ({ printed: error.message, failed: true }),
    );

  const first = await run();
  assert.equal(first.failed, true, first.printed);
  assert.match(first.printed, /^done: a$/m);
  assert.match(first.printed, /^done: b$/m);
  assert.match(first.printed, /^done: c$/m);
  assert.match(first.printed, /^failed: : nothing to do /m);
  assert.match(first.printed, /^3 of 4 done$/m);
  const routes = proxy.seen.map((path) => path.replace("/api/", ""));
  const mutations = ["a", "a again", "b", "b again", "c"].map(() => "mutation");
  assert.deepEqual(routes, ["query", "query", "query", ...mutations]);

  const second = await run();
  assert.match(second.printed, /^0 of 1 done$/m);
});
