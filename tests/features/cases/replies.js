// Section 6 of the contract: what replies mean that are not as they should be.
import { secondRealm } from "../clocks.js";
import { everyMethod } from "../methods.js";
import { anyReply } from "../watching.js";

const retry = { limit: 2, backoff: 0 };

/** Whether a kind of call has effects. @param {string} kind */
const hasEffects = (kind) => kind !== "query" && kind !== "batch";

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "section 6, reply that is not JSON: protocol and not retried, whatever realm its SyntaxError is of",
    run: async (t) => {
      const realm = await secondRealm();
      const errors = [
        ...(realm ? [new realm.SyntaxError("Unexpected token <")] : []),
        Object.assign(new Error("<"), { name: "SyntaxError" }),
        new SyntaxError("<"),
      ];
      for (const error of errors)
        for (const [name, { kind, call }] of everyMethod) {
          let sent = 0;
          const fetch = async (/** @type {string} */ url) => {
            if (url.endsWith("/query_ts")) return anyReply();
            sent++;
            return { ok: true, status: 200, json: () => Promise.reject(error) };
          };
          const client = t.client({ fetch, retry });
          t.same(await t.rejection(call(client, "a:b", {}), name), error);
          t.equal(sent, 1, name);
          const info = t.ours.errorInfo(error);
          t.equal([info.kind, info.retryable], ["protocol", false], name);
          if (hasEffects(kind)) t.equal(info.outcome, "unknown", name);
        }
    },
  },

  {
    name: "section 6, code without message: the code counts",
    run: async (t) => {
      const body = '{"code":"ExpiredInQueue"}';
      let sent = 0;
      const fetch = async () =>
        (sent += 1) === 1 ? new Response(body, { status: 503 }) : anyReply();
      t.equal(await t.client({ fetch, retry }).mutation("a:b", {}), null);
      t.equal(sent, 2);
      const always = async () => new Response(body, { status: 503 });
      const error = await t.rejection(
        t.client({ fetch: always }).mutation("a:b", {}),
      );
      const code = "ExpiredInQueue";
      t.info(error, { kind: "http", code, outcome: "not-committed" });
      t.equal(error.message, body, "as official has it");
    },
  },

  {
    name: "section 6, error envelope without message: a function's error with an empty message",
    run: async (t) => {
      for (const [name, { kind, call }] of everyMethod) {
        const item = { status: "error" };
        const reply = kind === "batch" ? { results: [item] } : item;
        const fetch = async (/** @type {string} */ url) =>
          url.endsWith("/query_ts") ? anyReply() : Response.json(reply);
        const error = await t.rejection(
          call(t.client({ fetch, retry }), "a:b", {}),
          name,
        );
        t.equal([error.name, error.message], ["Error", ""], name);
        t.info(error, { kind: "function", retryable: false }, name);
      }
    },
  },

  {
    name: "section 6, success envelope whose value cannot be decoded: protocol, committed for mutations and actions",
    run: async (t) => {
      for (const value of [{ $set: [] }, { $integer: "x" }, { $float: 5 }])
        for (const own of [undefined, { retry }])
          for (const [name, { kind, call }] of everyMethod) {
            let sent = 0;
            const item = { status: "success", value: [value] };
            const reply = kind === "batch" ? { results: [item] } : item;
            const fetch = async (/** @type {string} */ url) => {
              if (url.endsWith("/query_ts")) return anyReply();
              sent++;
              return Response.json(reply);
            };
            const label = `${name} ${JSON.stringify([value, own])}`;
            const error = await t.rejection(
              call(t.client({ fetch }), "a:b", {}, own),
              label,
            );
            t.info(
              error,
              {
                kind: "protocol",
                retryable: false,
                attempts: 1,
                outcome: hasEffects(kind) ? "committed" : "not-committed",
              },
              label,
            );
            t.equal(sent, 1, label);
          }
    },
  },

  {
    name: "section 6, a logger that throws after a mutation has committed does not make its outcome unknown",
    run: async (t) => {
      const thrown = new Error("from a logger");
      const log = () => {
        throw thrown;
      };
      const reply = { status: "success", value: 1, logLines: ["[LOG] x"] };
      const client = t.client({
        logger: { log, warn: log, error: log, logVerbose: log },
        fetch: async () => Response.json(reply),
      });
      t.same(await t.rejection(client.mutation("a:b", {})), thrown);
      t.info(thrown, { outcome: "committed", retryable: false });
    },
  },

  {
    name: "section 6, one error object rejecting several calls: neither committed nor unknown is overwritten by better",
    run: async (t) => {
      const thrown = new Error("shared");
      const log = () => {
        throw thrown;
      };
      const reply = { status: "success", value: 1, logLines: ["[LOG] x"] };
      const committing = t.client({
        logger: { log, warn: log, error: log, logVerbose: log },
        fetch: async () => Response.json(reply),
      });
      const offline = t.client({ fetch: () => Promise.reject(thrown) });
      await t.rejection(committing.mutation("a:b", {}));
      await t.rejection(offline.query("a:b"));
      t.info(thrown, { outcome: "committed", retryable: false });
      await t.rejection(offline.mutation("a:b", {}));
      t.info(thrown, { outcome: "unknown", retryable: false });
      await t.rejection(committing.mutation("a:b", {}));
      t.info(thrown, { outcome: "unknown", retryable: false });
    },
  },

  {
    name: "section 6, a hook that throws: rejects its call and cancels the reply's body",
    run: async (t) => {
      for (const fail of [
        () => {
          throw "no";
        },
        () => Promise.reject("no"),
      ])
        for (const [name, { call }] of everyMethod) {
          let cancelled = 0;
          const body = () =>
            new ReadableStream({ cancel: () => void (cancelled += 1) });
          const fetch = async (/** @type {string} */ url) =>
            url.endsWith("/query_ts") ? anyReply() : new Response(body());
          const hooks = { onResponse: fail };
          const running = call(t.client({ fetch, hooks }), "a:b", {});
          t.equal(await t.rejection(running, name), "no", name);
          await t.until(() => cancelled === 1, `${name}: the cancelled body`);
        }
      // Mocks, which have no body or one that will not be cancelled.
      for (const body of [
        undefined,
        null,
        {},
        {
          cancel() {
            throw new Error("cancel");
          },
        },
        { cancel: () => Promise.reject(new Error("cancel")) },
        { cancel: () => undefined },
      ]) {
        const fetch = async () => ({ ok: true, status: 200, body });
        const hooks = {
          onResponse: () => {
            throw "no";
          },
        };
        const client = t.client({ fetch, hooks });
        t.equal(await t.rejection(client.query("a:b")), "no");
      }
    },
  },

  {
    name: "a body that was read already: protocol, told at once",
    run: async (t) => {
      for (const status of [200, 500, 503, 560])
        for (const [name, { kind, call }] of everyMethod) {
          let sent = 0;
          const fetch = async (/** @type {string} */ url) => {
            if (url.endsWith("/query_ts")) return anyReply();
            sent++;
            const response = new Response("{}", { status });
            await response.text();
            return response;
          };
          const client = t.client({ fetch, retry });
          const error = await t.rejection(call(client, "a:b", {}), name);
          const info = t.info(error, { kind: "protocol", retryable: false });
          t.equal(sent, 1, name);
          if (hasEffects(kind)) t.equal(info.outcome, "unknown", name);
          t.ok(info.hint?.includes("clone"), `${error}: ${info.hint}`);
        }
    },
  },

  {
    name: "a status that is hidden: not sent again",
    run: async (t) => {
      for (const make of [
        () => Response.error(),
        () => ({ ok: false, status: 0, text: async () => "" }),
        () => ({ ok: false, text: async () => "" }),
      ])
        for (const [name, { call }] of everyMethod) {
          let sent = 0;
          const fetch = async (/** @type {string} */ url) => {
            if (url.endsWith("/query_ts")) return anyReply();
            sent++;
            return make();
          };
          const client = t.client({ fetch, retry });
          const error = await t.rejection(call(client, "a:b", {}), name);
          const info = t.info(error, { kind: "http", retryable: false }, name);
          t.equal([sent, error.message], [1, ""], name);
          t.ok(info.hint?.includes("no-cors"), `${name}: ${info.hint}`);
        }
    },
  },

  {
    name: "members of a response that throw or are not there: protocol, not the network's, and the client goes on",
    run: async (t) => {
      const thrown = new Error("from a member");
      const members = { ok: true, status: 200, headers: new Headers() };
      const methods = {
        json: async () => ({ status: "success", value: null }),
        text: async () => "no",
      };
      /** @param {string} name @param {object} own */
      const throwing = (name, own) =>
        Object.defineProperty({ ...members, ...methods, ...own }, name, {
          get() {
            throw thrown;
          },
        });
      const failed = { ok: false, status: 500 };
      for (const [label, make] of /** @type {[string, () => any][]} */ ([
        ["nothing", () => undefined],
        ["null", () => null],
        ["no member", () => ({})],
        ["no json", () => ({ ok: true, status: 200 })],
        ["no text", () => failed],
        ["ok", () => throwing("ok", {})],
        ["status", () => throwing("status", failed)],
        ["json", () => throwing("json", {})],
        ["text", () => throwing("text", failed)],
      ]))
        for (const own of [undefined, { retry }]) {
          let sent = 0;
          const fetch = async () => (++sent === 1 ? make() : anyReply());
          const client = t.client({ fetch });
          const error = await t.rejection(client.query("a:b", {}, own), label);
          t.info(error, { kind: "protocol", retryable: false }, label);
          t.equal(sent, 1, label);
          t.equal(await client.mutation("a:b"), null);
        }
      // What is not needed may throw.
      for (const name of ["headers", "bodyUsed", "body", "status", "text"])
        for (const own of [undefined, { retry }]) {
          const client = t.client({ fetch: async () => throwing(name, {}) });
          t.equal(await client.query("a:b", {}, own), null, name);
        }
      for (const name of ["headers", "bodyUsed", "json"]) {
        let sent = 0;
        const fetch = async () =>
          (sent += 1) === 1 ? throwing(name, failed) : anyReply();
        const client = t.client({ fetch, retry });
        t.equal(await client.query("a:b"), null, `${name}: sent again`);
        t.equal(sent, 2, name);
      }
    },
  },

  {
    name: "a body that breaks off on its way: network, whatever was said before",
    run: async (t) => {
      for (const status of [200, 503]) {
        const body = () =>
          new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode('{"status":"succ'));
              controller.error(new TypeError("terminated"));
            },
          });
        const fetch = async () => new Response(body(), { status });
        const error = await t.rejection(t.client({ fetch }).mutation("a:b"));
        t.info(error, { kind: "network", outcome: "unknown" }, `${status}`);
      }
    },
  },
];
