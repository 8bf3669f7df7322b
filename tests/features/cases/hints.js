// Where a mistake is, and what to do about it.
import { everyMethod } from "../methods.js";
import { success } from "../setting.js";
import { anyReply } from "../watching.js";

/** @typedef {import("../setting.js").Setting} Setting */

class Point {
  x = 1;
}

/** What cannot be sent, where it is found, and a word that what to do about it must have. @type {Record<string, [args: any, path: string | undefined, hint: RegExp]>} */
const values = {
  "a Date": [{ list: [0, { when: new Date(0) }] }, ".list[1].when", /getTime/],
  "a Map": [{ a: new Map() }, ".a", /Object\.fromEntries/],
  "a Set": [{ a: new Set([1]) }, ".a", /\[\.\.\.value\]/],
  "a URL": [{ a: new URL("https://a.b") }, ".a", /String\(value\)/],
  "a pattern": [{ a: /x/ }, ".a", /String\(value\)/],
  "a symbol": [{ a: Symbol("x") }, ".a", /String\(value\)/],
  "bytes in an array": [{ a: new Uint8Array(1) }, ".a", /ArrayBuffer/],
  "an array of floats": [{ a: new Float64Array(1) }, ".a", /\[\.\.\.value\]/],
  "a view": [{ a: new DataView(new ArrayBuffer(1)) }, ".a", /value\.buffer/],
  "a Blob": [{ a: new Blob([]) }, ".a", /arrayBuffer\(\)/],
  "a promise": [{ a: Promise.resolve() }, ".a", /await/],
  "a function": [{ a: () => {} }, ".a", /call it/],
  "an async function": [{ a: async () => {} }, ".a", /call it/],
  "an error": [{ a: new TypeError("x") }, ".a", /message/],
  "a class's": [{ a: new Point() }, ".a", /plain object/],
  "a boxed number": [{ a: new Number(1) }, ".a", /valueOf/],
  undefined: [{ a: [1, undefined] }, ".a[1]", /null/],
  "a large bigint": [{ n: [{ big: 2n ** 63n }] }, ".n[0].big", /string/],
  "a name with a dollar": [{ a: { $set: 1 } }, ".a.$set", /another name/],
  "a name beyond ASCII": [{ a: [{ näme: 1 }] }, ".a[0].näme", /ASCII/],
  "a long name": [
    { a: { ["x".repeat(1025)]: 1 } },
    `.a.${"x".repeat(1025)}`,
    /1024/,
  ],
  "no object": ["id", undefined, /one object/],
  "null as arguments": [null, undefined, /one object/],
  "a promise of arguments": [Promise.resolve({}), undefined, /await/],
  // Old Workers call it an Object.
  "a form": [new FormData(), undefined, /Object\.fromEntries|\.\.\.args/],
  "a class's object as arguments": [new Point(), undefined, /plain object/],
};

/** Replies and what went before them, and what the hint must say. */
const ADDRESS = "https://happy-otter-123.convex.cloud";

/** @type {[string, RegExp, () => any, string?][]} */
const replies = [
  ["an empty 503", /try again later/, () => new Response("", { status: 503 })],
  [
    "a proxy's page",
    /proxy before happy-otter-123\.convex\.cloud/,
    () => new Response("<html>\n<h1>Bad gateway", { status: 502 }),
  ],
  [
    "an address that ends in /api",
    /ends in \/api/,
    () => new Response("", { status: 404 }),
    `${ADDRESS}/api`,
  ],
  [
    "an address of HTTP actions",
    /\.convex\.cloud/,
    () => new Response("No matching routes", { status: 404 }),
    "https://happy-otter-123.convex.site",
  ],
  [
    "nothing there",
    /check the address/,
    () => new Response("", { status: 404 }),
  ],
  [
    "a page in the place of a deployment",
    /no Convex deployment/,
    () => new Response("<!doctype html>"),
  ],
  ["no JSON", /no Convex deployment/, () => new Response("OK")],
  ["other JSON", /no Convex deployment/, () => Response.json({ hello: 1 })],
  [
    "a hidden status",
    /no-cors/,
    () => ({ ok: false, status: 0, text: async () => "" }),
  ],
  [
    "too many requests",
    /try again later/,
    () => new Response("{}", { status: 429 }),
  ],
  ["no response", /no Response/, () => undefined],
  ["a response without members", /no Response/, () => ({})],
];

const refused = () =>
  new Response('{"code":"Unauthenticated","message":"no"}', { status: 401 });

/** Credentials that were given, and what the hint of a refusal must say. @type {[string, (client: any) => void, RegExp][]} */
const credentials = [
  ["none", () => {}, /give one by setAuth/],
  ["undefined", (client) => client.setAuth(undefined), /setAuth was given/],
  ["an empty one", (client) => client.setAuth(""), /setAuth was given/],
  ["with its scheme", (client) => client.setAuth("Bearer a.b.c"), /alone/],
  ["no JWT", (client) => client.setAuth("SECRET-abc"), /no JWT/],
  ["a fine one", (client) => client.setAuth("a.b.SECRET"), /expired/],
  ["no key", (client) => client.setAdminAuth(undefined), /setAdminAuth was/],
  [
    "no key, for somebody",
    (client) => client.setAdminAuth(undefined, {}),
    /setAdminAuth was/,
  ],
  ["a key", (client) => client.setAdminAuth("prod:x|SECRET"), /admin key/],
  [
    "a fetcher of none",
    (client) => client.setAuth(() => null),
    /returned none/,
  ],
  ["a fetcher", (client) => client.setAuth(() => "SECRET"), /fetcher returned/],
  [
    "cleared",
    (client) => {
      client.setAuth("x");
      client.clearAuth();
    },
    /give one by setAuth/,
  ],
];

/** @type {import("../setting.js").Case[]} */
export default [
  ...Object.entries(values).map(([name, [args, path, hint]]) => ({
    name: `${name}: the place and what to do`,
    run: async (/** @type {Setting} */ t) => {
      const client = t.client({ fetch: async () => anyReply() });
      for (const options of [undefined, { retry: 1 }])
        for (const [method, { kind, call }] of everyMethod) {
          const error = await t.rejection(
            call(client, "a:b", args, options),
            method,
          );
          const place = kind === "batch" ? `[0]${path ?? ""}` : path;
          const info = t.info(error, { kind: "args", path: place }, method);
          t.ok(hint.test(info.hint ?? ""), `${method}: ${info.hint}`);
          // Nothing shows on the error: it is like the official client's.
          t.equal(Object.keys(error), Object.keys(new Error("x")));
        }
    },
  })),

  {
    name: "an entry of a batch: the number of the entry and the place in it",
    run: async (t) => {
      const client = t.client({ fetch: async () => anyReply() });
      const fine = ["a:b", { a: 1 }];
      for (const [entry, path] of /** @type {[any, string][]} */ ([
        [["a:b", { list: [0, new Map()] }], "[2].list[1]"],
        [["a:b", { n: 2n ** 64n }], "[2].n"],
        [["a:b", 5], "[2]"],
        [[undefined, {}], "[2]"],
        [[{}, {}], "[2]"],
        [5, "[2]"],
      ])) {
        const error = await t.rejection(client.batch([fine, fine, entry]));
        const info = t.info(error, { kind: "args", path });
        if (entry !== 5) t.ok(info.hint, `${path} ${error}`);
      }
      // What a caller's own code throws is not taken for a fault of the client's, however often it comes.
      const thrown = new Error("from a getter");
      const own = {
        get a() {
          throw thrown;
        },
      };
      for (const entries of [[["a:b", own]], [fine, ["a:b", own]]]) {
        t.same(await t.rejection(client.batch(entries)), thrown);
        t.info(thrown, { path: undefined });
      }
      for (const entries of [undefined, null, 5, {}]) {
        const error = await t.rejection(client.batch(entries));
        t.info(error, { kind: "args" });
        t.ok(/array of \[functionReference/.test(error.message), String(error));
      }
    },
  },

  {
    name: "a reference that is none: what to give",
    run: async (t) => {
      const client = t.client({ fetch: async () => anyReply() });
      for (const [reference, hint] of /** @type {[any, RegExp][]} */ ([
        [undefined, /reference is undefined/],
        [null, /reference is null/],
        [{}, /tasks:list/],
        [t.ours.anyApi.tasks, /module and its function/],
        ["function://abc", /api\.file\.func/],
        [{ [Symbol.for("toReferencePath")]: "_reference/x" }, /component/],
      ]))
        for (const [method, { call }] of everyMethod) {
          // There, the path of a handle is as good as any.
          if (method === "function" && typeof reference === "string") continue;
          const error = await t.rejection(call(client, reference, {}), method);
          const { hint: found } = t.info(error, { kind: "args" }, method);
          t.ok(hint.test(found ?? ""), `${method} ${String(error)}: ${found}`);
        }
    },
  },

  ...replies.map(([name, hint, reply, address = ADDRESS]) => ({
    name: `${name}: what to do`,
    run: async (/** @type {Setting} */ t) => {
      for (const options of [undefined, { retry: 0 }])
        for (const [method, { call }] of everyMethod) {
          const fetch = async (/** @type {string} */ url) =>
            url.endsWith("/query_ts") ? anyReply() : reply();
          const client = new t.ours.ConvexHttpClient(address, {
            fetch,
            skipConvexDeploymentUrlCheck: true,
          });
          const error = await t.rejection(
            call(client, "a:b", {}, options),
            method,
          );
          const info = t.ours.errorInfo(error);
          t.ok(
            hint.test(info.hint ?? ""),
            `${method}: ${info.kind}, ${info.hint}`,
          );
          t.equal(info.retryable && /no-cors/.test(info.hint), false);
        }
    },
  })),

  ...credentials.map(([name, give, hint]) => ({
    name: `a refused credential, ${name}: what to do, and no secret`,
    run: async (/** @type {Setting} */ t) => {
      for (const options of [undefined, { retry: 0 }])
        for (const [method, { call }] of everyMethod) {
          const fetch = async (/** @type {string} */ url) =>
            url.endsWith("/query_ts") ? anyReply() : refused();
          const client = t.client({ fetch });
          give(client);
          const error = await t.rejection(
            call(client, "a:b", {}, options),
            method,
          );
          const info = t.info(error, { kind: "http", status: 401 }, method);
          t.ok(hint.test(info.hint ?? ""), `${method}: ${info.hint}`);
          t.equal(/SECRET/.test(JSON.stringify(info)), false, info.hint);
        }
    },
  })),

  {
    name: "a function that found nobody signed in: the token that was none",
    run: async (t) => {
      const reply = { status: "error", errorMessage: "Not signed in" };
      const fetch = async () => Response.json(reply);
      const client = t.client({ fetch });
      const hintOf = async () =>
        t.ours.errorInfo(await t.rejection(client.query("a:b"))).hint;
      t.equal(await hintOf(), undefined, "nobody was meant to be");
      client.setAuth(undefined);
      t.ok(/setAuth was given/.test(await hintOf()), "undefined");
      client.setAuth("a.b.c");
      t.equal(await hintOf(), undefined, "somebody was");
    },
  },

  {
    name: "a promise, a request or a cookie for a token: refused before fetch",
    run: async (t) => {
      for (const [token, hint] of /** @type {[any, RegExp][]} */ ([
        [Promise.resolve("SECRET"), /await it/],
        [
          new Request("https://a.b/", { headers: { a: "SECRET" } }),
          /Request|object/,
        ],
        [{ name: "token", value: "SECRET" }, /object that holds it/],
      ]))
        for (const [method, { call }] of everyMethod) {
          let sent = 0;
          const fetch = async (/** @type {string} */ url) => {
            if (!url.endsWith("/query_ts")) sent++;
            return anyReply();
          };
          const other = t.client({ fetch });
          other.setAuth(token);
          for (const client of [other, t.client({ fetch, auth: token })]) {
            const error = await t.rejection(call(client, "a:b", {}), method);
            const info = t.info(error, { kind: "args", attempts: 0 }, method);
            t.ok(hint.test(info.hint ?? ""), `${method}: ${info.hint}`);
            t.equal([sent, client.pendingMutations], [0, 0], method);
          }
        }
    },
  },

  {
    name: "options: what was given is shown, and never a credential",
    run: async (t) => {
      const client = t.client({ fetch: async () => success() });
      for (const [options, part] of /** @type {[any, RegExp][]} */ ([
        [{ timeout: "5s" }, /`timeout`: "5s"/],
        [{ timeout: "x".repeat(9999) }, /^.{0,200}$/s],
        [{ timeout: NaN }, /`timeout`: NaN/],
        [{ timeout: 5n }, /`timeout`: 5\b/],
        [{ retry: true }, /`retry`: true.*limit/],
        [{ retry: { limit: null } }, /`retry\.limit`: null/],
        [{ signal: new AbortController() }, /controller\.signal/],
        [{ auth: 5 }, /`auth`: number/],
        [{ auth: Promise.resolve("SECRET") }, /`auth`: object/],
        [{ headers: "SECRET" }, /`headers`: string/],
        [{ fetchOptions: "no" }, /`fetchOptions`: "no"/],
        [{ timeout: Symbol("s") }, /`timeout`: Symbol\(s\)/],
      ])) {
        const error = await t.rejection(client.query("a:b", {}, options));
        t.ok(part.test(error.message), error.message);
        t.equal(/SECRET/.test(error.message), false);
      }
    },
  },
];
