// The queue's state, and the end of a client.
import { sleep, success } from "../setting.js";

const gone = (/** @type {any} */ error) =>
  error instanceof Error && /freed/.test(error.message);

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "pendingMutations counts the queue, and what skips it not",
    run: async (t) => {
      // The first mutation and the query, whichever comes first, then the second.
      const session = await t.session(
        { do: "pass", delay: 100 },
        { do: "pass", delay: 100 },
        { do: "reply", status: 500 },
      );
      const client = t.client({}, session);
      t.equal(client.pendingMutations, 0);
      const first = client.mutation("messages:send", t.message("1"));
      t.equal(client.pendingMutations, 1);
      const second = client.mutation("messages:send", t.message("2"));
      const third = client.mutation("messages:send", t.message("3"));
      const query = client.query("values:noArgs");
      t.equal(client.pendingMutations, 3);
      await first;
      t.equal(client.pendingMutations, 2);
      await Promise.allSettled([second, query]);
      await third;
      t.equal(client.pendingMutations, 0);
      const skips = client.mutation("messages:send", t.message("4"), {
        skipQueue: true,
      });
      t.equal(client.pendingMutations, 0);
      await skips;
    },
  },

  {
    name: "pendingMutations with calls that cannot be sent, and of a freed client",
    run: async (t) => {
      const client = t.client();
      const bad = client.mutation("a:b", { value: new Map() });
      const worse = client.mutation("a:b", "no object");
      await t.rejection(bad);
      await t.rejection(worse);
      t.equal(client.pendingMutations, 0);
      client.free();
      t.equal(client.pendingMutations, 0);
      await client.idle();
    },
  },

  {
    name: "idle comes when the last mutation has settled, and never rejects",
    run: async (t) => {
      const client = t.client(
        { retry: { limit: 1, backoff: 0 } },
        await t.session({ do: "pass", delay: 60 }, { do: "refuse" }),
      );
      await client.idle();
      const calls = ["1", "2", "3"].map((body) =>
        client.mutation("messages:send", t.message(body)),
      );
      /** @type {string[]} */
      const order = [];
      for (const [index, call] of calls.entries())
        call.then(
          () => order.push(`${index} resolved`),
          () => order.push(`${index} rejected`),
        );
      await client.idle();
      t.equal(order, ["0 resolved", "1 rejected", "2 resolved"]);
      t.equal([await t.committed(), client.pendingMutations], [["1", "3"], 0]);
    },
  },

  {
    name: "idle waits for what is queued while it waits",
    run: async (t) => {
      const client = t.client();
      const first = client.mutation("messages:send", t.message("1"));
      const second = first.then(() =>
        client.mutation("messages:send", t.message("2")),
      );
      await client.idle();
      t.equal(await t.committed(), ["1", "2"]);
      await second;
    },
  },

  {
    name: "idle of a client that is freed while it waits",
    run: async (t) => {
      const client = t.client({}, await t.session({ do: "pass", delay: 60 }));
      const calls = ["1", "2"].map((body) =>
        client.mutation("messages:send", t.message(body)),
      );
      const idle = client.idle();
      client.free();
      await idle;
      await Promise.all(calls);
      t.equal(await t.committed(), ["1", "2"]);
    },
  },

  {
    name: "a mutation that the arguments of a refused one make",
    run: async (t) => {
      /** @type {Promise<unknown> | undefined} */
      let made;
      const client = t.client({ fetch: async () => success() });
      const args = new Proxy(
        {},
        {
          getPrototypeOf() {
            made ??= client.mutation("a:made", {});
            return Date.prototype;
          },
        },
      );
      const refused = await client
        .mutation("a:b", args)
        .catch((/** @type {Error} */ error) => error.message);
      t.equal(/must be an object/.test(refused), true);
      await made;
      t.equal(client.pendingMutations, 0);
    },
  },

  {
    name: "a client that is freed by the arguments, the reference or the fetch of its own call",
    run: async (t) => {
      /** @type {((client: any, args: object) => Promise<unknown>)[]} */
      const methods = [
        (client, args) => client.query("a:b", args),
        (client, args) => client.mutation("a:b", args),
        (client, args) => client.mutation("a:b", args, { skipQueue: true }),
        (client, args) => client.action("a:b", args, { timeout: 5000 }),
        (client, args) => client.function("a:b", undefined, args),
        (client, args) => client.consistentQuery("a:b", args),
      ];
      for (const call of methods) {
        const client = t.client({ fetch: async () => success() });
        const args = {
          get body() {
            client.free();
            return "";
          },
        };
        await call(client, args);
        const freed = t.client({
          fetch: async () => {
            freed.free();
            return success();
          },
        });
        await call(freed, {});
      }
    },
  },

  {
    name: "idle while the first mutation is being sent",
    run: async (t) => {
      /** @type {Promise<void> | undefined} */
      let idle;
      let settled = false;
      const client = t.client({
        fetch: () => {
          idle ??= client.idle();
          return sleep(40).then(() => success());
        },
      });
      const call = client.mutation("a:b", {});
      call.then(() => (settled = true));
      await idle;
      t.equal([settled, client.pendingMutations], [true, 0]);
    },
  },

  {
    name: "dispose: calls in flight end as usual, later ones reject",
    where: () => Boolean(Symbol.dispose),
    run: async (t) => {
      const client = t.client({ timeout: 5000, retry: 1 });
      const calls = [
        client.query("values:echo", { value: 1 }),
        client.mutation("messages:send", t.message("1")),
        client.mutation("messages:send", t.message("2")),
      ];
      client[Symbol.dispose]();
      client[Symbol.dispose]();
      t.ok(gone(await t.rejection(client.query("a:b"))), "a later query");
      t.ok(
        gone(await t.rejection(client.mutation("a:b", {}))),
        "a later mutation",
      );
      t.ok(gone(await t.rejection(client.batch([["a:b"]]))), "a later batch");
      t.equal((await Promise.all(calls))[0], 1);
      t.equal(await t.committed(), ["1", "2"]);
    },
  },

  {
    name: "asyncDispose waits for the queue, and then frees",
    where: () => Boolean(Symbol.asyncDispose),
    run: async (t) => {
      const client = t.client({}, await t.session({ do: "pass", delay: 60 }));
      let settled = 0;
      for (const body of ["1", "2", "3"])
        client.mutation("messages:send", t.message(body)).then(() => settled++);
      const end = client[Symbol.asyncDispose]();
      t.ok(end instanceof Promise, "a promise");
      await sleep(10);
      const late = client
        .mutation("messages:send", t.message("4"))
        .then(() => settled++);
      await end;
      t.equal(settled, 4);
      await late;
      t.ok(gone(await t.rejection(client.query("a:b"))), "a later query");
      t.equal(await t.committed(), ["1", "2", "3", "4"]);
    },
  },

  {
    name: "using and await using",
    where: (runtime) => runtime === "node" && canUse(),
    run: async (t) => {
      /** @type {any[]} */
      const left = [];
      const run = Function(
        "make",
        "left",
        `return (async () => {
        { using client = make(); left.push(client); }
        { await using client = make(); left.push(client); }
      })();`,
      );
      await run(() => t.client(), left);
      for (const client of left)
        t.ok(gone(await t.rejection(client.query("a:b"))), "after its block");
    },
  },

  {
    name: "a subclass that overrides free is disposed by it",
    where: () => Boolean(Symbol.dispose),
    run: async (t) => {
      let freed = 0;
      /** @type {any} */
      const Mine = class extends t.ours.ConvexHttpClient {
        free() {
          freed++;
          super.free();
        }
      };
      new Mine(t.env.backendUrl)[Symbol.dispose]();
      if (Symbol.asyncDispose)
        await new Mine(t.env.backendUrl)[Symbol.asyncDispose]();
      t.equal(freed, Symbol.asyncDispose ? 2 : 1);
    },
  },
];

/** Whether the engine knows `using`. */
function canUse() {
  try {
    return Boolean(
      Function(
        "return async () => { await using one = null; using two = null; };",
      ),
    );
  } catch {
    return false;
  }
}
