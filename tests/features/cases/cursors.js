// Section 6 of the contract: which pages are read, and what a cursor may be.

const numItems = 2;

/**
 * A client of a query whose pages are these, by the cursor and the end cursor that are asked for; and what was asked.
 *
 * @param {import("../setting.js").Setting} t
 * @param {(options: any) => any} answer
 */
function reading(t, answer) {
  /** @type {any[]} */
  const asked = [];
  const fetch = async (/** @type {any} */ _, /** @type {any} */ { body }) => {
    const { paginationOpts } = JSON.parse(body).args[0];
    const { cursor, endCursor } = paginationOpts;
    asked.push([cursor, endCursor]);
    if (asked.length > 20) throw new Error("It goes on and on.");
    return Response.json({ status: "success", value: answer(paginationOpts) });
  };
  const client = t.client({ fetch });
  return {
    asked,
    /** @param {object} [options] */
    async items(options) {
      const items = [];
      const pages = client.paginate("a:b", {}, { numItems, ...options });
      for await (const item of pages) items.push(item);
      return items;
    },
  };
}

/** Rows with the numbers from one to another, and where they end. @param {number} from @param {number} to */
const rows = (from, to) =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "section 6, endCursor: sent with each page, and the page that ends there is the last",
    run: async (t) => {
      for (const prefetch of [false, true]) {
        const { asked, items } = reading(t, ({ cursor }) => ({
          page: [cursor],
          isDone: false,
          continueCursor: cursor === null ? "c1" : `c${+cursor.slice(1) + 1}`,
        }));
        t.equal(await items({ endCursor: "c3", prefetch }), [null, "c1", "c2"]);
        t.equal(asked, [
          [null, "c3"],
          ["c1", "c3"],
          ["c2", "c3"],
        ]);
      }
    },
  },

  {
    name: "section 6, cursors: one that repeats, an empty one that is not done, a page without isDone end with an error",
    run: async (t) => {
      /** @type {[string, object, RegExp][]} */
      const ways = [
        ["repeated", { isDone: false, continueCursor: "c0" }, /where it began/],
        ["empty", { isDone: false, continueCursor: "" }, /empty/],
        ["no isDone", { continueCursor: "c1" }, /no `isDone`/],
        [
          "isDone of another type",
          { isDone: 0, continueCursor: "c1" },
          /no `isDone`/,
        ],
      ];
      for (const [label, page, message] of ways)
        for (const prefetch of [false, true]) {
          const { asked, items } = reading(t, () => ({ page: [1], ...page }));
          const error = await t.rejection(
            items({ cursor: "c0", prefetch }),
            label,
          );
          t.ok(error instanceof TypeError, label);
          t.ok(message.test(error.message), `${label}: ${error.message}`);
          t.equal(asked.length, 1, label);
        }
      // The last page may have any.
      const { items } = reading(t, () => ({
        page: [1],
        isDone: true,
        continueCursor: "",
      }));
      t.equal(await items(), [1]);
    },
  },

  {
    name: "section 6, a page that says SplitRequired: asked for again in two halves, so that no row is lost",
    run: async (t) => {
      // Rows 0 to 9. Ranges of more than two are cut: a page of the rows that were read before the limit.
      const at = (/** @type {string | null} */ cursor) =>
        cursor === null ? 0 : Number(cursor.slice(1));
      const answer = (/** @type {any} */ { cursor, endCursor }) => {
        const start = at(cursor);
        const end = endCursor ? at(endCursor) : Math.min(start + 4, 10);
        const isDone = end === 10;
        const page = { isDone, continueCursor: `c${end}` };
        if (end - start <= 2) return { ...page, page: rows(start, end) };
        const middle = Math.floor((start + end) / 2);
        return {
          ...page,
          page: rows(start, start + 1),
          pageStatus: "SplitRequired",
          splitCursor: `c${middle}`,
        };
      };
      for (const prefetch of [false, true]) {
        const { items } = reading(t, answer);
        t.equal(await items({ prefetch }), rows(0, 10), `${prefetch}`);
        t.equal(
          await items({ prefetch, cursor: "c1", endCursor: "c8" }),
          rows(1, 8),
          `${prefetch}, to an end`,
        );
      }
      // One that is only recommended has all its rows.
      const { asked, items } = reading(t, () => ({
        page: rows(0, 3),
        isDone: true,
        continueCursor: "c3",
        pageStatus: "SplitRecommended",
        splitCursor: "c1",
      }));
      t.equal([await items(), asked.length], [rows(0, 3), 1]);
    },
  },

  {
    name: "section 6, a page that says SplitRequired: halves that are the whole again end with an error",
    run: async (t) => {
      for (const splitCursor of ["c0", "c5"]) {
        const { asked, items } = reading(t, () => ({
          page: [1],
          isDone: false,
          continueCursor: "c5",
          pageStatus: "SplitRequired",
          splitCursor,
        }));
        const error = await t.rejection(items({ cursor: "c0" }), splitCursor);
        t.ok(
          /where it began/.test(error.message),
          `${splitCursor}: ${error.message}`,
        );
        t.ok(asked.length <= 3, `${asked.length} requests`);
      }
    },
  },

  {
    name: "section 6, a page that says SplitRequired: without a place to split, rows before its end are lost, and that is an error",
    run: async (t) => {
      const cut = { page: [1], isDone: false, pageStatus: "SplitRequired" };
      const { asked, items } = reading(t, (/** @type {any} */ { cursor }) =>
        cursor === null
          ? { ...cut, continueCursor: "c1" }
          : { page: [2], isDone: true, continueCursor: "c2" },
      );
      const error = await t.rejection(items({ endCursor: "c1" }));
      t.ok(/it was cut, and/.test(error.message), error.message);
      t.equal(asked.length, 1);
      // One that was to end nowhere ends at the last row that was read.
      t.equal(await items(), [1, 2]);
    },
  },

  {
    name: "query args are canonical: a batch's and a page's are the bytes that the official client's query sends",
    run: async (t) => {
      const args = { b: [{ z: 1, a: 2n }], a: { y: NaN, x: "\ud800" } };
      const paginationOpts = { numItems, cursor: null, endCursor: "e" };
      /** @type {string[]} */
      const bodies = [];
      const fetch = async (/** @type {any} */ _, /** @type {any} */ init) => {
        bodies.push(init.body);
        const value = { page: [], isDone: true, continueCursor: "" };
        return Response.json({
          status: "success",
          value,
          results: [{ status: "success", value }],
        });
      };
      const { ConvexHttpClient } = t.official;
      const official = new ConvexHttpClient("https://a-b-1.convex.cloud", {
        fetch,
      });
      await official.query("a:b", args);
      await t.client({ fetch }).query("a:b", args);
      await t.client({ fetch }).query("a:b", args, { retry: 1 });
      await t.client({ fetch }).batch([["a:b", args]]);
      t.equal(bodies[1], bodies[0]);
      t.equal(bodies[2], bodies[0]);
      const argsOf = (/** @type {string} */ body) =>
        body.slice(body.indexOf('"args":'), body.lastIndexOf("]}") - 2);
      t.ok(bodies[3].includes(argsOf(bodies[0])), bodies[3]);
      bodies.length = 0;
      await official.query("a:b", { ...args, paginationOpts });
      const options = { numItems, endCursor: "e" };
      const pages = t.client({ fetch }).paginate("a:b", args, options);
      for await (const _ of pages) t.ok(false, "an item");
      t.equal(bodies[1], bodies[0]);
    },
  },
];
