import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { makeProject } from "../package/project.mjs";
import { root } from "./blocks.mjs";

const project = makeProject("reliability");
const dist = join(project, "node_modules/convex-http-client/dist");
/** @param {string} file @returns {Promise<any>} */
const load = (file) => import(pathToFileURL(join(dist, file)).href);
const { ConvexHttpClient, errorInfo } = await load("index.js");

/** What the words of the table mean, for a call with one repetition. @type {Record<string, { attempts: number, retryable: boolean, outcome: string }>} */
const meanings = {
  "sent again": { attempts: 2, retryable: true, outcome: "not-committed" },
  refused: { attempts: 1, retryable: false, outcome: "not-committed" },
  unknown: { attempts: 1, retryable: false, outcome: "unknown" },
};

const text = readFileSync(join(root, "docs/reliability.md"), "utf8");
const [, table = ""] =
  /<!-- retries.*?-->(.*?)<!-- \/retries -->/s.exec(text) ?? [];
const rows = table
  .split("\n")
  .filter((line) => /^\|(?! *(-|reply))/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/**
 * The replies that a line tells of; no status is no reply.
 *
 * @param {string} cell
 */
function repliesOf(cell) {
  const codes = [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code);
  const statuses = [...cell.matchAll(/\b\d{3}\b/g)].map(Number);
  return (statuses.length > 0 ? statuses : [undefined]).flatMap((status) =>
    (codes.length > 0 ? codes : ["Other"]).map((code) => ({ status, code })),
  );
}

/**
 * @param {string} kind
 * @param {{ status: number | undefined, code: string }} reply
 * @param {object} [options]
 */
async function outcomeOf(kind, { status, code }, options) {
  const fetch = async () => {
    if (status === undefined) throw new TypeError("fetch failed");
    return new Response(JSON.stringify({ code, message: "no" }), { status });
  };
  const client = new ConvexHttpClient("https://a.convex.cloud", {
    fetch,
    retry: { limit: 1, backoff: 0 },
  });
  const error = await client[kind]("a:b", {}, options).catch(
    (/** @type {any} */ it) => it,
  );
  const { attempts, retryable, outcome } = errorInfo(error);
  return { attempts, retryable, outcome };
}

test("the table of retries has its lines", () => assert.equal(rows.length, 6));

for (const [cell, ...words] of rows) {
  test(`sent again or not: ${cell}`, async () => {
    const [query, mutation, action, idempotent] = words;
    const told = { query, mutation, action };
    for (const reply of repliesOf(cell)) {
      for (const [kind, word] of Object.entries(told)) {
        const what = `${kind} after ${JSON.stringify(reply)}`;
        assert.deepEqual(await outcomeOf(kind, reply), meanings[word], what);
      }
      // Sending it again says no more of what became of it before.
      for (const kind of /** @type {const} */ (["mutation", "action"])) {
        const { outcome } = meanings[told[kind]];
        const expected = { ...meanings[idempotent], outcome };
        const what = `idempotent ${kind} after ${JSON.stringify(reply)}`;
        const found = await outcomeOf(kind, reply, { idempotent: true });
        assert.deepEqual(found, expected, what);
      }
    }
  });
}
