import { json, mock, success, text } from "../harness/replies.js";
import { methods } from "../harness/methods.js";

/**
 * One case for each deliberate difference: `../differences.js` says what ours
 * must show, and fails when official shows the same.
 *
 * @typedef {import("../harness/side.js").Side} Side
 */

/** @param {Side} t */
const sent = (t) => t.requests.map(({ body }) => body && JSON.parse(body).args);

/** @type {import("../harness/run.js").Case[]} */
export default [
  {
    name: "the client names itself",
    run: async (t) => {
      for (const { name, call } of methods) {
        await t.call(() => call(t.client(), "a:b"), name);
      }
    },
  },
  {
    name: "errors of the engine carry information",
    run: async (t) => {
      for (const { name, call } of methods) {
        t.reply(text("no JSON"));
        await t.call(() => call(t.client(), "a:b"), name);
      }
    },
  },
  {
    name: "an HTTP error has a class",
    run: async (t) => {
      for (const { name, call } of methods) {
        t.reply(text("down", 503));
        await t.call(() => call(t.client(), "a:b"), name);
      }
    },
  },
  {
    name: "a slip of an option's name is refused",
    quiet: true,
    run: async (t) => {
      const options = /** @type {any} */ ({ skipqueue: true });
      const message = await t
        .client()
        .mutation("a:b", {}, options)
        .then(String, (/** @type {Error} */ error) => error.message);
      t.record("message", message);
      t.record("requests", t.requests.length);
    },
  },
  {
    name: "calls of different kinds settle in their order",
    quiet: true,
    run: async (t) => {
      const reply = { status: "success", value: 1, logLines: [] };
      for (let calls = 0; calls < 2; calls++)
        t.reply(mock({ ok: true, json: async () => reply }));
      const client = t.client();
      /** @type {string[]} */
      const order = [];
      await Promise.all([
        client.query("a:b", {}).then(() => order.push("query")),
        client.action("a:b", {}).then(() => order.push("action")),
      ]);
      t.record("order", order);
    },
  },
  {
    name: "a mutation that cannot be sent takes a turn of the queue",
    quiet: true,
    run: async (t) => {
      const reply = { status: "success", value: 1, logLines: [] };
      /** @type {string[]} */
      const order = [];
      for (const path of ["a:first", "a:third"])
        t.reply(() => {
          order.push(`sent ${path}`);
          return Promise.resolve({ ok: true, json: async () => reply });
        });
      const client = t.client();
      const late = /** @type {any} */ ({ at: new Date(0) });
      await Promise.all([
        client.mutation("a:first", {}).then(() => order.push("first")),
        client.mutation("a:second", late).catch(() => order.push("second")),
        client.mutation("a:third", {}).then(() => order.push("third")),
      ]);
      t.record("order", order);
    },
  },
  {
    name: "a credential that no header can hold is refused",
    quiet: true,
    run: async (t) => {
      /** @type {[string, (client: any) => void][]} */
      const ways = [
        ["a token", (client) => client.setAuth("abc\ndef")],
        ["a key", (client) => client.setAdminAuth("abc\ndef")],
      ];
      for (const [label, sign] of ways) {
        const client = t.client();
        sign(client);
        const before = t.requests.length;
        const message = await client
          .query("a:b")
          .then(String, (/** @type {Error} */ error) => error.message);
        const requests = t.requests.length - before;
        t.record(label, { message, requests });
      }
    },
  },
  {
    name: "a timestamp that does not come is asked for again",
    quiet: true,
    run: async (t) => {
      const { now } = performance;
      let later = 0;
      t.patch(performance, "now", () => now.call(performance) + later);
      t.replyTimestamp(() => new Promise(() => {}));
      const client = t.client();
      void client.consistentQuery("a:b", {});
      later = 31_000;
      let resolves = false;
      const second = client.consistentQuery("a:b", {});
      await Promise.race([
        second.then(() => (resolves = true)),
        new Promise((done) => setTimeout(done, 50)),
      ]);
      t.record("requests", t.requests.length);
      t.record("second resolves", resolves);
    },
  },
  {
    name: "an own __proto__ is sent",
    quiet: true,
    run: async (t) => {
      const args = JSON.parse('{"a":{"__proto__":{"x":1},"b":2}}');
      await t.call(() => t.client().query("a:b", args));
      t.record("sent", sent(t)[0]);
    },
  },
  {
    name: "an own __proto__ arrives and touches no prototype",
    quiet: true,
    run: async (t) => {
      const reply =
        '{"status":"success","value":{"__proto__":{"x":{"$integer":"AQAAAAAAAAA="}},"b":2}}';
      t.reply(text(reply));
      const value = await t.client().query("a:b");
      t.record("value", value);
      t.record("inherited", value.x);
      t.fact("Object.prototype", /** @type {any} */ ({}).x, undefined);
    },
  },
  {
    name: "an own __proto__ in errorData arrives",
    quiet: true,
    run: async (t) => {
      t.reply(
        text(
          '{"status":"error","errorMessage":"m","errorData":{"__proto__":{"x":1}}}',
        ),
      );
      const error = await t
        .client()
        .query("a:b")
        .catch((/** @type {any} */ e) => e);
      t.record("data", error.data);
    },
  },
  {
    name: "an own __proto__ passes convexToJson and jsonToConvex",
    quiet: true,
    run: (t) => {
      const value = JSON.parse('{"__proto__":{"x":1},"b":2}');
      t.record("encoded", t.api.convexToJson(value));
      t.record("decoded", t.api.jsonToConvex(value));
    },
  },
  {
    name: "a failed timestamp is asked for again",
    quiet: true,
    run: async (t) => {
      t.replyTimestamp(text("no timestamp", 500), json({ ts: "x" }));
      t.reply(success(5));
      const client = t.client();
      await t.call(() => client.consistentQuery("a:b"), "first");
      await t.call(() => client.consistentQuery("a:b"), "second");
      t.message("first", "no timestamp");
      t.record("second resolves", "resolved" in t.outcomes.second);
      t.record("requests", t.requests.length);
    },
  },
  {
    name: "a trailing slash is dropped",
    quiet: true,
    run: async (t) => {
      const client = t.client({}, "https://a.convex.cloud/");
      await t.call(() => client.query("a:b"));
      t.record("url", client.url);
      t.record("backendUrl", client.backendUrl());
      t.record("request", t.requests[0].url);
    },
  },
  {
    name: "arguments are taken at the call",
    quiet: true,
    run: async (t) => {
      const client = t.client();
      const args = { n: 0, list: [0] };
      const done = [];
      for (let n = 1; n <= 3; n += 1) {
        args.n = n;
        args.list[0] = n;
        done.push(t.call(() => client.mutation("a:b", args)));
      }
      await Promise.all(done);
      t.record("sent", sent(t));
    },
  },
  {
    name: "invalid arguments are those of the call",
    quiet: true,
    run: async (t) => {
      const client = t.client();
      const args = /** @type {any} */ ({ n: new Map() });
      const first = t.call(() => client.mutation("a:b", {}));
      const second = t.call(() => client.mutation("a:b", args), "second");
      args.n = 1;
      await Promise.all([first, second]);
      t.record("rejects", "rejected" in t.outcomes.second);
    },
  },
  {
    name: "a promise of a credential is refused",
    quiet: true,
    run: async (t) => {
      for (const [label, token] of /** @type {[string, any][]} */ ([
        ["promise", Promise.resolve("token")],
        ["object", { value: "token" }],
        // These have a text, or none is sent.
        ["a String", new String("token")],
        ["its own text", { toString: () => "token" }],
        ["a number", 5],
        ["undefined", undefined],
        ["null", null],
        ["empty", ""],
      ])) {
        const client = t.client();
        client.setAuth(token);
        const sent = t.requests.length;
        t.reply(success());
        const error = await client
          .query("a:b")
          .catch((/** @type {any} */ it) => it);
        const headers = t.requests
          .slice(sent)
          .map(({ headers }) => Object.fromEntries(headers).Authorization);
        t.record(label, { message: error?.message, sent: headers });
        t.transport.script.length = 0;
      }
    },
  },
  {
    name: "secrets do not show on the client",
    quiet: true,
    run: (t) => {
      const client = t.client({ auth: "secret-token" });
      t.record(
        "JSON shows the token",
        JSON.stringify(client).includes("secret-token"),
      );
      t.record("members show the token", shows(client, "secret-token"));
      client.setAdminAuth("secret-key");
      t.record(
        "JSON shows the key",
        JSON.stringify(client).includes("secret-key"),
      );
      t.record("members show the key", shows(client, "secret-key"));
    },
  },
];

/**
 * @param {any} object
 * @param {string} secret
 */
function shows(object, secret) {
  return Reflect.ownKeys(object).some((key) =>
    String(object[key]).includes(secret),
  );
}
