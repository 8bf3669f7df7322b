// Hooks.
import { everyMethod } from "../methods.js";
import { sleep, success } from "../setting.js";
import { anyReply, noting } from "../watching.js";

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "the same tick: fetch is called before the method returns",
    run: async (t) => {
      const { hooks } = noting();
      const settings = [
        {},
        { hooks },
        { retry: 3 },
        { timeout: 5000 },
        { signal: new AbortController().signal },
        { headers: { a: "b" } },
        { hooks: { onResponse: async () => sleep(5) } },
        { hooks: { onRetry: async () => sleep(5) }, retry: 1 },
      ];
      for (const options of settings)
        for (const [name, { call }] of everyMethod) {
          let fetched = 0;
          const client = t.client({
            ...options,
            fetch: async () => ((fetched += 1), anyReply()),
          });
          const running = call(client, "a:b", {});
          t.equal(fetched, 1, `${name} ${Object.keys(options)}`);
          await running;
          const { hooks: _, ...own } = /** @type {any} */ (options);
          const before = fetched;
          const again = call(client, "a:b", {}, own);
          // Its timestamp is there already, as a promise.
          if (name !== "consistentQuery")
            t.equal(
              fetched - before,
              1,
              `${name} of a call: ${Object.keys(own)}`,
            );
          await again;
        }
    },
  },

  {
    name: "what each hook is told",
    run: async (t) => {
      const { hooks, events, names } = noting({ asksForId: true });
      const session = await t.session(
        { do: "reply", status: 503, body: `{"code":"Later"}` },
        { do: "refuse" },
      );
      const client = t.client(
        { hooks, retry: { limit: 2, backoff: 10 } },
        session,
      );
      await client.query("values:echo", { value: 1 });
      t.equal(names(), [
        "request",
        "response",
        "retry",
        "request",
        "retry",
        "request",
        "response",
      ]);
      const [, { requestId }] = events[0];
      const shared = {
        requestId,
        functionPath: "values:echo",
        kind: "query",
        url: `${session.url}/api/query`,
      };
      const told = events.map(([, event]) => event);
      t.equal(told[0], { ...inOrder(shared, 1) });
      t.equal(told[3], { ...inOrder(shared, 2) });
      t.equal(told[5], { ...inOrder(shared, 3) });
      t.equal([told[1].attempt, told[1].status, told[1].ok], [1, 503, false]);
      t.equal([told[6].attempt, told[6].status, told[6].ok], [3, 200, true]);
      for (const { duration } of [told[1], told[6]])
        t.between(duration, 0, 5000, "duration");
      const { error, delay, attempt } = told[2];
      t.equal(
        [error.kind, error.status, error.code, error.attempts, attempt],
        ["http", 503, "Later", 1, 1],
      );
      t.between(delay, 0, 10, "delay");
      t.equal(
        [told[4].error.kind, told[4].error.outcome, told[4].attempt],
        ["network", "not-committed", 2],
      );
      for (const event of told)
        for (const [name, value] of Object.entries(shared))
          t.equal(event[name], value, name);
    },
  },

  {
    name: "a response's duration is the time to its head",
    run: async (t) => {
      const { hooks, events } = noting();
      const session = await t.session({ do: "pass", delay: 120 });
      await t.client({ hooks }, session).query("values:noArgs");
      t.between(events[1][1].duration, 100, 3000, "duration");
    },
  },

  {
    name: "the kind, path and URL of every method",
    run: async (t) => {
      const { hooks, events } = noting();
      /** @type {string[]} */
      const urls = [];
      const client = t.client({
        hooks,
        fetch: async (/** @type {string} */ url) => (
          urls.push(url),
          anyReply()
        ),
      });
      for (const [name, { kind, call }] of everyMethod) {
        const before = events.length;
        await call(client, "a:b", {});
        const [[, request], [, response]] = events.slice(before);
        t.equal(
          [request.kind, response.kind, request.functionPath],
          [kind, kind, "a:b"],
          name,
        );
        t.equal([request.url, response.url], [urls.at(-1), urls.at(-1)], name);
      }
      await client.batch([["a:b"]]);
      t.equal(events.length, everyMethod.length * 2 + 2);
    },
  },

  {
    name: "promises of hooks are waited for",
    run: async (t) => {
      /** @type {string[]} */
      const order = [];
      const slow = (/** @type {string} */ name) => async () => {
        order.push(name);
        await sleep(40);
        order.push(`${name} is over`);
      };
      const client = t.client({
        fetch: async () => (
          order.push("fetch"),
          order.includes("retry")
            ? success()
            : new Response("", { status: 503 })
        ),
        retry: { limit: 1, backoff: 0 },
        hooks: {
          onRequest: slow("request"),
          onResponse: slow("response"),
          onRetry: slow("retry"),
        },
      });
      await client.query("a:b");
      order.push("settled");
      const round = [
        "request",
        "request is over",
        "fetch",
        "response",
        "response is over",
      ];
      t.equal(order, [...round, "retry", "retry is over", ...round, "settled"]);
    },
  },

  {
    name: "a hook that throws rejects that call with what it threw, and no other",
    run: async (t) => {
      const thrown = new Error("from a hook");
      for (const name of ["onRequest", "onResponse", "onRetry"])
        for (const fail of [
          () => {
            throw thrown;
          },
          () => Promise.reject(thrown),
        ]) {
          let calls = 0;
          const client = t.client({
            fetch: async () =>
              calls > 1
                ? success("fine")
                : new Response(`{"code":"ExpiredInQueue"}`, { status: 503 }),
            retry: { limit: 1, backoff: 0 },
            hooks: {
              [name]: () => ((calls += 1), calls === 1 ? fail() : undefined),
            },
          });
          const failing = client.mutation("a:first", {});
          const next = client.mutation("a:second", {});
          const skips = sleep(20).then(() => client.query("a:b"));
          t.same(await t.rejection(failing, name), thrown);
          calls = 5;
          t.equal(await Promise.all([next, skips]), ["fine", "fine"]);
          const info = t.ours.errorInfo(thrown);
          const isSent = name !== "onRequest";
          t.equal([info.kind, info.functionPath], ["args", "a:first"], name);
          // After its response, the mutation may have run, unless the response says no.
          if (name !== "onRetry")
            t.equal(info.outcome, isSent ? "unknown" : "not-committed", name);
          const attempts = Number(isSent);
          t.equal(
            [client.pendingMutations, info.attempts],
            [0, attempts],
            name,
          );
        }
    },
  },

  {
    name: "a hook that throws before anything is sent sends nothing",
    run: async (t) => {
      let sent = 0;
      const hooks = {
        onRequest: () => {
          throw new Error("no");
        },
      };
      const client = t.client({
        hooks,
        fetch: async () => ((sent += 1), anyReply()),
      });
      for (const [name, { call }] of everyMethod)
        await t.rejection(call(client, "a:b", {}), name);
      t.equal([sent, client.pendingMutations], [0, 0]);
    },
  },

  {
    name: "events are the hook's own: what it does to them changes nothing",
    run: async (t) => {
      const spoil = (/** @type {any} */ event) => {
        if (event.error) event.error.outcome = "spoilt";
        if (event.headers) event.headers.Authorization = "spoilt";
        for (const name of Object.keys(event)) event[name] = "spoilt";
      };
      /** @type {unknown} */
      let failed;
      const shouldRetry = (/** @type {unknown} */ error) =>
        Boolean((failed = error));
      const session = await t.session({ do: "reply", status: 503 });
      const client = t.client(
        {
          auth: await t.token({ sub: "ada" }),
          retry: { limit: 1, backoff: 0, shouldRetry },
          hooks: {
            onRequest: spoil,
            onResponse: spoil,
            onRetry: spoil,
            includeHeaders: true,
          },
        },
        session,
      );
      t.equal((await client.query("users:whoami")).subject, "ada");
      t.info(failed, { kind: "http", outcome: "not-committed" });
      t.equal(
        (await session.log()).map(({ path }) => path),
        ["/api/query", "/api/query"],
      );
    },
  },

  {
    name: "headers are shown where they are asked for, as they are sent",
    run: async (t) => {
      for (const auth of ["SECRET", async () => "SECRET", "admin"]) {
        const { hooks, events, names } = noting();
        /** @type {any[]} */
        const sent = [];
        let replies = 0;
        const fetch = async (
          /** @type {string} */ _,
          /** @type {any} */ { headers },
        ) => {
          sent.push({ ...headers });
          return (replies += 1) === 1
            ? new Response("", { status: 503 })
            : anyReply();
        };
        const make = (/** @type {object} */ more) =>
          t.client({
            fetch,
            retry: { limit: 1, backoff: 0 },
            headers: { "X-Mine": "1" },
            hooks: { ...hooks, ...more },
          });
        const open = make({ includeHeaders: true });
        if (auth === "admin") open.setAdminAuth("SECRET");
        else open.setAuth(auth);
        await open.query("a:b");
        t.equal(names(), [
          "request",
          "response",
          "retry",
          "request",
          "response",
        ]);
        for (const [name, { headers }] of events)
          t.equal(headers, sent[0], name);
        t.ok(sent[0].Authorization.includes("SECRET"), sent[0].Authorization);
        const shown = events.length;
        const closed = make({ includeHeaders: false });
        closed.setAuth("SECRET");
        replies = 0;
        await closed.query("a:b");
        const rest = events.slice(shown);
        t.equal(
          [rest.length, JSON.stringify(rest).includes("SECRET")],
          [5, false],
        );
        t.equal(
          rest.some(([, event]) => "headers" in event),
          false,
        );
      }
    },
  },
];

/** The event of a request, in the order of its fields. @param {any} shared @param {number} attempt */
function inOrder({ requestId, functionPath, kind, url }, attempt) {
  return { requestId, functionPath, kind, attempt, url };
}
