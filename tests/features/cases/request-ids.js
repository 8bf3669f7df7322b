// The ids by which requests are found in the deployment's logs.
import { anyReply, noting, UUID } from "../watching.js";

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "a request id is made for each call, the same for all its attempts",
    run: async (t) => {
      const { hooks, events } = noting();
      for (const options of [{ hooks }, { retry: 2 }, { timeout: 9999 }]) {
        const session = await t.session(
          { do: "reply", status: 503 },
          { do: "reply", status: 503 },
        );
        const client = t.client(
          { retry: { limit: 2, backoff: 0 }, ...options },
          session,
        );
        await client.query(
          "values:noArgs",
          {},
          { retry: { limit: 2, backoff: 0 } },
        );
        await client.query("values:noArgs");
        const ids = (await session.log()).map(
          ({ headers }) => headers["convex-request-id"],
        );
        t.equal(
          [ids.length, new Set(ids.slice(0, 3)).size, new Set(ids).size],
          [4, 1, 2],
          Object.keys(options)[0],
        );
        for (const id of ids) t.ok(UUID.test(id), id);
        if ("hooks" in options)
          t.equal(
            new Set(events.map(([, { requestId }]) => requestId)),
            new Set(ids),
          );
        const told = events.map(([, { requestId }]) => requestId);
        if ("hooks" in options)
          t.equal([told[0], told.at(-1)], [ids[0], ids[3]]);
      }
      const plain = await t.session();
      await t.client({}, plain).query("values:noArgs");
      t.equal(
        "convex-request-id" in (await plain.log())[0].headers,
        false,
        "none without options",
      );
    },
  },

  {
    name: "the backend names the request id in a function's failure, and so does errorInfo",
    run: async (t) => {
      for (const [ref, name] of [
        ["errors:plain", "query"],
        ["errors:afterWrite", "mutation"],
        ["errors:fromAction", "action"],
      ]) {
        const client = t.client({ retry: 1 });
        const error = await t.rejection(
          client[name](ref, name === "mutation" ? { text: "x" } : {}),
        );
        const { requestId } = t.info(error, { kind: "function" });
        t.ok(UUID.test(requestId), requestId);
        const text = error.message;
        t.ok(text.includes(`[Request ID: ${requestId}]`), text);
        t.equal(error.requestId, requestId);
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
      const { hooks, events } = noting();
      const client = t.client({ hooks, fetch: async () => anyReply() });
      for (let call = 0; call < 50; call++) await client.query("a:b");
      const ids = events
        .filter(([name]) => name === "request")
        .map(([, { requestId }]) => requestId);
      for (const id of ids) t.ok(UUID.test(id), id);
      t.equal(new Set(ids).size, 50);
    },
  },
];
