// Clients side by side, each with its own credentials and headers.
import { pick, randomOf, whole } from "../../once/random.js";
import { sleep } from "../setting.js";

/** How many pieces of work are done at the same time, and how many in all. */
const AT_ONCE = 50;
const ALL = 10_000;

/** @typedef {import("../../once/random.js").Random} Random */

/** Answers anything a moment later, and notes whose request carries what is another's. @param {Random} random */
function watched(random) {
  /** @type {string[]} */
  const mixed = [];
  let sent = 0;
  const fetch = async (
    /** @type {string} */ url,
    /** @type {any} */ { body, headers },
  ) => {
    sent += 1;
    const who = /"who":"(\w+)"/.exec(body ?? "")?.[1];
    const told = JSON.stringify(headers);
    // The request for a timestamp is nobody's, and carries nothing.
    const others = ["ada", "bob", "eve"].filter((name) => name !== who);
    if (others.some((name) => told.includes(`token-of-${name}`)))
      mixed.push(`${url} of ${who}: ${told}`);
    if (random() < 0.5) await sleep(whole(random, 0, 2));
    if (random() < 0.1) return new Response("", { status: 401 });
    if (random() < 0.1) return new Response("", { status: 503 });
    const page = { page: [1], isDone: true, continueCursor: "end" };
    const item = { status: "success", value: page };
    return Response.json({ ...item, ts: "AAE=", results: [item] });
  };
  return { fetch, mixed, sent: () => sent };
}

/** Credentials of somebody, in every form. @param {Random} random @param {string} who */
const authOf = (random, who) =>
  pick(random, [
    `token-of-${who}`,
    () => `token-of-${who}`,
    async () => {
      await sleep(whole(random, 0, 2));
      return `token-of-${who}`;
    },
  ]);

/** @type {((client: any, who: string, options: object) => Promise<unknown>)[]} */
const WAYS = [
  (client, who, options) => client.query("a:b", { who }, options),
  (client, who, options) => client.consistentQuery("a:b", { who }, options),
  (client, who, options) => client.mutation("a:b", { who }, options),
  (client, who, options) => client.action("a:b", { who }, options),
  (client, who, options) => client.function("a:b", undefined, { who }, options),
  (client, who, options) => client.batch([["a:b", { who }]], options),
  async (client, who, options) => {
    const pages = client.paginate("a:b", { who }, { numItems: 1, ...options });
    for await (const _ of pages);
  },
];

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "no request carries another's credential or header, in ten thousand that interleave",
    timeLimit: 60_000,
    run: async (t) => {
      const random = randomOf(t.env.seed);
      const { fetch, mixed, sent } = watched(random);
      const make = (/** @type {string} */ who) =>
        t.client({
          ...{ fetch, retry: { limit: 2, backoff: 0 } },
          auth: authOf(random, who),
          headers: { "X-Of": `token-of-${who}` },
        });
      /** @type {[string, any][]} */
      const clients = ["ada", "bob"].map((who) => [who, make(who)]);
      let left = ALL;
      const work = async () => {
        while (left-- > 0) {
          const [who, client] = pick(random, clients);
          // Signed in again, or for one call, or by a view: always the same person, in another way.
          if (random() < 0.1) client.setAuth(authOf(random, who));
          const isOwn = random() < 0.2;
          const own = isOwn ? { auth: authOf(random, who) } : {};
          const target =
            random() < 0.2 ? client.withAuth(authOf(random, who)) : client;
          await pick(random, WAYS)(target, who, own).catch(() => {});
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      t.equal(mixed.slice(0, 3), [], `seed ${t.env.seed}`);
      t.ok(sent() >= ALL, `${sent()} were sent`);
      // It is seen where somebody signs in as another.
      const [, [, bob]] = clients;
      await bob.query("a:b", { who: "ada" }).catch(() => {});
      t.ok(mixed.length > 0, "a credential of another is seen");
    },
  },
];
