// Section 6 of the contract: what is found before anything is sent, and what headers may say.
import { secondRealm } from "../clocks.js";
import { everyMethod } from "../methods.js";
import { success } from "../setting.js";
import { anyReply } from "../watching.js";

const SECRET = "SECRET-eyJhbGciOi";

/** Tokens that no header can hold, and where. @type {[string, number][]} */
const unsendable = [
  [`${SECRET}\nrest`, SECRET.length],
  [`${SECRET}\r\nX-Admin: 1`, SECRET.length],
  [`${SECRET}\0`, SECRET.length],
  [`${SECRET}\u{1f600}`, SECRET.length],
  [`\x7f${SECRET}`, 0],
];

const known = {
  kind: "args",
  attempts: 0,
  retryable: false,
  outcome: "not-committed",
};

/** All that a person may see of an error. @param {any} error */
const shown = (error) =>
  [
    String(error),
    error.stack,
    error.cause,
    JSON.stringify(error),
    ...Object.getOwnPropertyNames(error).map((name) => error[name]),
  ].join("\n");

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "section 6, tokens and keys with control characters: refused before fetch, never quoted",
    run: async (t) => {
      for (const [token, position] of unsendable)
        for (const [name, { call }] of everyMethod) {
          /** @type {[string, object, (client: any) => void, unknown][]} */
          const ways = [
            ["option", { auth: token }, () => {}, undefined],
            ["setAuth", {}, (client) => client.setAuth(token), undefined],
            ["a key", {}, (client) => client.setAdminAuth(token), undefined],
            ["fetched", { auth: async () => token }, () => {}, undefined],
            ["a call's", {}, () => {}, { auth: token }],
            ["a call's, fetched", {}, () => {}, { auth: () => token }],
            ["retried", { auth: token, retry: 2 }, () => {}, undefined],
          ];
          for (const [way, options, prepare, own] of ways) {
            let sent = 0;
            const fetch = async (/** @type {string} */ url) => {
              if (!url.endsWith("/query_ts")) sent++;
              return anyReply();
            };
            const client = t.client({ fetch, ...options });
            prepare(client);
            const label = `${name}, ${way}, ${JSON.stringify(token)}`;
            const error = await t.rejection(
              call(client, "a:b", {}, own),
              label,
            );
            t.equal([sent, client.pendingMutations], [0, 0], label);
            t.info(error, known, label);
            t.ok(
              error.message.includes(`character ${position} `),
              `${label}: ${error.message}`,
            );
            t.equal(shown(error).includes("SECRET"), false, label);
          }
        }
    },
  },

  {
    name: "section 6, what was never sent: a fetch that is no function, a getter of fetch options that throws",
    run: async (t) => {
      const thrown = new Error("from a getter");
      const spoilt = Object.defineProperty({}, "cache", {
        enumerable: true,
        get() {
          throw thrown;
        },
      });
      for (const [name, { call }] of everyMethod)
        for (const own of [undefined, { retry: { limit: 2, backoff: 0 } }]) {
          const label = `${name} ${JSON.stringify(own)}`;
          const broken = t.client({ fetch: "x" });
          const error = await t.rejection(call(broken, "a:b", {}, own), label);
          t.ok(error instanceof TypeError, `${label}: ${error}`);
          t.info(error, known, label);
          t.equal(broken.pendingMutations, 0, label);
          let sent = 0;
          const fetch = async () => ((sent += 1), anyReply());
          const client = t.client({ fetch });
          client.setFetchOptions(spoilt);
          t.same(
            await t.rejection(call(client, "a:b", {}, own), label),
            thrown,
          );
          t.info(thrown, known, label);
          const other = t.client({ fetch });
          const options = { ...own, fetchOptions: spoilt };
          t.same(await t.rejection(call(other, "a:b", {}, options)), thrown);
          t.info(thrown, known, label);
          if (name !== "consistentQuery") t.equal(sent, 0, label);
        }
    },
  },

  {
    name: "section 6, what was never sent: what a custom fetch throws is network, as it may have sent",
    run: async (t) => {
      for (const own of [undefined, { retry: 0 }]) {
        const thrown = new TypeError("Invalid header");
        const client = t.client({
          fetch: () => {
            throw thrown;
          },
        });
        t.same(await t.rejection(client.mutation("a:b", {}, own)), thrown);
        t.info(thrown, { kind: "network", attempts: 1, outcome: "unknown" });
      }
    },
  },

  {
    name: "section 6, headers: merged without regard to case, call over client",
    run: async (t) => {
      /** @type {any} */
      let sent;
      const fetch = async (/** @type {any} */ _, /** @type {any} */ init) => {
        sent = init.headers;
        return anyReply();
      };
      const client = t.client({
        fetch,
        headers: { "X-Trace": "client", "x-kept": "1" },
      });
      for (const given of [
        { "x-TRACE": "call" },
        new Headers({ "X-Trace": "call" }),
        [["X-TRACE", "call"]],
      ])
        for (const [name, { call }] of everyMethod) {
          await call(client, "a:b", {}, { headers: given });
          const own = Object.entries(sent).filter(([name]) =>
            /^x-/i.test(name),
          );
          t.equal(
            own.map(([name, value]) => [name.toLowerCase(), value]).sort(),
            [
              ["x-kept", "1"],
              ["x-trace", "call"],
            ],
            name,
          );
        }
      await client.query("a:b");
      t.equal(new Headers(sent).get("X-Trace"), "client");
    },
  },

  {
    name: "section 6, headers: those of the client, and what no header can be, are refused without being quoted",
    run: async (t) => {
      let sent = 0;
      const fetch = async () => ((sent += 1), anyReply());
      for (const headers of [
        { AUTHORIZATION: SECRET },
        { "content-type": SECRET },
        { "Convex-client": SECRET },
        { "X-Mine": `${SECRET}\nX-Admin: 1` },
        { "X-Mine": `${SECRET}\u0100` },
        { "X Mine": SECRET },
        { "X-Mine\n": SECRET },
        { "": SECRET },
        { "X-Mi\u00f1e": SECRET },
      ]) {
        const label = JSON.stringify(headers);
        const error = await t.rejection(
          t.client({ fetch }).query("a:b", {}, { headers }),
          label,
        );
        t.info(error, known, label);
        t.equal(shown(error).includes("SECRET"), false, label);
        let thrown;
        try {
          t.client({ fetch, headers });
        } catch (error) {
          thrown = error;
        }
        t.ok(thrown instanceof Error, `${label}: the client's own`);
        t.equal(shown(thrown).includes("SECRET"), false, label);
      }
      t.equal(sent, 0);
    },
  },

  {
    name: "section 6, thenables: told by then, never by instanceof Promise",
    run: async (t) => {
      const realm = await secondRealm();
      /** Settles on its own, and has nothing but `then`. @param {unknown} value */
      const thenable = (value) => ({
        then: (/** @type {(value: unknown) => void} */ resolve) =>
          resolve(value),
      });
      /** @type {any} */
      const native = Promise;
      class Replaced extends native {}
      const makers = [
        thenable,
        (/** @type {unknown} */ value) => native.resolve(value),
        ...(realm
          ? [(/** @type {unknown} */ value) => realm.Promise.resolve(value)]
          : []),
      ];
      for (const isReplaced of [false, true])
        for (const [index, make] of makers.entries()) {
          if (isReplaced) t.replace(globalThis, "Promise", Replaced);
          /** @type {string[]} */
          const order = [];
          /** @type {(string | undefined)[]} */
          const sent = [];
          const later = (/** @type {string} */ name) => () => ({
            then(/** @type {() => void} */ resolve) {
              order.push(name);
              resolve();
            },
          });
          const client = t.client({
            auth: () => make("tok"),
            retry: { limit: 1, backoff: 0, shouldRetry: () => make(true) },
            hooks: {
              onRequest: later("request"),
              onResponse: later("response"),
              onRetry: later("retry"),
            },
            fetch: (/** @type {any} */ _, /** @type {any} */ { headers }) => {
              order.push("fetch");
              sent.push(headers.Authorization);
              return make(
                sent.length === 1
                  ? new Response("", { status: 503 })
                  : success("fine"),
              );
            },
          });
          t.equal(await client.query("a:b"), "fine");
          t.equal(sent, ["Bearer tok", "Bearer tok"], `${isReplaced} ${index}`);
          const round = ["request", "fetch", "response"];
          t.equal(order, [...round, "retry", ...round]);
          await t.client({ fetch: () => make(success("x")) }).mutation("a:b");
          t.restore();
        }
    },
  },
];
