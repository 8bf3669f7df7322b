// Paginated queries, page by page and item by item.
import { sleep } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

const COUNT = 10;

/** A channel with messages, and a client that reads it through the proxy. @param {Setting} t */
async function filled(t) {
  const client = t.client();
  for (let index = 0; index < COUNT; index++)
    await client.mutation("messages:send", t.message(`${index}`));
  const session = await t.session();
  const reader = t.client({}, session);
  const read = (/** @type {object} */ options) =>
    reader.paginate("messages:page", { channel: t.channel }, options);
  const asked = async () =>
    (await session.log()).map(({ body }) => body.args[0].paginationOpts);
  return { session, reader, read, asked };
}

const all = Array.from({ length: COUNT }, (_, index) => `${index}`);

/** @param {AsyncIterable<any>} items */
async function bodiesOf(items) {
  const bodies = [];
  for await (const { body } of items) bodies.push(body);
  return bodies;
}

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "items, in order, with as many requests as pages",
    run: async (t) => {
      const { read, asked } = await filled(t);
      for (const prefetch of [undefined, false, true]) {
        const before = (await asked()).length;
        t.equal(await bodiesOf(read({ numItems: 4, prefetch })), all);
        t.equal((await asked()).length - before, 3, `${prefetch}`);
      }
      const [first, second] = await asked();
      // Sorted, as the options of official's pages are: the server's cache goes by the text.
      t.equal(first, { cursor: null, numItems: 4 });
      t.equal([second.numItems, typeof second.cursor], [4, "string"]);
    },
  },

  {
    name: "pages, each with its cursor, and each loop reads anew",
    run: async (t) => {
      const { read } = await filled(t);
      const pages = read({ numItems: 4 });
      for (let loop = 0; loop < 2; loop++) {
        const sizes = [];
        let last;
        for await (last of pages.pages()) sizes.push(last.page.length);
        t.equal(
          [sizes, last.isDone, typeof last.continueCursor],
          [[4, 4, 2], true, "string"],
        );
      }
      t.equal(await bodiesOf(pages), all);
    },
  },

  {
    name: "from a cursor, to a cursor",
    run: async (t) => {
      const { read, asked } = await filled(t);
      const cursors = [];
      for await (const { continueCursor } of read({ numItems: 3 }).pages())
        cursors.push(continueCursor);
      t.equal(
        await bodiesOf(read({ numItems: 3, cursor: cursors[1] })),
        all.slice(6),
      );
      const before = (await asked()).length;
      for (const prefetch of [false, true]) {
        const range = { cursor: cursors[0], endCursor: cursors[2], prefetch };
        t.equal(
          await bodiesOf(read({ numItems: 3, ...range })),
          all.slice(3, 9),
        );
      }
      const asks = (await asked()).slice(before);
      t.equal(
        asks.map(({ endCursor }) => endCursor),
        Array(asks.length).fill(cursors[2]),
      );
      t.equal(
        await bodiesOf(read({ numItems: 3, cursor: null, endCursor: null })),
        all,
      );
    },
  },

  {
    name: "a page that ends at the end cursor is the last one, whatever the server says",
    run: async (t) => {
      let asked = 0;
      const fetch = async () => {
        if ((asked += 1) > 9) throw new Error("It goes on and on.");
        const value = {
          page: [asked],
          isDone: false,
          continueCursor: `c${asked}`,
        };
        return Response.json({ status: "success", value });
      };
      for (const prefetch of [false, true]) {
        asked = 0;
        const items = [];
        const options = { numItems: 1, endCursor: "c3", prefetch };
        for await (const item of t
          .client({ fetch })
          .paginate("a:b", {}, options))
          items.push(item);
        t.equal([items, asked], [[1, 2, 3], 3], `${prefetch}`);
      }
    },
  },

  {
    name: "nothing is asked for before it is wanted, nor after a break",
    run: async (t) => {
      const { read, asked } = await filled(t);
      const unused = read({ numItems: 4 });
      unused.pages();
      await sleep(30);
      t.equal((await asked()).length, 0);
      for await (const { body } of read({ numItems: 4 })) {
        await sleep(30);
        if (body === "2") break;
      }
      t.equal((await asked()).length, 1);
      for await (const { body } of read({ numItems: 4 }))
        if (body === "4") break;
      await sleep(30);
      t.equal((await asked()).length, 3);
    },
  },

  {
    name: "prefetch asks for the next page while one is used, and a break gives that request up",
    run: async (t) => {
      const { read, asked, session } = await filled(t);
      await session.meet({ do: "pass" }, { do: "stall head" });
      for await (const { body } of read({ numItems: 4, prefetch: true })) {
        t.equal(body, "0");
        await t.until(
          async () => (await asked()).length === 2,
          "the request for the second page",
        );
        break;
      }
      await t.until(
        async () => (await session.log())[1].aborted,
        "the end of that request",
      );
      t.equal((await asked()).length, 2);
    },
  },

  {
    name: "a throw in the loop ends it as a break does",
    run: async (t) => {
      const { read, session } = await filled(t);
      await session.meet({ do: "pass" }, { do: "stall head" });
      const thrown = new Error("in the loop");
      const loop = (async () => {
        for await (const _ of read({ numItems: 4, prefetch: true })) {
          await t.until(
            async () => (await session.log()).length === 2,
            "the second page",
          );
          throw thrown;
        }
      })();
      t.same(await t.rejection(loop), thrown);
      await t.until(
        async () => (await session.log())[1].aborted,
        "the end of that request",
      );
    },
  },

  {
    name: "a page that fails rejects when it is wanted, and the loop can start again",
    run: async (t) => {
      for (const prefetch of [false, true]) {
        const { read, session } = await filled(t);
        await session.meet(
          { do: "pass" },
          { do: "reply", status: 500, body: "oops" },
        );
        /** @type {string[]} */
        const seen = [];
        const pages = read({ numItems: 4, prefetch });
        const loop = (async () => {
          for await (const { body } of pages) seen.push(body);
        })();
        const error = await t.rejection(loop);
        t.info(error, {
          kind: "http",
          status: 500,
          functionPath: "messages:page",
        });
        t.equal([seen.length, error.message], [4, "oops"], `${prefetch}`);
        const again = await bodiesOf(pages);
        t.equal(again.length % COUNT, 0);
        // A prefetched page that fails and nobody wants is nobody's failure.
        await session.meet({ do: "pass" }, { do: "refuse" });
        for await (const _ of pages) {
          await sleep(60);
          break;
        }
      }
    },
  },

  {
    name: "options of a call hold for every page",
    run: async (t) => {
      const { read, session } = await filled(t);
      const later = { do: /** @type {const} */ ("reply"), status: 503 };
      await session.meet(later, { do: "pass" }, later, { do: "pass" });
      const options = {
        numItems: 5,
        retry: { limit: 1, backoff: 0 },
        headers: { "X-Mine": "1" },
      };
      t.equal(await bodiesOf(read(options)), all);
      const log = await session.log();
      t.ok(log.length >= 4, `${log.length} requests`);
      t.equal(
        log.map(({ headers }) => headers["x-mine"]),
        log.map(() => "1"),
      );
      for (const prefetch of [false, true]) {
        const controller = new AbortController();
        const { signal } = controller;
        const seen = /** @type {string[]} */ ([]);
        const loop = (async () => {
          for await (const { body } of read({
            numItems: 4,
            signal,
            prefetch,
          })) {
            seen.push(body);
            if (body === "3") {
              controller.abort("enough");
            }
          }
        })();
        t.equal(
          [await t.rejection(loop), seen.length],
          ["enough", 4],
          `${prefetch}`,
        );
      }
      await session.meet({ do: "stall head" });
      t.info(await t.rejection(bodiesOf(read({ numItems: 4, timeout: 80 }))), {
        kind: "timeout",
      });
    },
  },

  {
    name: "a loop leaves no listener on its signal",
    run: async (t) => {
      const { read } = await filled(t);
      const controller = new AbortController();
      const { signal } = controller;
      let listeners = 0;
      const { addEventListener, removeEventListener } = signal;
      signal.addEventListener = (/** @type {any[]} */ ...args) => (
        listeners++,
        /** @type {any} */ (addEventListener).apply(signal, args)
      );
      signal.removeEventListener = (/** @type {any[]} */ ...args) => (
        listeners--,
        /** @type {any} */ (removeEventListener).apply(signal, args)
      );
      for (const prefetch of [false, true]) {
        await bodiesOf(read({ numItems: 4, signal, prefetch }));
        for await (const _ of read({ numItems: 4, signal, prefetch })) break;
        await sleep(20);
        t.equal(listeners, 0, `${prefetch}`);
      }
    },
  },

  {
    name: "a query that is not paginated is refused",
    run: async (t) => {
      for (const value of [
        null,
        5,
        [],
        { page: [] },
        { page: 5, continueCursor: "x" },
        { continueCursor: "x", isDone: true },
      ]) {
        const client = t.client({
          fetch: async () => Response.json({ status: "success", value }),
        });
        const error = await t.rejection(
          bodiesOf(client.paginate("a:b", {}, { numItems: 5 })),
          JSON.stringify(value),
        );
        t.ok(
          error instanceof TypeError && /not paginated/.test(error.message),
          String(error),
        );
      }
    },
  },

  {
    name: "numItems is needed, and a whole number",
    run: async (t) => {
      for (const options of [
        undefined,
        {},
        { numItems: 0 },
        { numItems: -1 },
        { numItems: 1.5 },
        { numItems: "5" },
        { numItems: NaN },
      ]) {
        let thrown;
        try {
          await bodiesOf(t.client().paginate("a:b", {}, options));
        } catch (error) {
          thrown = error;
        }
        t.ok(
          thrown instanceof Error && thrown.message.includes("`numItems`"),
          `${JSON.stringify(options)}: ${thrown}`,
        );
      }
    },
  },
];
