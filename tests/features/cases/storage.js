// Files that are uploaded: what can be, what is said of it, and what happens where the network fails.
import * as entry from "convex-http-client/storage";
import { at, reply } from "../faults.js";
import { quiet, success } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

/** Takes names of functions, as it does at run time. @type {any} */
const { upload } = entry;

const generate = "files:generateUploadUrl";
/** Its URLs lead through a session of the proxy. */
const generateBelow = "files:generateUploadUrlBelow";

/** Whether a page's or a worker's own counter of what has left is there. */
const hasXhr = typeof XMLHttpRequest === "function";

const bytesOf = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** @param {string} text @returns {any} */
const streamOf = (text) => new Response(text).body;

/**
 * The file that a client has stored.
 *
 * @param {Setting} t
 * @param {any} client
 * @param {string} storageId
 */
async function stored(t, client, storageId) {
  const url = await client.query("files:url", { storageId });
  const response = await fetch(url);
  t.equal(response.status, 200);
  const type = response.headers.get("Content-Type");
  return [await response.text(), type];
}

/** Requests that brought a file. @param {{ log(): Promise<import("../setting.js").Entry[]> }} session */
const uploads = async (session) =>
  (await session.log()).filter(({ path }) => path.includes("/upload?token="));

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "a blob, bytes, a part of bytes, a stream and a response arrive, with their types",
    run: async (t) => {
      const client = t.client();
      const text = "Gießkanne".repeat(10_000);
      const bytes = bytesOf(text);
      const padded = new Uint8Array(bytes.length + 10);
      padded.set(bytes, 5);
      const png = { headers: { "Content-Type": "image/png" } };
      /** @type {[unknown, object | undefined, string | null][]} */
      const sources = [
        [new Blob([text], { type: "text/x-own" }), undefined, "text/x-own"],
        [new Blob([text], { type: "text/x-own" }), { type: "a/b" }, "a/b"],
        [bytes.buffer, { type: "a/b" }, "a/b"],
        [padded.subarray(5, -5), { type: "a/b" }, "a/b"],
        [streamOf(text), { type: "a/b" }, "a/b"],
        [new Response(text, png), undefined, "image/png"],
        [new Blob([text]), undefined, null],
        [new Blob([]), undefined, null],
      ];
      for (const [source, options, type] of sources) {
        const id = await upload(client, generate, source, options);
        const expected = source instanceof Blob && !source.size ? "" : text;
        t.equal(await stored(t, client, id), [expected, type]);
      }
    },
  },

  {
    name: "the deployment is told the digest of all but streams, unless it is not wanted",
    run: async (t) => {
      const session = await t.session();
      const args = { base: session.url };
      const client = t.client({}, session);
      // Made by `printf hello | openssl dgst -sha256 -binary | base64`.
      const digest = "sha-256=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
      for (const [source, options, expected] of [
        [new Blob(["hello"]), {}, digest],
        [bytesOf("hello"), {}, digest],
        [new Blob(["hello"]), { digest: false }, undefined],
        // A page reads a stream before it is sent.
        [streamOf("hello"), {}, hasXhr ? digest : undefined],
      ]) {
        await upload(client, generateBelow, source, { args, ...options });
        t.equal((await uploads(session)).at(-1)?.headers.digest, expected);
      }
    },
  },

  {
    name: "what was damaged on its way is refused, and sent again where that is wanted",
    run: async (t) => {
      const session = await t.session();
      const args = { base: session.url };
      let isDamaged = true;
      const damaging = (/** @type {any} */ url, /** @type {any} */ init) =>
        fetch(url, isDamaged ? { ...init, body: "hallo" } : init);
      const client = t.client({}, session);
      const before = await client.query("files:count");
      const given = [client, generateBelow, new Blob(["hello"])];
      const options = { args, fetch: damaging };
      const error = await t.rejection(upload(...given, options));
      t.ok(error instanceof t.ours.ConvexHttpError, String(error));
      t.info(error, {
        kind: "http",
        status: 400,
        code: "Sha256Mismatch",
        functionPath: generateBelow,
        attempts: 1,
        retryable: true,
        outcome: "not-committed",
      });
      t.equal(await client.query("files:count"), before);
      const shouldRetry = () => {
        isDamaged = false;
        return true;
      };
      const retry = { ...at(1), shouldRetry };
      const id = await upload(...given, { ...options, retry });
      t.equal((await stored(t, client, id))[0], "hello");
    },
  },

  {
    name: "with retry it gets over what may pass, each time by a new URL; a lost reply leaves a file behind",
    run: async (t) => {
      const session = await t.session(
        // The URL, and the file, once each.
        { do: "drop" },
        { do: "pass" },
        reply(503),
        { do: "pass" },
        { do: "drop" },
      );
      const client = t.client({}, session);
      const plain = t.client();
      const before = await plain.query("files:count");
      const id = await upload(client, generateBelow, new Blob(["hello"]), {
        args: { base: session.url },
        retry: at(2),
      });
      t.equal((await stored(t, plain, id))[0], "hello");
      const paths = (await session.log()).map(({ path }) => path);
      const isUpload = paths.map((path) => path.includes("upload"));
      t.equal(isUpload, [false, false, true, false, true, false, true]);
      t.equal((await plain.query("files:count")) - before, 2, "with an orphan");
    },
  },

  {
    name: "without it, or by a stream, it fails and says whether a file may be left behind",
    run: async (t) => {
      for (const [fault, source, expected] of [
        [
          { do: "drop" },
          new Blob(["a"]),
          { kind: "network", retryable: true, outcome: "unknown" },
        ],
        [
          reply(503),
          new Blob(["a"]),
          { kind: "http", retryable: true, outcome: "unknown" },
        ],
        [
          reply(401, "StorageTokenExpired"),
          new Blob(["a"]),
          { kind: "http", retryable: false, outcome: "not-committed" },
        ],
        [
          reply(200, "Other"),
          new Blob(["a"]),
          { kind: "protocol", retryable: true, outcome: "unknown" },
        ],
        [
          reply(503),
          streamOf("a"),
          { kind: "http", retryable: hasXhr, outcome: "unknown" },
        ],
      ]) {
        const session = await t.session({ do: "pass" }, fault);
        const client = t.client({}, session);
        const args = { base: session.url };
        const label = JSON.stringify(fault);
        const error = await t.rejection(
          upload(client, generateBelow, source, { args }),
          label,
        );
        t.info(error, { attempts: 1, ...expected }, label);
      }
    },
  },

  {
    name: "a stream is not sent twice where it cannot be",
    where: (runtime) => runtime !== "chromium",
    run: async (t) => {
      const session = await t.session({ do: "pass" }, reply(503));
      const client = t.client({}, session);
      const args = { base: session.url };
      await t.rejection(
        upload(client, generateBelow, streamOf("a"), { args, retry: at(3) }),
      );
      t.equal((await uploads(session)).length, 1);
    },
  },

  {
    name: "the mutation's own errors come as its client has them, and the upload is not begun",
    run: async (t) => {
      const session = await t.session();
      const client = t.client({}, session);
      const blob = new Blob(["a"]);
      const thrown = await t.rejection(upload(client, "errors:data", blob));
      t.info(thrown, { kind: "function", functionPath: "errors:data" });
      await session.meet(reply(404, "Gone"));
      const gone = await t.rejection(upload(client, generate, blob));
      t.info(gone, { kind: "http", status: 404, functionPath: generate });
      t.equal((await uploads(session)).length, 0);
    },
  },

  {
    name: "it has the identity of its own, and waits for no other mutation",
    run: async (t) => {
      const session = await t.session({ do: "stall head" });
      const client = t.client({}, session);
      const controller = new AbortController();
      const { signal } = controller;
      const stalled = client.mutation("messages:send", t.message("a"), {
        signal,
      });
      stalled.catch(() => {});
      const auth = await t.token({ sub: "ada" });
      const args = { base: session.url };
      await upload(client, generateBelow, new Blob(["a"]), { args, auth });
      const [, asked, sent] = await session.log();
      t.equal(asked?.headers.authorization, `Bearer ${auth}`);
      t.same(sent?.headers.authorization, undefined, "an upload URL is enough");
      controller.abort();
    },
  },

  {
    name: "a timeout and a signal end it, in flight or before it is sent",
    run: async (t) => {
      const session = await t.session({ do: "pass" }, { do: "stall head" });
      const client = t.client({}, session);
      const args = { base: session.url };
      const blob = new Blob(["a"]);
      const late = await t.rejection(
        upload(client, generateBelow, blob, { args, timeout: 300 }),
      );
      t.ok(late instanceof t.ours.ConvexTimeoutError, String(late));
      t.info(late, { kind: "timeout", attempts: 1, outcome: "unknown" });
      await t.until(
        async () => (await uploads(session))[0]?.aborted,
        "the request is aborted",
      );
      await session.meet({ do: "stall head" });
      const early = await t.rejection(
        upload(client, generateBelow, blob, { args, timeout: 100 }),
      );
      t.info(early, { kind: "timeout", attempts: 0, outcome: "not-committed" });
      const reason = new Error("enough");
      const signal = AbortSignal.abort(reason);
      const before = (await session.log()).length;
      t.same(
        await t.rejection(
          upload(client, generateBelow, blob, { args, signal }),
        ),
        reason,
      );
      t.equal((await session.log()).length, before);
    },
  },

  {
    name: "progress is told until all has left",
    run: async (t) => {
      const client = t.client();
      const size = 3_000_000;
      const blob = new Blob([new Uint8Array(size)]);
      for (const source of [blob, await blob.arrayBuffer()]) {
        /** @type {any[]} */
        const seen = [];
        await upload(client, generate, source, {
          onProgress: (/** @type {any} */ progress) => void seen.push(progress),
        });
        // A page may send so little at once.
        t.ok(seen.length > (hasXhr ? 0 : 40), `${seen.length} steps`);
        t.equal(seen.at(-1), { loaded: size, total: size });
        for (const [index, { loaded }] of seen.entries())
          t.ok(index === 0 || loaded > seen[index - 1].loaded, "it grows");
      }
      const thrown = new Error("no");
      const onProgress = () => {
        throw thrown;
      };
      t.same(
        await t.rejection(upload(client, generate, blob, { onProgress })),
        thrown,
      );
    },
  },

  {
    name: "progress by the page's own counter: failures, aborts and headers are the same",
    where: () => hasXhr,
    run: async (t) => {
      const session = await t.session(
        { do: "pass" },
        { do: "drop" },
        { do: "pass" },
        reply(503),
      );
      const client = t.client({}, session);
      const args = { base: session.url };
      const blob = new Blob(["hello"], { type: "a/b" });
      const onProgress = () => {};
      const given = { args, onProgress };
      await upload(client, generateBelow, blob, { ...given, retry: at(2) });
      const sent = await uploads(session);
      t.equal(sent.length, 3);
      for (const { headers } of sent)
        t.equal([headers["content-type"], !!headers.digest], ["a/b", true]);
      await session.meet({ do: "pass" }, { do: "stall head" });
      const late = await t.rejection(
        upload(client, generateBelow, blob, { ...given, timeout: 300 }),
      );
      t.info(late, { kind: "timeout", attempts: 1 });
      await t.until(
        async () => (await uploads(session)).at(-1)?.aborted,
        "the request is aborted",
      );
    },
  },

  {
    name: "clients of convex/browser will do",
    run: async (t) => {
      const client = new t.official.ConvexHttpClient(t.env.backendUrl, {
        logger: quiet,
      });
      const id = await upload(client, generate, new Blob(["hello"]), {
        timeout: 5000,
        retry: 1,
      });
      t.equal((await stored(t, client, id))[0], "hello");
    },
  },

  {
    name: "what cannot be uploaded, an error's response and unknown options are refused, and nothing is sent",
    run: async (t) => {
      let sent = 0;
      const client = t.client({ fetch: async () => (sent++, success("")) });
      for (const [source, options, word] of [
        ["text", {}, "Blob"],
        [undefined, {}, "Blob"],
        [{ size: 1 }, {}, "Blob"],
        [new Response("no", { status: 404 }), {}, "404"],
        [new Blob([]), { progress() {} }, "progress"],
        [new Blob([]), { retry: -1 }, "retry.limit"],
        [new Blob([]), { timeout: "1" }, "timeout"],
        [new Blob([]), { type: 1 }, "type"],
        [new Blob([]), { onProgress: 1 }, "onProgress"],
      ]) {
        const error = await t.rejection(
          upload(client, generate, source, options),
        );
        t.ok(
          error instanceof TypeError && error.message.includes(`${word}`),
          String(error),
        );
      }
      t.equal(sent, 0);
    },
  },
];
