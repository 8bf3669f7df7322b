// Section 6 of the contract: how long calls wait, what stops them, and what stays true of the queue.
import { fakeClock, held, instant, turns } from "../clocks.js";
import { everyMethod } from "../methods.js";
import { deaf, sleep, success } from "../setting.js";
import { anyReply } from "../watching.js";

const MONTH = 30 * 24 * 3600 * 1000;

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "section 6, timeouts and delays over 2^31-1 ms: waited out",
    run: async (t) => {
      const clock = fakeClock(t);
      const client = t.client({ fetch: deaf, timeout: MONTH });
      let settled = 0;
      const count = () => void settled++;
      for (const [, { call }] of everyMethod)
        call(client, "a:b", {}).then(count, count);
      await clock.pass(MONTH - 1000);
      t.equal(settled, 0);
      await clock.pass(2000);
      // A queued mutation's counts as well.
      t.equal([settled, clock.live()], [everyMethod.length, 0]);
      t.ok(
        clock.delays.every((delay) => delay <= 0x7fffffff),
        "no timer is asked for more than it can keep",
      );
      // A delay between attempts, too.
      let sent = 0;
      const patient = t.client({
        fetch: async () =>
          (sent += 1) === 1
            ? instant({}, 503)
            : instant({ status: "success", value: 1 }),
        retry: { limit: 1, backoff: MONTH, maxDelay: MONTH },
      });
      t.replace(Math, "random", () => 1);
      const query = patient.query("a:b");
      await clock.pass(MONTH - 1000);
      t.equal(sent, 1);
      await clock.pass(2000);
      t.equal([await query, sent], [1, 2]);
    },
  },

  {
    name: "section 6, timeout 0 or less: refused; one already over when the call starts sends nothing",
    run: async (t) => {
      let sent = 0;
      const fetch = async () => ((sent += 1), anyReply());
      for (const [name, { call }] of everyMethod) {
        for (const timeout of [0, -1, -Infinity, NaN, "5", null]) {
          const running = call(t.client({ fetch }), "a:b", {}, { timeout });
          const error = await t.rejection(running, `${name} ${timeout}`);
          t.ok(error.message.includes("`timeout`"), error.message);
          t.info(error, { kind: "args", attempts: 0 });
        }
        const signal = AbortSignal.abort("before");
        const client = t.client({ fetch });
        t.equal(
          await t.rejection(call(client, "a:b", {}, { signal }), name),
          "before",
        );
        t.equal([sent, client.pendingMutations], [0, 0], name);
      }
    },
  },

  {
    name: "section 6, aborted fetchOptions.signal: stops the call like signal, outcome by what was in flight",
    run: async (t) => {
      for (const place of ["set", "option", "call"])
        for (const [name, { kind, call }] of everyMethod)
          for (const when of ["before", "during"]) {
            const label = `${name}, ${place}, ${when}`;
            let sent = 0;
            const fetch = (/** @type {string} */ url) => {
              if (url.endsWith("/query_ts"))
                return Promise.resolve(instant({ ts: "AAE=" }));
              sent++;
              return new Promise(() => {});
            };
            const controller = new AbortController();
            const reason = new Error("enough");
            if (when === "before") controller.abort(reason);
            const fetchOptions = { signal: controller.signal };
            const client = t.client({
              fetch,
              ...(place === "option" && { fetchOptions }),
            });
            if (place === "set") client.setFetchOptions(fetchOptions);
            const own = place === "call" ? { fetchOptions } : undefined;
            const running = t.rejection(call(client, "a:b", {}, own), label);
            await turns();
            controller.abort(reason);
            t.same(await running, reason, label);
            const isSent = when === "during";
            const isOpen = isSent && kind !== "query" && kind !== "batch";
            t.info(
              reason,
              {
                kind: "aborted",
                attempts: Number(isSent),
                retryable: false,
                outcome: isOpen ? "unknown" : "not-committed",
              },
              label,
            );
            t.equal(
              [sent, client.pendingMutations],
              [Number(isSent), 0],
              label,
            );
          }
    },
  },

  {
    name: "section 6, consistentQuery that was stopped: sends nothing more",
    run: async (t) => {
      for (const way of ["timeout", "signal"]) {
        const timestamp = held();
        /** @type {string[]} */
        const sent = [];
        const fetch = async (/** @type {string} */ url) => {
          sent.push(url.slice(url.lastIndexOf("/") + 1));
          return url.endsWith("/query_ts") ? timestamp.promise : anyReply();
        };
        const controller = new AbortController();
        const options =
          way === "timeout" ? { timeout: 20 } : { signal: controller.signal };
        const client = t.client({ fetch });
        const running = t.rejection(
          client.consistentQuery("a:b", {}, options),
          way,
        );
        if (way === "signal") controller.abort("stopped");
        await running;
        timestamp.resolve(anyReply());
        await sleep(20);
        t.equal(sent, ["query_ts"], way);
      }
    },
  },

  {
    name: "section 6, consistentQuery that was stopped: its timestamp request is aborted with its last waiter",
    run: async (t) => {
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        /** @type {AbortSignal[]} */
        const signals = [];
        const fetch = (/** @type {any} */ _, /** @type {any} */ { signal }) => {
          signals.push(signal);
          return new Promise(() => {});
        };
        const client = t.client({ fetch });
        const controllers = [new AbortController(), new AbortController()];
        const running = controllers.map(({ signal }) =>
          t.rejection(client.consistentQuery("a:b", {}, { signal })),
        );
        await turns();
        t.equal(signals.length, 1, "one request for both");
        controllers[order[0]].abort("first");
        await running[order[0]];
        t.equal(signals[0].aborted, false, "the other still waits");
        controllers[order[1]].abort("second");
        await running[order[1]];
        t.equal(signals[0].aborted, true, `${order}`);
        void client.consistentQuery("a:b", {}).catch(() => {});
        t.equal(signals.length, 2, "the next asks anew");
      }
    },
  },

  {
    name: "section 6, empty batch: nothing sent; one over 16 MiB: refused before sending",
    run: async (t) => {
      let sent = 0;
      const fetch = async () => ((sent += 1), anyReply());
      for (const own of [undefined, { retry: 1 }]) {
        const client = t.client({ fetch });
        t.equal(await client.batch([], own), []);
        t.equal(await client.batch(new Set(), own), []);
        // In UTF-8: two bytes each.
        const long = "\u00e9".repeat((16 << 20) / 2);
        const error = await t.rejection(client.batch([["a:b", { long }]], own));
        t.info(error, { kind: "args", attempts: 0, outcome: "not-committed" });
        t.ok(/16777216/.test(error.message), error.message);
        t.ok(error.message.length < 500, "it does not print them");
      }
      t.equal(sent, 0);
    },
  },

  {
    name: "section 6, pendingMutations and idle: true until the last has settled, after free() too",
    run: async (t) => {
      const first = held();
      let sent = 0;
      const client = t.client({
        fetch: () => ((sent += 1) === 1 ? first.promise : success()),
      });
      /** @type {string[]} */
      const order = [];
      const calls = ["1", "2", "3"].map((name) =>
        client.mutation("a:b", {}).then(() => order.push(name)),
      );
      client.free();
      const idle = client.idle().then(() => order.push("idle"));
      await turns();
      t.equal([client.pendingMutations, sent, order], [3, 1, []]);
      first.resolve(success());
      await Promise.all([...calls, idle]);
      t.equal([client.pendingMutations, sent], [0, 3]);
      t.equal(order, ["1", "2", "3", "idle"]);
    },
  },

  {
    name: "section 6, pendingMutations and idle: never a busy loop, whatever fetch rejects with",
    run: async (t) => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      for (const own of [undefined, { retry: 0 }]) {
        const client = t.client({
          fetch: () => ({
            /** @param {unknown} _ @param {(reason: unknown) => void} reject */
            then(_, reject) {
              reject(proxy);
            },
          }),
        });
        const failing = client.mutation("a:b", {}, own).then(
          () => "resolved",
          () => "rejected",
        );
        t.equal(await failing, "rejected");
        t.equal(client.pendingMutations, 0);
        await client.idle();
      }
    },
  },

  {
    name: "Retry-After over maxRetryAfter ends the call at once, and it stays retryable",
    run: async (t) => {
      for (const [header, maxRetryAfter, expected] of [
        ["61", undefined, 1],
        ["999999999", undefined, 1],
        ["2", 1000, 1],
        ["1", 1000, 2],
        ["0.4", 1000, 2],
      ]) {
        let sent = 0;
        const clock = fakeClock(t);
        const headers = { "Retry-After": `${header}` };
        const client = t.client({
          retry: { limit: 1, backoff: 0, maxRetryAfter },
          fetch: async () => ((sent += 1), instant({}, 503, headers)),
        });
        const running = t.rejection(client.query("a:b"));
        await turns();
        t.equal(sent, 1, `${header}: it waits`);
        if (expected === 1) t.equal(clock.live(), 0, `${header}: at once`);
        await clock.pass(1000);
        t.info(await running, { attempts: expected, retryable: true });
        t.restore();
      }
    },
  },

  {
    name: "section 6, own properties only: nothing from a polluted prototype, in options, values and replies",
    run: async (t) => {
      const symbol = Symbol("added");
      /** @type {[string, unknown][]} */
      const added = [
        ["isAdmin", true],
        ["x", { isAdmin: true }],
        ["f", function added() {}],
        ["timeout", 1],
        ["retry", 3],
        ["headers", { "x-mallory": "1" }],
        ["signal", AbortSignal.abort("mallory")],
        ["fetchOptions", { credentials: "include" }],
        ["hooks", { onRequest: 5 }],
        ["errorData", "mallory"],
        ["errorMessage", "mallory"],
        ["code", "ExpiredInQueue"],
        ["endCursor", "mallory"],
        ["pageStatus", "SplitRequired"],
        ["splitCursor", "mallory"],
        ["prefetch", true],
      ];
      const pollute = (/** @type {boolean} */ isAccessor) => {
        for (const [name, value] of [...added, [symbol, 1]])
          Object.defineProperty(Object.prototype, name, {
            ...(isAccessor
              ? { get: () => value, set() {} }
              : { value, writable: true }),
            enumerable: true,
            configurable: true,
          });
      };
      const clean = () => {
        for (const [name] of [...added, [symbol]])
          delete (/** @type {any} */ (Object.prototype)[name]);
      };
      const nested = { a: { b: [{ c: 1n }] } };
      for (const isAccessor of [false, true]) {
        /** @type {any[]} */
        const asked = [];
        const fetch = async (/** @type {any} */ _, /** @type {any} */ init) => {
          asked.push(JSON.parse(init.body).args[0].paginationOpts);
          const continueCursor = `c${asked.length}`;
          const isDone = asked.length === 2;
          const value = { page: [asked.length], isDone, continueCursor };
          return new Response(JSON.stringify({ status: "success", value }));
        };
        const items = [];
        const client = t.client({ fetch });
        pollute(isAccessor);
        try {
          const pages = client.paginate("a:b", {}, { numItems: 1 });
          for await (const item of pages) items.push(item);
        } finally {
          clean();
        }
        t.equal(items, [1, 2]);
        t.equal(
          asked.map(({ cursor }) => cursor),
          [null, "c1"],
        );
        t.equal(
          asked.some((asked) => "endCursor" in asked),
          false,
        );
      }
      for (const isAccessor of [false, true])
        for (const [name, { kind, call }] of everyMethod) {
          /** @type {any[]} */
          const sent = [];
          const raw = { a: { b: [{ c: { $integer: "AQAAAAAAAAA=" } }] } };
          const text = (/** @type {object} */ item) =>
            JSON.stringify(
              kind === "batch" ? { results: [item], ts: "x" } : item,
            );
          const texts = [
            text({ status: "success", value: raw, ts: "x" }),
            text({ status: "error", errorMessage: "mine" }),
            text({ status: "error" }),
            '{"message":"no code"}',
          ];
          const statuses = [200, 200, 200, 503];
          let reply = 0;
          const fetch = async (/** @type {string} */ url, init = {}) => {
            if (url.endsWith("/query_ts")) return new Response('{"ts":"AAE="}');
            sent.push(init);
            return new Response(texts[reply], { status: statuses[reply] });
          };
          const label = `${name}, ${isAccessor}`;
          /** @type {any[]} */
          const results = [];
          pollute(isAccessor);
          try {
            for (reply = 0; reply < texts.length; reply++) {
              const own = reply % 2 ? {} : undefined;
              const client = t.client({ fetch });
              results.push(
                await call(client, "a:b", nested, own).then(
                  (value) => ({
                    value: JSON.stringify(value.a.b[0].c + 1n + ""),
                  }),
                  (error) => ({
                    name: Object.getPrototypeOf(error).constructor.name,
                    message: error.message,
                    code: (t.ours.errorInfo(error) ?? { code: error.stack })
                      .code,
                  }),
                ),
              );
            }
          } finally {
            clean();
          }
          t.equal(results[0], { value: '"2"' }, label);
          t.equal(
            results
              .slice(1)
              .map(({ name, message, code }) => [name, message, code]),
            [
              ["Error", "mine", undefined],
              ["Error", "", undefined],
              ["ConvexHttpError", texts[3], undefined],
            ],
            label,
          );
          for (const init of sent) {
            const members = ["body", "headers", "method", "redirect"];
            t.equal(Object.keys(init).sort(), members);
            t.equal(Object.keys(init.headers).length, 2, label);
            t.equal(/isAdmin|mallory/.test(init.body), false, label);
          }
        }
    },
  },
];
