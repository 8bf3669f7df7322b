// Several queries in one request.
import { sleep } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

/** What the server accepts, in bytes. */
const MAX = 16 * 1024 * 1024;

/** The size of a request with one query whose only argument is empty. */
const EMPTY =
  `{"queries":[{"path":"a:b","format":"convex_encoded_json","args":[{"a":""}]}]}`
    .length;

/** @param {Setting} t */
function counting(t) {
  /** @type {string[]} */
  const bodies = [];
  const client = t.client({
    fetch: async (
      /** @type {string} */ _,
      /** @type {{ body: string }} */ { body },
    ) => {
      bodies.push(body);
      return Response.json({ results: [{ status: "success", value: 1 }] });
    },
  });
  return { client, bodies };
}

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "one request, and the results in order",
    run: async (t) => {
      const session = await t.session();
      const client = t.client({ auth: await t.token({ sub: "ada" }) }, session);
      const { anyApi } = t.ours;
      await t.client().mutation("messages:send", t.message("1"));
      /** @type {any[]} */
      const results = await client.batch([
        ["values:echo", { value: [1n, NaN, new Uint8Array([1, 2]).buffer] }],
        [anyApi.users.whoami],
        ["messages:list", { channel: t.channel }],
        ["values:noArgs", undefined],
        ["values:noArgs", {}],
      ]);
      t.equal(
        results.map(({ status }) => status),
        Array(5).fill("fulfilled"),
      );
      const [echo, user, list, none] = results.map(
        (/** @type {any} */ { value }) => value,
      );
      t.equal(echo, [1n, NaN, new Uint8Array([1, 2]).buffer]);
      t.equal(
        [user.subject, list.length, list[0].body, none],
        ["ada", 1, "1", null],
      );
      const log = await session.log();
      t.equal(
        log.map(({ path }) => path),
        ["/api/query_batch"],
      );
      t.equal(Object.keys(log[0].body), ["queries"]);
      t.equal(log[0].body.queries[1], {
        path: "users:whoami",
        format: "convex_encoded_json",
        args: [{}],
      });
    },
  },

  {
    name: "a query that fails is a rejected item, and only that",
    run: async (t) => {
      const [one, two, three, four] = await t
        .client()
        .batch([
          ["values:echo", { value: 1 }],
          ["errors:nested"],
          ["errors:plain"],
          ["values:echo", { value: 2 }],
        ]);
      t.equal(
        [one, four],
        [1, 2].map((value) => ({ status: "fulfilled", value })),
      );
      const { ConvexError } = t.ours;
      t.equal([two.status, three.status], ["rejected", "rejected"]);
      t.ok(
        two.reason instanceof ConvexError && two.reason.data.code === "Nested",
        String(two.reason),
      );
      t.equal(
        [two.reason.data.at, three.reason instanceof ConvexError],
        [9007199254740993n, false],
      );
      t.ok(
        three.reason.message.includes("Plain failure"),
        three.reason.message,
      );
      t.info(two.reason, {
        kind: "function",
        functionPath: "errors:nested",
        outcome: "not-committed",
        attempts: 1,
      });
    },
  },

  {
    name: "one timestamp, whatever is written at the same time",
    run: async (t) => {
      const client = t.client();
      let isWriting = true;
      const writing = (async () => {
        for (let index = 0; index < 60 && isWriting; index++) {
          const both = [0, 1].map((half) =>
            client.mutation("messages:send", t.message(`${index} ${half}`), {
              skipQueue: true,
            }),
          );
          await Promise.all(both);
        }
      })();
      /** @type {number[]} */
      const seen = [];
      for (let round = 0; round < 12; round++) {
        const list = ["messages:list", { channel: t.channel }];
        const results = await client.batch([
          list,
          list,
          list,
          list,
          list,
          list,
        ]);
        const lists = results.map((/** @type {any} */ { value }) => value);
        for (const other of lists) t.equal(other, lists[0]);
        seen.push(lists[0].length);
        await sleep(5);
      }
      isWriting = false;
      await writing;
      t.ok(new Set(seen).size > 2, `Nothing was written meanwhile: ${seen}`);
    },
  },

  {
    name: "log lines of each query are printed with its name",
    run: async (t) => {
      /** @type {string[]} */
      const lines = [];
      const log = (/** @type {string} */ line) => lines.push(line);
      const client = t.client({
        logger: { log, warn: log, error: log, logVerbose: log },
      });
      await client.batch([
        ["logs:levels"],
        ["values:noArgs"],
        ["logs:thenFails"],
      ]);
      const prefixes = lines.map(
        (line) => /\[CONVEX Q\([^)]*\)\]/.exec(line)?.[0],
      );
      t.equal(prefixes, [
        ...Array(5).fill("[CONVEX Q(logs:levels)]"),
        "[CONVEX Q(logs:thenFails)]",
      ]);
    },
  },

  {
    name: "an empty batch sends nothing",
    run: async (t) => {
      const { client, bodies } = counting(t);
      t.equal(
        [await client.batch([]), await client.batch([], { retry: 1 })],
        [[], []],
      );
      t.equal(bodies, []);
    },
  },

  {
    name: "an entry that cannot be sent rejects the whole batch before it is sent",
    run: async (t) => {
      const { client, bodies } = counting(t);
      const good = ["a:b", {}];
      for (const options of [undefined, { retry: 2 }])
        for (const bad of [
          ["a:b", { a: new Map() }],
          ["a:b", [1]],
          [{}, {}],
          "a:b",
          null,
          undefined,
          {},
          [],
        ]) {
          const error = await t.rejection(
            client.batch([good, bad, good], options),
            JSON.stringify(bad),
          );
          t.ok(error instanceof Error, String(error));
          t.info(error, {
            kind: "args",
            attempts: 0,
            outcome: "not-committed",
          });
        }
      const noArray = await t.rejection(client.batch([good, "a:b"]));
      t.ok(/entry 1\b/.test(noArray.message), noArray.message);
      t.equal(bodies, []);
    },
  },

  {
    name: "what is no list is rejected, and never thrown",
    run: async (t) => {
      const { client, bodies } = counting(t);
      for (const entries of [undefined, null, 5, {}, () => {}]) {
        const error = await t.rejection(client.batch(entries), String(entries));
        t.ok(error instanceof TypeError, String(error));
      }
      t.equal(bodies, []);
    },
  },

  {
    name: "entries may come from any iterable, which is read once",
    run: async (t) => {
      const entries = new Map([["values:echo", { value: 1 }]]);
      t.equal(await t.client().batch(entries.entries()), [
        { status: "fulfilled", value: 1 },
      ]);
    },
  },

  {
    name: "a path that makes no sense fails the whole batch",
    run: async (t) => {
      const call = t.client().batch([["values:noArgs"], ["a:b:c:d"]]);
      t.info(await t.rejection(call), {
        kind: "http",
        status: 400,
        functionPath: "values:noArgs, a:b:c:d",
      });
    },
  },

  {
    name: "over 16 MiB is refused before it is sent, to the byte",
    run: async (t) => {
      const { client, bodies } = counting(t);
      for (const letter of ["x", "é", "€", "😀"]) {
        const bytes = new TextEncoder().encode(letter).length;
        const count = Math.floor((MAX - EMPTY) / bytes);
        const fill = "x".repeat(MAX - EMPTY - count * bytes);
        const largest = letter.repeat(count) + fill;
        await client.batch([["a:b", { a: largest }]]);
        t.equal(new TextEncoder().encode(bodies.pop()).length, MAX, letter);
        const error = await t.rejection(
          client.batch([["a:b", { a: `${largest}x` }]]),
          letter,
        );
        t.ok(
          error.message.includes(String(MAX)) &&
            error.message.includes(String(MAX + 1)),
          error.message,
        );
        t.info(error, { kind: "args", outcome: "not-committed", attempts: 0 });
      }
      t.equal(bodies, []);
      // Half of a pair is written as an escape of six bytes.
      const halves = "\ud800".repeat(Math.floor((MAX - EMPTY) / 6));
      await client.batch([["a:b", { a: halves }]]);
      await t.rejection(
        client.batch([["a:b", { a: halves + halves.slice(0, 1) + "xxxxxx" }]]),
      );
      t.equal(bodies.length, 1);
    },
  },

  {
    name: "a reply with the wrong number of results is refused",
    run: async (t) => {
      const result = { status: "success", value: 1 };
      for (const reply of [
        {},
        { results: [] },
        { results: [result] },
        { results: [result, result, result] },
        null,
        { results: {} },
        { status: "success", value: 1 },
      ]) {
        const client = t.client({ fetch: async () => Response.json(reply) });
        const error = await t.rejection(
          client.batch([["a:b"], ["a:b"]]),
          JSON.stringify(reply),
        );
        t.info(error, { kind: "protocol" });
      }
      const mixed = t.client({
        fetch: async () =>
          Response.json({ results: [result, { status: "neither" }] }),
      });
      t.ok(
        (await t.rejection(mixed.batch([["a:b"], ["a:b"]]))) instanceof Error,
        "an item of neither kind",
      );
    },
  },

  {
    name: "arguments are taken at the call",
    run: async (t) => {
      const auth = async () => (await sleep(20), "");
      const args = { value: "first" };
      const entries = [["values:echo", args]];
      const call = t.client({ auth }).batch(entries);
      args.value = "changed";
      entries.push(["values:echo", { value: "more" }]);
      t.equal(await call, [{ status: "fulfilled", value: "first" }]);
    },
  },
];
