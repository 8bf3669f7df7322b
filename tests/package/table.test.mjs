import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { settle, World } from "../replay/world.js";
import { makeProject } from "./project.mjs";

// The table of cases that both faces are held to; the Rust crate plays it natively, in rust/src/decisions/table.rs.
const cases = JSON.parse(
  readFileSync(
    new URL("../../rust/src/decisions/table.json", import.meta.url),
    "utf8",
  ),
);
const { ConvexHttpClient, errorInfo } = createRequire(
  join(makeProject("table"), "package.json"),
)("convex-http-client");

/** @param {any} options */
function makeOptions({ retry, backoff, maxDelay, timeout, auth, fetcher }) {
  /** @type {any} */
  const options = { logger: false };
  if (retry !== undefined) {
    options.retry = { limit: retry };
    if (backoff !== undefined) options.retry.backoff = backoff;
    if (maxDelay !== undefined) options.retry.maxDelay = maxDelay;
  }
  if (timeout !== undefined) options.timeout = timeout;
  if (auth !== undefined) options.auth = auth;
  if (fetcher) {
    const tokens = [...fetcher];
    options.auth = async () => {
      const token = tokens.shift();
      if (token?.error) throw new Error(token.error);
      return token;
    };
  }
  return options;
}

/**
 * Makes the call of a case.
 *
 * @param {any} client
 * @param {{ method: string, options: any }} made
 */
async function call(client, { method, options: { header, idempotent } }) {
  /** @type {any} */
  const own = {};
  if (header) own.headers = { [header[0]]: header[1] };
  if (idempotent) own.idempotent = true;
  if (method === "batch") {
    const results = await client.batch([["f"], ["g"]], own);
    return results.map((/** @type {any} */ { value }) => value ?? null);
  }
  if (method === "paginate") {
    const items = [];
    for await (const item of client.paginate("f", {}, { numItems: 1 }))
      items.push(item);
    return items;
  }
  return client[method]("f", {}, ...(Object.keys(own).length ? [own] : []));
}

/** @param {any} made */
async function play(made) {
  const world = new World();
  world.enter();
  /** @type {(string | null)[]} */
  const sent = [];
  /** @type {{ resolve: (response: Response) => void, reject: (error: unknown) => void }[]} */
  const open = [];
  const fetch = (/** @type {string} */ _url, /** @type {any} */ init) =>
    new Promise((resolve, reject) => {
      sent.push(new Headers(init.headers).get("Authorization"));
      open.push({ resolve, reject });
      init.signal?.addEventListener("abort", () => reject(init.signal.reason));
    });
  try {
    const options = { ...makeOptions(made.options), fetch };
    const client = new ConvexHttpClient("https://a.convex.cloud", options);
    /** @type {any[] | undefined} */
    let settled;
    call(client, made).then(
      (value) => (settled = ["ok", value]),
      (error) => {
        const info = errorInfo(error);
        if (!info) {
          settled = [error.name];
          return;
        }
        const { kind, status, code, outcome, retryable, attempts } = info;
        settled = [
          kind,
          status ?? null,
          code ?? null,
          outcome,
          retryable,
          attempts,
        ];
      },
    );
    await settle();
    const waits = [];
    let now = 0;
    for (const { wait, error, status, body, retryAfter } of made.replies) {
      if (wait !== undefined) {
        now += wait;
        await world.advance(now);
      } else {
        if (open.length === 0) {
          const [next] = world.due;
          assert.ok(next !== undefined, "it waits for nothing");
          waits.push(next - now);
          now = next;
          await world.advance(now);
        }
        const request = open.shift();
        assert.ok(request, "nothing was sent");
        const headers = new Headers();
        if (retryAfter !== undefined) headers.set("Retry-After", retryAfter);
        if (error) request.reject(new TypeError(error));
        else request.resolve(new Response(body, { status, headers }));
      }
      for (let turn = 0; turn < 9; turn++) await settle();
    }
    assert.deepEqual(world.due, [], "a timer is left");
    return { waits, sent, settled };
  } finally {
    world.leave();
  }
}

for (const made of cases)
  test(made.name, async () => {
    const { waits, sent, settled } = await play(made);
    assert.deepEqual(settled, made.settled);
    assert.deepEqual(waits, made.waits);
    if (made.sent) assert.deepEqual(sent, made.sent);
  });
