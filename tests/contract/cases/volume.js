import { held, mock, rejects, success, text } from "../harness/replies.js";
import { macrotask } from "../harness/side.js";

/**
 * Much of everything, and every order in which replies can come.
 *
 * @typedef {import("../harness/side.js").Side} Side
 */

const MEGABYTE = 2 ** 20;

/** @type {Record<string, () => any>} */
const large = {
  "a megabyte of ASCII": () => "x".repeat(MEGABYTE),
  "a megabyte of other text": () => "漢".repeat(MEGABYTE / 2),
  "a megabyte with escapes": () => '"\n\ud800'.repeat(MEGABYTE / 8),
  "a megabyte of bytes": () =>
    new Uint8Array(MEGABYTE).map((_, index) => index % 251).buffer,
  // Ours encodes three megabytes at a time.
  "three megabytes and some bytes": () =>
    new Uint8Array(3 * MEGABYTE + 4).map((_, index) => index % 251).buffer,
  "100,000 numbers": () => Array.from({ length: 100_000 }, (_, i) => i / 3),
  "10,000 int64": () => Array.from({ length: 10_000 }, (_, i) => BigInt(i)),
  "10,000 fields": () =>
    Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [
        `f${String(i).padStart(5, "0")}`,
        i,
      ]),
    ),
};

/**
 * Prints a value for a comparison that takes no time.
 *
 * @param {any} value
 */
function print(value) {
  return JSON.stringify(value, (_, part) => {
    if (typeof part === "bigint") return `${part}n`;
    if (!(part instanceof ArrayBuffer)) return part;
    return new TextDecoder("latin1").decode(part);
  });
}

/** @param {object} envelope there at once, as a real body is not everywhere */
const imitated = (envelope) =>
  mock({ ok: true, json: async () => ({ value: 1, ...envelope }) });

/** How a queued mutation may end. */
const endings = {
  success: () => imitated({ status: "success" }),
  failure: () => imitated({ status: "error", errorMessage: "no" }),
  network: () => rejects(new Error("network")),
};

/**
 * Every way to merge two lists that keep their own order.
 *
 * @param {string[]} a
 * @param {string[]} b
 * @returns {string[][]}
 */
function merges(a, b) {
  if (a.length === 0 || b.length === 0) return [[...a, ...b]];
  return [
    ...merges(a.slice(1), b).map((rest) => [a[0], ...rest]),
    ...merges(a, b.slice(1)).map((rest) => [b[0], ...rest]),
  ];
}

/** The replies to three queued mutations, a parallel one and a query. */
const orders = merges(["queued", "queued", "queued"], ["parallel"]).flatMap(
  (order) => merges(order, ["query"]),
);

/**
 * @param {Side} t
 * @param {string[]} order
 * @param {(() => import("../harness/replies.js").Reply)[]} ends of the queue
 */
async function interleave(t, order, ends) {
  const client = t.client();
  const gates = { queued: ends.map(held), parallel: [held()], query: [held()] };
  const [first, second, third] = gates.queued;
  t.reply(first.reply, gates.parallel[0].reply, gates.query[0].reply);
  t.reply(second.reply, third.reply);
  const done = [
    t.call(() => client.mutation("a:1")),
    t.call(() => client.mutation("a:2")),
    t.call(() => client.mutation("a:3")),
    t.call(() => client.mutation("a:p", {}, { skipQueue: true })),
    t.call(() => client.query("a:q")),
  ];
  let turn = 0;
  for (const kind of order) {
    t.event(`reply to ${kind}`);
    const gate = gates[/** @type {keyof typeof gates} */ (kind)].shift();
    gate?.release(kind === "queued" ? ends[turn++]() : endings.success());
    await macrotask();
  }
  await Promise.all(done);
}

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...Object.entries(large).map(([kind, make]) => ({
    name: `${kind}, there and back`,
    quiet: true,
    run: async (/** @type {Side} */ t) => {
      const client = t.client();
      t.reply((request) => {
        const [args] = JSON.parse(request.body).args;
        return success(args.value)(request);
      });
      const back = await client.mutation("a:b", { value: make() });
      t.fact("is the same", print(back) === print(make()), true);
      const { convexToJson, jsonToConvex } = t.api;
      const passed = jsonToConvex(convexToJson(make()));
      t.fact("codecs", print(passed) === print(make()), true);
    },
  })),
  {
    name: "a megabyte as an error's message",
    quiet: true,
    run: async (t) => {
      t.reply(text("é".repeat(MEGABYTE), 500));
      const error = await t
        .client()
        .query("a:b")
        .catch((/** @type {any} */ reason) => reason);
      t.fact("length", error.message.length, MEGABYTE);
    },
  },
  {
    name: "10,000 queued mutations",
    quiet: true,
    run: async (t) => {
      /** @type {number[]} */
      const sent = [];
      /** @type {number[]} */
      const settled = [];
      let inFlight = 0;
      const fetch = async (
        /** @type {any} */ _url,
        /** @type {any} */ init,
      ) => {
        t.fact("in flight", (inFlight += 1), 1);
        const { n } = JSON.parse(init.body).args[0];
        sent.push(n);
        await null;
        inFlight -= 1;
        const reply = { status: n % 7 ? "success" : "error", value: n };
        return { ok: true, json: async () => reply };
      };
      const client = t.client({ fetch });
      const note = (/** @type {number} */ n) => () => void settled.push(n);
      await Promise.all(
        Array.from({ length: 10_000 }, (_, n) =>
          client.mutation("a:b", { n }).then(note(n), note(n)),
        ),
      );
      const inOrder = Array.from({ length: 10_000 }, (_, n) => n);
      t.fact("sent", sent, inOrder);
      t.fact("settled", settled, inOrder);
    },
  },
  ...orders.flatMap((order) =>
    Object.entries(endings).map(([ending, end]) => ({
      name: `replies come as ${order.join(", ")}; the first: ${ending}`,
      run: async (/** @type {Side} */ t) =>
        interleave(t, order, [end, endings.success, endings.failure]),
    })),
  ),
  {
    name: "one reply to many calls",
    quiet: true,
    run: async (t) => {
      const envelope = {
        status: "success",
        value: [{ $float: "AAAAAAAAAIA=" }],
      };
      const shared = mock({ ok: true, json: async () => envelope });
      const client = t.client({
        fetch: async () => shared(/** @type {any} */ ({})),
      });
      const values = await Promise.all(
        Array.from({ length: 1000 }, () => client.query("a:b")),
      );
      t.fact(
        "all",
        values.every(([zero]) => Object.is(zero, -0)),
        true,
      );
      t.fact("each its own", new Set(values).size, 1000);
    },
  },
];
