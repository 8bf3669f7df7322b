// What nothing is known of, and calls that cannot be made.
import { secondRealm } from "../clocks.js";
import { everyMethod } from "../methods.js";
import { success } from "../setting.js";

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "errorInfo knows nothing of other values",
    run: (t) => {
      for (const value of [
        new Error("x"),
        {},
        null,
        undefined,
        1,
        "x",
        new t.ours.ConvexError("x"),
        AbortSignal.abort().reason,
      ])
        t.equal(t.ours.errorInfo(value), undefined);
      t.equal(t.ours.errorInfo(), undefined);
    },
  },

  {
    name: "invalid options and references are kind args",
    run: async (t) => {
      let sent = 0;
      const client = t.client({
        fetch: async (/** @type {string} */ url) => {
          // A consistent query asks for its timestamp first, as the official client's.
          if (!url.endsWith("/query_ts")) sent++;
          return success();
        },
      });
      for (const [name, { call }] of everyMethod) {
        const known = {
          kind: "args",
          outcome: "not-committed",
          attempts: 0,
          retryable: false,
        };
        for (const options of [{ timeout: -1 }, { skipqueue: true }]) {
          const error = await t.rejection(
            call(client, "a:b", {}, options),
            name,
          );
          t.info(error, { ...known, functionPath: "a:b" }, name);
        }
        for (const options of [undefined, { retry: 1 }]) {
          const error = await t.rejection(call(client, {}, {}, options), name);
          if (name === "batch") continue;
          t.info(error, { ...known, functionPath: undefined }, name);
          t.info(
            await t.rejection(call(client, "a:b", "no", options), name),
            known,
            name,
          );
        }
      }
      t.equal([sent, client.pendingMutations], [0, 0]);
    },
  },

  {
    name: "a freed client, and one without its client, reject",
    run: async (t) => {
      const client = t.client();
      client.free();
      for (const [name, { call }] of everyMethod)
        t.ok(
          (await t.rejection(call(client, "a:b", {}), name)) instanceof Error,
          name,
        );
    },
  },

  {
    name: "a copy of a client has none of its credentials, and its calls say what it is",
    run: async (t) => {
      const client = t.client({ auth: "secret" });
      for (const key of Reflect.ownKeys(client)) {
        const { value } = /** @type {PropertyDescriptor} */ (
          Object.getOwnPropertyDescriptor(client, key)
        );
        if (key === "address") t.equal(value, client.url);
        else
          for (const who of [undefined, {}, client])
            t.equal(value(who), undefined);
      }
      // What the official client has there too, among more.
      t.equal(structuredClone(client), { address: client.url });
      t.equal({ ...client }, { address: client.url });
      t.equal(JSON.parse(JSON.stringify(client)), { address: client.url });
      const copy = Object.assign(
        Object.create(t.ours.ConvexHttpClient.prototype),
        client,
      );
      for (const [name, { call }] of everyMethod) {
        const error = await t.rejection(call(copy, "a:b", {}), name);
        t.ok(
          error instanceof TypeError && /of a copy of it/.test(error.message),
          name,
        );
      }
      copy.setAuth("other");
      t.equal(copy.pendingMutations, 0);
      await copy.idle();
      let thrown;
      try {
        void copy.url;
      } catch (error) {
        thrown = error;
      }
      t.ok(
        thrown instanceof TypeError && /of a copy of it/.test(thrown.message),
        "url",
      );
    },
  },

  {
    name: "isConvexError of ours, the official one, another realm's, and of others",
    run: async (t) => {
      const { isConvexError, ConvexError } = t.ours;
      const realm = await secondRealm();
      const mark = { [Symbol.for("ConvexError")]: true };
      const foreign = realm
        ? Object.assign(new realm.Error("foreign"), mark)
        : Object.assign(Object.create(null), mark);
      t.equal(foreign instanceof Error, false);
      const thrown = await t.rejection(t.client().query("errors:nested", {}));
      for (const error of [
        new ConvexError("x"),
        new t.official.ConvexError("x"),
        foreign,
        thrown,
      ])
        t.equal(isConvexError(error), true);
      for (const value of [
        new Error("x"),
        { name: "ConvexError", data: 1 },
        null,
        undefined,
        "ConvexError",
        0,
      ])
        t.equal(isConvexError(value), false);
    },
  },

  {
    name: "a frozen error class of a user: ConvexError keeps its data",
    run: async (t) => {
      const error = await t.rejection(t.client().query("errors:nested", {}));
      t.equal(error.data.code, "Nested");
      t.equal(error.code, undefined, "the data's code is not the error's");
      t.info(error, { kind: "function", code: undefined });
    },
  },
];
