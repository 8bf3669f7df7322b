// Pages that a limit of the server has cut: `messages:cutPage` of the embedded backend reads few rows at a time, and says
// so as the real server does, or leaves rows out of every page that it cuts.

/** @typedef {import("../setting.js").Setting} Setting */

const COUNT = 23;
const all = Array.from({ length: COUNT }, (_, index) => `${index}`);

/** @param {any[]} page */
const bodiesOf = (page) => page.map(({ body }) => body);

/** A channel with messages, and what reads it with the server's limits. @param {Setting} t */
async function filled(t) {
  const client = t.client();
  for (const body of all)
    await client.mutation("messages:send", t.message(body));
  /** What was asked for and answered, as `[options, page]`. @type {[any, any][]} */
  const log = [];
  const watched = t.client({
    fetch: async (/** @type {any} */ url, /** @type {any} */ init) => {
      const response = await fetch(url, init);
      const { value } = await response.clone().json();
      log.push([JSON.parse(init.body).args[0].paginationOpts, value]);
      return response;
    },
  });
  /** @param {object} args @param {object} options */
  const read = (args, options) => {
    log.length = 0;
    const query = { channel: t.channel, ...args };
    return watched.paginate("messages:cutPage", query, options);
  };
  /** Where the row with this number ends. @param {number} index */
  const cursorAfter = async (index) => {
    const query = { channel: t.channel, maximumRows: COUNT };
    const paginationOpts = { numItems: index + 1, cursor: null };
    const page = await client.query("messages:cutPage", {
      ...query,
      paginationOpts,
    });
    return page.continueCursor;
  };
  return { client, read, log, cursorAfter };
}

/** Every mix of the server's limits and the caller's options. */
function* mixes() {
  for (const maximumRows of [3, 4, 99])
    for (const remembersEnd of [false, true])
      for (const numItems of [5, 40])
        for (const prefetch of [false, true])
          yield [
            { maximumRows, remembersEnd },
            { numItems, prefetch },
          ];
}

/**
 * Reads items and pages, which must be these, once each and in order.
 *
 * @param {Setting} t
 * @param {(args: object, options: object) => any} read
 * @param {string[]} expected
 * @param {object} [range]
 */
async function readsAll(t, read, expected, range) {
  for (const [args, options] of mixes()) {
    const label = JSON.stringify({ ...args, ...options });
    const items = [];
    for await (const { body } of read(args, { ...options, ...range }))
      items.push(body);
    t.equal(items, expected, `items ${label}`);
    const pages = [];
    for await (const page of read(args, { ...options, ...range }).pages()) {
      // None that is yielded lacks a row.
      t.ok(page.pageStatus !== "SplitRequired", `a cut page: ${label}`);
      pages.push(...bodiesOf(page.page));
    }
    t.equal(pages, expected, `pages ${label}`);
  }
}

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "who ignores that a page was cut loses rows",
    run: async (t) => {
      await filled(t);
      const { ConvexHttpClient } = t.official;
      const official = new ConvexHttpClient(t.env.backendUrl);
      const seen = [];
      let cursor = null;
      for (let isDone = false; !isDone;) {
        /** @type {any} */
        const page = await official.query("messages:cutPage", {
          channel: t.channel,
          maximumRows: 4,
          remembersEnd: true,
          paginationOpts: { numItems: 10, cursor },
        });
        seen.push(...bodiesOf(page.page));
        ({ isDone, continueCursor: cursor } = page);
      }
      t.equal(
        seen,
        ["0 1 2 3", "10 11 12 13", "20 21 22"].join(" ").split(" "),
      );
    },
  },

  {
    name: "no row is lost or doubled, of the whole",
    timeLimit: 60_000,
    run: async (t) => {
      const { read } = await filled(t);
      await readsAll(t, read, all);
    },
  },

  {
    name: "no row is lost or doubled, from a cursor to an end cursor",
    timeLimit: 60_000,
    run: async (t) => {
      const { read, cursorAfter } = await filled(t);
      const [cursor, endCursor] = [await cursorAfter(2), await cursorAfter(18)];
      await readsAll(t, read, all.slice(3, 19), { cursor, endCursor });
    },
  },

  {
    name: "a half that is cut is split again, and so are its halves",
    run: async (t) => {
      const { read, log } = await filled(t);
      for (const prefetch of [false, true]) {
        const options = { numItems: 40, prefetch };
        const pages = [];
        for await (const { page } of read(
          { maximumRows: 3, remembersEnd: true },
          options,
        ).pages())
          pages.push(bodiesOf(page));
        t.equal(pages.flat(), all);
        const cut = log.filter(
          ([, page]) => page.pageStatus === "SplitRequired",
        );
        const halves = cut.filter(([{ endCursor }]) => endCursor !== undefined);
        // The whole, and every second half until three rows are left.
        t.equal([cut.length, halves.length], [10, 9]);
        t.equal(log.length - cut.length, pages.length);
        for (const [{ cursor }, { splitCursor, continueCursor }] of cut) {
          const asked = log.map(([options]) => options);
          const { numItems } = options;
          for (const half of [
            { cursor, endCursor: splitCursor, numItems },
            { cursor: splitCursor, endCursor: continueCursor, numItems },
          ])
            t.equal(
              asked.filter(
                ({ cursor, endCursor }) =>
                  cursor === half.cursor && endCursor === half.endCursor,
              ),
              [half],
              "each half is asked for once",
            );
        }
      }
    },
  },

  {
    name: "a split that is only recommended, or possible, is no reason to ask twice",
    run: async (t) => {
      const { read, log } = await filled(t);
      for (const prefetch of [false, true]) {
        const options = { numItems: 4, prefetch };
        const items = [];
        for await (const { body } of read({ maximumRows: 4 }, options))
          items.push(body);
        t.equal(items, all);
        const statuses = log.map(([, { pageStatus }]) => pageStatus);
        t.equal(statuses, [...Array(5).fill("SplitRecommended"), null]);
        t.ok(log[5]?.[1].splitCursor, "the last page has a middle");
      }
    },
  },

  {
    name: "what is written meanwhile doubles no row",
    run: async (t) => {
      for (const prefetch of [false, true]) {
        const { client, read } = await filled(t);
        const args = { maximumRows: 4, remembersEnd: true };
        const items = [];
        for await (const { body } of read(args, { numItems: 9, prefetch })) {
          items.push(body);
          // At the end of what is read, where the last page grows.
          if (items.length % 5 === 0 && items.length < COUNT)
            await client.mutation("messages:send", t.message(`+${body}`));
        }
        const committed = await t.committed();
        t.equal(items.slice(0, COUNT), all);
        t.equal(items, committed.slice(0, items.length));
        // Another channel for the next round.
        await client.mutation("messages:clear", { channel: t.channel });
      }
    },
  },

  {
    name: "a break between two halves asks for nothing more, and a signal stops a split",
    run: async (t) => {
      const { read, log } = await filled(t);
      const args = { maximumRows: 4, remembersEnd: true };
      for await (const { body } of read(args, { numItems: 40 }))
        if (body === "1") break;
      // The whole, which was cut, and its first half.
      t.equal(log.length, 2);
      const controller = new AbortController();
      const { signal } = controller;
      const items = /** @type {string[]} */ ([]);
      const loop = (async () => {
        for await (const { body } of read(args, { numItems: 40, signal })) {
          items.push(body);
          if (body === "2") controller.abort("enough");
        }
      })();
      t.equal(await t.rejection(loop), "enough");
      t.equal(items, ["0", "1", "2"]);
    },
  },

  {
    name: "halves that fail for a while are repeated as any call",
    run: async (t) => {
      await filled(t);
      const session = await t.session();
      const later = { do: /** @type {const} */ ("reply"), status: 503 };
      const fine = { do: /** @type {const} */ ("pass") };
      await session.meet(later, fine, later, later, fine, later, fine);
      const query = { channel: t.channel, maximumRows: 4, remembersEnd: true };
      const options = { numItems: 40, retry: { limit: 2, backoff: 0 } };
      const items = [];
      for await (const { body } of t
        .client({}, session)
        .paginate("messages:cutPage", query, options))
        items.push(body);
      t.equal(items, all);
    },
  },
];
