// Section 2 of the contract: queries share the results that the server keeps with official's clients, which the embedded
// backend keeps as the server does: by the text of the arguments. Its test route tells of each query whether it did.

/** @typedef {import("../setting.js").Setting} Setting */

/** Keys out of order at every depth, and values that could be written in more than one way. */
const args = () => ({
  value: {
    z: [1, 1.5, -0, NaN, 1e21, 5e-324, 2n ** 40n],
    Z: { "b c": null, a: new Uint8Array([1, 2]).buffer, _: [] },
    text: 'ü漢😀\ud800\u2028\u007f/"\\\n',
    10: { y: true, x: undefined, w: "" },
    2: [{ b: 1, a: 2 }],
  },
});

/** What the calls of a step find of it in the cache. @param {Setting} t @param {() => unknown} step */
async function cached(t, step) {
  const read = async () =>
    (await fetch(`${t.env.backendUrl}/testing/cache`)).json();
  const before = await read();
  await step();
  const after = await read();
  return [after.hits - before.hits, after.misses - before.misses];
}

const hit = [1, 0];
const miss = [0, 1];

/** Both clients, and a value that no case has asked for. @param {Setting} t */
function clients(t) {
  const { ConvexHttpClient } = t.official;
  const official = new ConvexHttpClient(t.env.backendUrl, { logger: false });
  /** @param {string} label */
  const fresh = (label) => ({ ...args(), value: [t.channel, label, args()] });
  return { official, ours: t.client(), fresh };
}

/** What asks for one query, by its name. @type {Record<string, (client: any, path: string, args: any) => Promise<any>>} */
const ways = {
  query: (client, path, args) => client.query(path, args),
  consistentQuery: (client, path, args) => client.consistentQuery(path, args),
  "query with options": (client, path, args) =>
    client.query(path, args, {
      timeout: 10_000,
      retry: 2,
      headers: { "X-Mine": "1" },
      hooks: { onRequest() {}, onResponse() {} },
    }),
  batch: async (client, path, args) => {
    const [result] = await client.batch([[path, args]]);
    return result.value;
  },
};

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "section 2, what official's client has asked for, ours finds, however it asks",
    run: async (t) => {
      const { official, ours, fresh } = clients(t);
      for (const [way, ask] of Object.entries(ways)) {
        const asked = fresh(way);
        let left, found;
        const first = async () =>
          (left = await official.query("values:echo", asked));
        t.equal(await cached(t, first), miss, `official before ${way}`);
        const second = async () =>
          (found = await ask(ours, "values:echo", asked));
        t.equal(await cached(t, second), hit, way);
        t.equal(found, left, way);
      }
    },
  },

  {
    name: "section 2, what our client has asked for, official's finds, however ours asked",
    run: async (t) => {
      const { official, ours, fresh } = clients(t);
      for (const [way, ask] of Object.entries(ways))
        for (const back of ["query", "consistentQuery"]) {
          const asked = fresh(`${way} ${back}`);
          const first = () => ask(ours, "values:echo", asked);
          t.equal(await cached(t, first), miss, way);
          const second = () => official[back]("values:echo", asked);
          t.equal(await cached(t, second), hit, `official's ${back}: ${way}`);
        }
    },
  },

  {
    name: "section 2, the order of the caller's keys is no matter, that of the request's is",
    run: async (t) => {
      const { official, ours } = clients(t);
      const value = { b: 1, a: { d: 2, c: t.channel } };
      const turned = { a: { c: t.channel, d: 2 }, b: 1 };
      const ask = () => ours.query("values:echo", { value });
      t.equal(await cached(t, ask), miss);
      for (const client of [ours, official])
        t.equal(
          await cached(t, () => client.query("values:echo", { value: turned })),
          hit,
        );
      // The test tells the two apart: a body that is not sorted finds nothing.
      const format = "convex_encoded_json";
      const call = { path: "values:echo", format, args: [{ value }] };
      t.equal(await cached(t, () => t.post("/api/query", call)), miss);
    },
  },

  {
    name: "section 2, each page of paginate is official's query with the same options",
    run: async (t) => {
      const { official, ours } = clients(t);
      for (let index = 0; index < 7; index++)
        await ours.mutation("messages:send", t.message(`${index}`));
      const query = { channel: t.channel };
      /** @type {any[]} */
      const pages = [];
      const read = (/** @type {object} */ options) => async () => {
        pages.length = 0;
        const all = ours.paginate("messages:page", query, options);
        for await (const page of all.pages()) pages.push(page);
      };
      for (const numItems of [3, 2])
        for (const prefetch of [false, true]) {
          // Another size than in the round before, so that no page is known.
          const options = {
            numItems: numItems + Number(prefetch) * 2,
            prefetch,
          };
          await ours.mutation("messages:send", t.message("more"));
          t.equal((await cached(t, read(options)))[0], 0, "ours first");
          let cursor = null;
          for (const page of pages) {
            const paginationOpts = { cursor, numItems: options.numItems };
            let found;
            const ask = async () =>
              (found = await official.query("messages:page", {
                paginationOpts,
                ...query,
              }));
            t.equal(await cached(t, ask), hit, `${numItems} ${prefetch}`);
            t.equal(found, page);
            cursor = page.continueCursor;
          }
        }
      // The other way round, to an end cursor.
      await ours.mutation("messages:send", t.message("most"));
      await read({ numItems: 2 })();
      const { continueCursor: endCursor } = pages[1];
      const paginationOpts = { numItems: 2, endCursor, cursor: null };
      const ask = () =>
        official.query("messages:page", { ...query, paginationOpts });
      t.equal(await cached(t, ask), miss);
      t.equal(await cached(t, read({ numItems: 2, endCursor })), hit);
      t.equal(pages.length, 1);
    },
  },

  {
    name: "section 2, results of one identity are never another's",
    run: async (t) => {
      const { official, ours } = clients(t);
      const [ada, grace] = await Promise.all([
        t.token({ sub: `ada ${t.channel}` }),
        t.token({ sub: `grace ${t.channel}` }),
      ]);
      const ask = (/** @type {any} */ client, /** @type {string} */ token) => {
        client.setAuth(token);
        return async () => {
          const { subject } = await client.query("users:whoami");
          t.equal(subject.split(" ")[0], token === ada ? "ada" : "grace");
        };
      };
      t.equal(await cached(t, ask(official, ada)), miss);
      t.equal(await cached(t, ask(ours, ada)), hit);
      t.equal(await cached(t, ask(ours, grace)), miss);
      t.equal(await cached(t, ask(official, grace)), hit);
    },
  },
];
