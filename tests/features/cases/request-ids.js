// The ids by which requests are found in the deployment's logs.
import { everyMethod } from "../methods.js";
import { anyReply, noting, UUID } from "../watching.js";

/** The ids that requests carried. @param {{ log(): Promise<import("../setting.js").Entry[]> }} session */
const sentIds = async (session) =>
  (await session.log()).map(({ headers }) => headers["convex-request-id"]);

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "a request id is made for mutations and actions with a timeout, retries or hooks, the same for all attempts",
    run: async (t) => {
      const { hooks, events } = noting();
      const retry = { limit: 2, backoff: 0 };
      const refused = { status: 503, body: `{"code":"ExpiredInQueue"}` };
      for (const options of [{ hooks }, { retry }, { timeout: 9999 }])
        for (const [name, { kind, ref, call }] of everyMethod) {
          if (kind !== "mutation" && kind !== "action") continue;
          const label = `${name} ${Object.keys(options)}`;
          const isRepeated = kind === "mutation" && "retry" in options;
          const session = await t.session(
            ...(isRepeated ? Array(2).fill({ do: "reply", ...refused }) : []),
          );
          const client = t.client(options, session);
          const before = events.length;
          for (let time = 0; time < 2; time++)
            t.equal(await call(client, ref, { value: 1 }), 1, label);
          const ids = await sentIds(session);
          const distinct = [...new Set(ids)];
          t.equal(
            [ids.length, distinct.length],
            [isRepeated ? 4 : 2, 2],
            label,
          );
          if (isRepeated) t.equal(ids[0], ids[2], label);
          for (const id of ids) t.ok(UUID.test(id ?? ""), `${label}: ${id}`);
          const told = events.slice(before).map(([, event]) => event.requestId);
          if ("hooks" in options) t.equal([...new Set(told)], distinct, label);
        }
    },
  },

  {
    name: "section 6, request ids: never for queries unless a hook asks, nor for a call without options",
    run: async (t) => {
      const { hooks } = noting();
      const signal = new AbortController().signal;
      const reads = everyMethod.filter(([, { repeats }]) => repeats);
      for (const options of [
        { hooks, retry: 2, timeout: 9999, signal, auth: async () => null },
        {},
      ])
        for (const [name, { ref, call }] of options.hooks
          ? reads
          : everyMethod) {
          if (name === "function") continue;
          const session = await t.session({ do: "pass" });
          await call(t.client(options, session), ref, { value: 1 });
          for (const id of await sentIds(session))
            t.equal(id, undefined, `${name} ${Object.keys(options)}`);
        }
      for (const [name, { ref, call }] of reads) {
        const { hooks, events } = noting({ asksForId: true });
        const session = await t.session();
        const client = t.client(
          { hooks, retry: { limit: 1, backoff: 0 } },
          session,
        );
        if (name === "consistentQuery") {
          // So that the failure is not that of the timestamp.
          await call(client, ref, { value: 1 });
          events.length = 0;
        }
        const before = (await session.log()).length;
        await session.meet({ do: "reply", status: 503 });
        await call(client, ref, { value: 1 });
        const ids = (await sentIds(session)).slice(before);
        t.equal([ids.length, new Set(ids).size], [2, 1], name);
        t.ok(UUID.test(ids[0] ?? ""), `${name}: ${ids[0]}`);
        t.equal(
          [...new Set(events.map(([, { requestId }]) => requestId))],
          [ids[0]],
          name,
        );
      }
    },
  },

  {
    name: "an id that is asked for when the request has left is not made: it would find nothing",
    run: async (t) => {
      /** @type {any} */
      let kept;
      const hooks = {
        onRequest: (/** @type {any} */ event) => void (kept = event),
      };
      const fetch = async () => (
        t.equal(kept.requestId, undefined),
        new Response("no", { status: 400 })
      );
      const error = await t.rejection(t.client({ hooks, fetch }).query("a:b"));
      t.equal(kept.requestId, undefined);
      t.info(error, { kind: "http", requestId: undefined });
    },
  },

  {
    name: "the backend names the request id in a function's failure, and so does errorInfo",
    run: async (t) => {
      const { hooks } = noting({ asksForId: true });
      /** @type {[string, string, Record<string, unknown>][]} */
      const failing = [
        ["errors:plain", "query", { hooks }],
        ["errors:afterWrite", "mutation", { retry: 1 }],
        ["errors:fromAction", "action", { timeout: 9999 }],
      ];
      for (const [ref, name, options] of failing) {
        const error = await t.rejection(
          t
            .client(options)
            [name](ref, name === "mutation" ? { text: "x" } : {}),
        );
        const { requestId } = t.info(error, { kind: "function" });
        t.ok(UUID.test(requestId), requestId);
        const text = error.message;
        t.ok(text.includes(`[Request ID: ${requestId}]`), text);
      }
    },
  },

  {
    name: "a request id of the user's own, in any case of its letters",
    run: async (t) => {
      const { hooks, events } = noting();
      for (const name of [
        "Convex-Request-Id",
        "convex-request-id",
        "CONVEX-REQUEST-ID",
      ]) {
        const client = t.client({ hooks });
        const error = await t.rejection(
          client.query("errors:plain", {}, { headers: { [name]: "mine-1" } }),
        );
        t.info(error, { requestId: "mine-1" });
        t.ok(error.message.includes("[Request ID: mine-1]"), error.message);
        t.equal(events.at(-1)?.[1].requestId, "mine-1");
      }
    },
  },

  {
    name: "ids are made without crypto.randomUUID as well",
    run: async (t) => {
      t.replace(globalThis, "crypto", undefined);
      const { hooks, events } = noting({ asksForId: true });
      const client = t.client({ hooks, fetch: async () => anyReply() });
      for (let call = 0; call < 50; call++) await client.query("a:b");
      const ids = events
        .filter(([name]) => name === "request")
        .map(([, { requestId }]) => requestId);
      // As random as those are: 122 bits.
      for (const id of ids) t.ok(/^[\de-]{24,}$/.test(id), id);
      t.equal(new Set(ids).size, 50);
    },
  },
];
