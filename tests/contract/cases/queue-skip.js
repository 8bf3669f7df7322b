import { held, success } from "../harness/replies.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** @param {Side} t */
const paths = (t) => t.bodies.map(({ path }) => path);

/** Mutations that do not wait for their turn. */
/** @type {import("../harness/run.js").Case[]} */
export default [
  {
    name: "skipQueue sends in parallel",
    run: async (t) => {
      const client = t.client();
      const replies = [held(), held(), held()];
      t.reply(...replies.map(({ reply }) => reply));
      const done = [1, 2, 3].map((n) =>
        t.call(
          () => client.mutation(`a:m${n}`, { n }, { skipQueue: true }),
          `m${n}`,
        ),
      );
      t.fact("at once", t.requests.length, 3);
      replies[2].release(success(3));
      await done[2];
      t.outcome("m3", { resolved: 3 });
      t.outcome("m1", { pending: true });
      replies[0].release(success(1));
      replies[1].release(success(2));
      await Promise.all(done);
    },
  },
  {
    name: "skipQueue passes a waiting queue",
    run: async (t) => {
      const client = t.client();
      const { reply, release } = held();
      t.reply(reply);
      const queued = [
        t.call(() => client.mutation("a:one")),
        t.call(() => client.mutation("a:two")),
      ];
      await t.call(() => client.mutation("a:now", {}, { skipQueue: true }));
      t.fact("order", paths(t), ["a:one", "a:now"]);
      release();
      await Promise.all(queued);
      t.fact("at last", paths(t), ["a:one", "a:now", "a:two"]);
    },
  },
  {
    name: "the queue does not wait for skipQueue",
    run: async (t) => {
      const client = t.client();
      const { reply, release } = held();
      t.reply(reply);
      const now = t.call(() =>
        client.mutation("a:now", {}, { skipQueue: true }),
      );
      await t.call(() => client.mutation("a:one"));
      t.fact("order", paths(t), ["a:now", "a:one"]);
      release();
      await now;
    },
  },
  ...[true, 1, "x", {}, false, 0, "", null, undefined].map((skipQueue, i) => ({
    name: `skipQueue goes by truthiness, ${i}: ${String(skipQueue)}`,
    run: async (/** @type {Side} */ t) => {
      const client = t.client();
      const { reply, release } = held();
      t.reply(reply);
      const one = t.call(() => client.mutation("a:one"));
      const two = t.call(() => client.mutation("a:two", {}, { skipQueue }));
      t.fact("at once", t.requests.length, skipQueue ? 2 : 1);
      release();
      await Promise.all([one, two]);
    },
  })),
];
