// Whose line an error shows.
import { everyMethod } from "../methods.js";
import { deaf } from "../setting.js";
import { anyReply } from "../watching.js";

/** Stands on the stack in the place of an application. @param {() => unknown} run */
async function callerOfTheClient(run) {
  // Not the promise itself: some engines drop the frame of a function that ends in a call.
  const result = await run();
  return result;
}

/** At which frame, from 1, the caller stands. @param {any} error */
function frameOfCaller(error) {
  const frames = String(error.stack)
    .split("\n")
    .filter((line) => /^\s+at |@/.test(line));
  return frames.findIndex((line) => line.includes("callerOfTheClient")) + 1;
}

const known = { shows: "captureStackTrace" in Error };

/** @type {Record<string, [reference: unknown, args: unknown, options?: unknown]>} */
const mistakes = {
  "an unsupported value": ["a:b", { list: [1, { when: new Date(0) }] }],
  "undefined in an array": ["a:b", { list: [undefined] }],
  "a large bigint": ["a:b", { n: 2n ** 64n }],
  "a reserved name": ["a:b", { $x: 1 }],
  "arguments that are no object": ["a:b", 5],
  "arguments that are null": ["a:b", null],
  "a reference that is none": [{}, {}],
  "an undefined reference": [undefined, {}],
  "an option": ["a:b", {}, { timeout: "5s" }],
  "a slip": ["a:b", {}, { timout: 5 }],
  "a header": ["a:b", {}, { headers: { "x-a": "a\nb" } }],
  "with a timeout": ["a:b", { when: new Date(0) }, { timeout: 9999 }],
};

/** @type {import("../setting.js").Case[]} */
export default [
  ...Object.entries(mistakes).map(([name, [reference, args, options]]) => ({
    name: `${name}: the caller's line within three frames`,
    where: () => known.shows,
    run: async (/** @type {import("../setting.js").Setting} */ t) => {
      const client = t.client({ fetch: async () => anyReply() });
      for (const [method, { call }] of everyMethod) {
        // The test's own function stands between them.
        const error = await t.rejection(
          callerOfTheClient(() => call(client, reference, args, options)),
          method,
        );
        t.info(error, { kind: "args" }, method);
        const frame = frameOfCaller(error);
        t.between(frame, 1, 4, `${method}: ${error.stack}`);
      }
    },
  })),

  {
    name: "a cycle, a refused token, a fetch that is no function, a freed client: the caller's line",
    where: () => known.shows,
    run: async (t) => {
      /** @type {any} */
      const args = {};
      args.args = args;
      const fetch = async () => anyReply();
      const freed = t.client({ fetch });
      freed.free();
      for (const [client, given] of [
        [t.client({ fetch }), args],
        [t.client({ fetch, auth: "a\nb" }), {}],
        [t.client({ fetch: "x" }), {}],
        [freed, {}],
      ])
        for (const [method, { call }] of everyMethod) {
          const error = await t.rejection(
            callerOfTheClient(() => call(client, "a:b", given)),
            method,
          );
          // Its timestamp comes first, and with it somebody else's turn.
          if (method === "consistentQuery" && given !== args) continue;
          const frame = frameOfCaller(error);
          t.between(frame, 1, 4, `${method}: ${error.stack}`);
        }
    },
  },

  {
    name: "a timeout: the line of the call that took too long, not the timer's",
    where: () => known.shows,
    run: async (t) => {
      for (const [method, { call }] of everyMethod) {
        const client = t.client({ fetch: deaf, timeout: 10 });
        const error = await t.rejection(
          callerOfTheClient(() => call(client, "a:b", {})),
          method,
        );
        t.equal(error.name, "ConvexTimeoutError");
        t.equal(Object.keys(error), ["name"], "the stack does not show");
        t.between(frameOfCaller(error), 1, 5, `${method}: ${error.stack}`);
        const text = `${error}`;
        if (/^\s+at /m.test(error.stack))
          t.ok(error.stack.startsWith(`${text}\n`), error.stack);
        const [, , first] = error.stack.split("\n");
        t.ok(!/setTimeout|Timeout\./.test(first), error.stack);
      }
    },
  },

  {
    name: "a subclass: its own line comes first",
    where: () => known.shows,
    run: async (t) => {
      class Named extends t.ours.ConvexHttpClient {
        /** @param {string} reference @param {object} args */
        async query(reference, args) {
          return callerOfTheClient(() => super.query(reference, args));
        }
      }
      /** @type {any} */
      const Class = Named;
      const client = new Class("https://a.convex.cloud", { fetch: deaf });
      const error = await t.rejection(client.query("a:b", { at: new Map() }));
      t.between(frameOfCaller(error), 1, 4, error.stack);
    },
  },

  {
    name: "the constructor and convexToJson: the caller's line",
    where: () => known.shows,
    run: async (t) => {
      const { ConvexHttpClient } = t.ours;
      const ways = [
        () => new ConvexHttpClient(undefined),
        () => new ConvexHttpClient("small-mouse"),
        () => new ConvexHttpClient("https://a.convex.site"),
        () => new ConvexHttpClient("https://a.convex.cloud", { retry: true }),
        () => new ConvexHttpClient("https://a.convex.cloud", { retries: 2 }),
      ];
      for (const way of ways) {
        const error = await t.rejection(callerOfTheClient(way), String(way));
        t.between(frameOfCaller(error), 1, 4, `${way}: ${error.stack}`);
      }
    },
  },

  {
    name: "what a caller's own code throws keeps its stack",
    run: async (t) => {
      const thrown = new Error("from a getter");
      const { stack } = thrown;
      const args = {
        get a() {
          throw thrown;
        },
      };
      const client = t.client({ fetch: async () => anyReply() });
      for (const [method, { call }] of everyMethod) {
        t.same(await t.rejection(call(client, "a:b", args), method), thrown);
        t.equal(thrown.stack, stack, method);
        // Nor does a later call take it for its own.
        await t.rejection(call(client, "a:b", { a: new Map() }), method);
        t.equal(thrown.stack, stack, method);
      }
    },
  },

  {
    name: "an error is not given the stack of a later call",
    run: async (t) => {
      const client = t.client({
        auth: async () => "a\nb",
        fetch: async () => anyReply(),
      });
      const late = await t.rejection(client.query("a:b"));
      const { stack } = late;
      await t.rejection(callerOfTheClient(() => client.query("a:b", 5)));
      await client.query("a:b").catch(() => {});
      t.equal(late.stack, stack);
    },
  },

  {
    name: "a reference that throws what has no stack, or none that can be changed: it is passed on",
    run: async (t) => {
      const client = t.client({ fetch: async () => anyReply() });
      const frozen = Object.freeze(new Error("frozen"));
      for (const thrown of [
        frozen,
        Object.freeze({}),
        "text",
        5,
        null,
        undefined,
      ])
        for (const [method, { call }] of everyMethod) {
          const reference = new Proxy(
            {},
            {
              get() {
                throw thrown;
              },
            },
          );
          const error = await t.rejection(call(client, reference, {}), method);
          t.same(error, thrown, method);
          t.equal(client.pendingMutations, 0);
        }
    },
  },
];
