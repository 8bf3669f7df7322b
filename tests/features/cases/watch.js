// Queries that are watched: how often they are asked for, what is told, and what ends it.
import * as entry from "convex-http-client/watch";
import { reply } from "../faults.js";
import { sleep, success } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

/** Takes names of functions, as it does at run time. @type {any} */
const { waitFor, watch, watchAll } = entry;

const list = "messages:list";

/** Queries that were sent. @param {{ log(): Promise<import("../setting.js").Entry[]> }} session */
const sent = async (session) =>
  (await session.log()).filter(({ path }) => path !== "/api/mutation");

/** The texts of messages. @param {{ body: string }[]} messages */
const bodies = (messages) => messages.map(({ body }) => body);

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "the first value comes at once, then each that differs, and nothing twice",
    run: async (t) => {
      const session = await t.session();
      const client = t.client({}, session);
      const args = { channel: t.channel };
      const start = performance.now();
      const values = watch(client, list, args, { interval: 20 });
      t.equal((await values.next()).value, []);
      t.between(performance.now() - start, 0, 1000);
      const seen = [];
      for (const body of ["one", "two", "three"]) {
        const next = values.next();
        await sleep(60);
        await client.mutation("messages:send", t.message(body));
        seen.push(bodies((await next).value ?? []));
      }
      t.equal(seen, [["one"], ["one", "two"], ["one", "two", "three"]]);
      t.ok((await sent(session)).length > 4, "it asks while nothing changes");
      await values.return();
    },
  },

  {
    name: "it never asks twice at once, and waits from the end of a reply",
    run: async (t) => {
      let [open, most, count] = [0, 0, 0];
      /** @type {number[]} */
      const gaps = [];
      let ended = 0;
      const fetch = async () => {
        if (ended) gaps.push(performance.now() - ended);
        most = Math.max(most, ++open);
        await sleep(30);
        open--;
        ended = performance.now();
        return Response.json({ status: "success", value: count++ });
      };
      const values = watch(t.client({ fetch }), "a:b", {}, { interval: 40 });
      for (let time = 0; time < 5; time++) await values.next();
      await values.return();
      t.equal([most, gaps.length], [1, 4]);
      // A tenth less, and what timers are early.
      for (const gap of gaps) t.between(gap, 34, 400);
    },
  },

  {
    name: "the wait grows by half while nothing changes, up to the longest, and is short again after a change",
    run: async (t) => {
      /** @type {number[]} */
      const times = [];
      const fetch = async () => {
        times.push(performance.now());
        return Response.json({
          status: "success",
          value: times.length < 8 ? 0 : times.length,
        });
      };
      const options = { interval: 20, maxInterval: 60 };
      const values = watch(t.client({ fetch }), "a:b", {}, options);
      t.equal((await values.next()).value, 0);
      t.equal((await values.next()).value, 8);
      t.equal((await values.next()).value, 9);
      await values.return();
      const gaps = times.slice(1).map((time, index) => time - times[index]);
      const least = [20, 30, 45, 60, 60, 60, 60, 20];
      for (const [index, gap] of gaps.entries())
        t.between(gap, least[index] * 0.9 - 3, 500);
    },
  },

  {
    name: "values that differ in kind alone are changes, and what `equals` takes for the same is none",
    run: async (t) => {
      const values = [0, -0, 0n, null, 1, 1.25, [], {}, "0"];
      let at = 0;
      const encoded = values.map((value) => t.ours.convexToJson(value));
      const fetch = async () =>
        Response.json({
          status: "success",
          value: encoded[Math.min(at++, encoded.length - 1)],
        });
      const seen = [];
      for await (const value of watch(
        t.client({ fetch }),
        "a:b",
        {},
        {
          interval: 1,
        },
      ))
        if (seen.push(value) === values.length) break;
      t.equal(seen, values);
      at = 0;
      const equals = (/** @type {any} */ a, /** @type {any} */ b) =>
        Number(a) === Number(b);
      const some = [];
      for await (const value of watch(
        t.client({ fetch }),
        "a:b",
        {},
        {
          interval: 1,
          equals,
        },
      ))
        if (some.push(value) === 3) break;
      t.equal(some, [0, 1, 1.25]);
    },
  },

  {
    name: "passing failures are told and tolerated, up to so many in a row; Retry-After is obeyed",
    run: async (t) => {
      const headers = { "Retry-After": "1" };
      const session = await t.session(
        { do: "refuse" },
        reply(503, "", { headers }),
        reply(500),
      );
      /** @type {any[]} */
      const told = [];
      const onError = (/** @type {unknown} */ error) =>
        void told.push(t.ours.errorInfo(error)?.kind);
      const client = t.client({}, session);
      const start = performance.now();
      const options = { interval: 1, maxErrors: 3, onError };
      const values = watch(client, "values:echo", { value: 1 }, options);
      t.equal((await values.next()).value, 1);
      t.ok(performance.now() - start > 990, "it comes back too early");
      t.equal(told, ["network", "http", "http"]);
      await session.meet(...Array(4).fill(reply(500)));
      const error = await t.rejection(values.next());
      t.info(error, { status: 500, attempts: 4 });
      t.equal(told.length, 6);
      t.equal((await values.next()).done, true);
    },
  },

  {
    name: "a function's error, invalid arguments and what will not pass end it at once",
    run: async (t) => {
      const client = t.client();
      /** @type {[string, unknown, string][]} */
      const ends = [
        ["errors:plain", {}, "function"],
        ["values:echo", { value: new Date() }, "args"],
        ["tasks:nothing", {}, "function"],
      ];
      for (const [name, args, kind] of ends) {
        const values = watch(client, name, /** @type {any} */ (args), {
          interval: 1,
          onError: () => t.ok(false, "it is no passing failure"),
        });
        t.info(await t.rejection(values.next()), { kind }, name);
        t.equal(await values.next(), { done: true, value: undefined });
      }
      const session = await t.session(reply(404));
      const values = watch(t.client({}, session), "values:echo", { value: 1 });
      t.info(await t.rejection(values.next()), { status: 404, attempts: 1 });
    },
  },

  {
    name: "`return` while somebody waits ends it, aborts the request in flight and leaves no timer",
    run: async (t) => {
      const session = await t.session({ do: "stall head" });
      const client = t.client({}, session);
      const values = watch(client, "values:echo", { value: 1 });
      const waiting = [values.next(), values.next()];
      await t.until(async () => (await session.log()).length > 0, "a request");
      t.equal(await values.return(), { done: true, value: undefined });
      for (const one of waiting) t.equal((await one).done, true);
      await t.until(
        async () => (await session.log())[0]?.aborted,
        "the request's end",
      );
      // While it waits before the next request.
      let timers = 0;
      const { setTimeout, clearTimeout } = globalThis;
      const fetch = async () => success(1);
      const slow = watch(t.client({ fetch }), "a:b", {});
      await slow.next();
      t.replace(globalThis, "setTimeout", (/** @type {any[]} */ ...args) => {
        timers++;
        return /** @type {any} */ (setTimeout)(...args);
      });
      t.replace(globalThis, "clearTimeout", (/** @type {any} */ timer) => {
        timers--;
        clearTimeout(timer);
      });
      const next = slow.next();
      await new Promise((done) => setTimeout(done, 5));
      const atWork = timers;
      await slow.return();
      t.equal([atWork, (await next).done, timers], [1, true, 0]);
    },
  },

  {
    name: "a signal ends it with its reason, before, during and between requests",
    run: async (t) => {
      const reason = new Error("enough");
      const signal = AbortSignal.abort(reason);
      const client = t.client();
      const echo = { value: 1 };
      const none = watch(client, "values:echo", echo, { signal });
      t.same(await t.rejection(none.next()), reason);
      t.equal((await none.next()).done, true);

      const session = await t.session({ do: "stall head" });
      const during = new AbortController();
      const stalled = watch(t.client({}, session), "values:echo", echo, {
        signal: during.signal,
      });
      const waiting = stalled.next();
      await t.until(async () => (await session.log()).length > 0, "a request");
      during.abort(reason);
      t.same(await t.rejection(waiting), reason);

      const between = new AbortController();
      const values = watch(client, "values:echo", echo, {
        signal: between.signal,
      });
      await values.next();
      const next = values.next();
      await sleep(20);
      between.abort(reason);
      t.same(await t.rejection(next), reason);
    },
  },

  {
    name: "`refresh` asks at once, also while a failed request waits to be sent again",
    run: async (t) => {
      const client = t.client();
      const args = { channel: t.channel };
      const slow = { interval: 60_000 };
      const values = watch(client, list, args, slow);
      t.equal((await values.next()).value, []);
      const next = values.next();
      await client.mutation("messages:send", t.message("mine"));
      values.refresh();
      t.equal(bodies((await next).value ?? []), ["mine"]);
      await values.return();

      const session = await t.session(reply(503));
      let isTold = false;
      const failing = watch(t.client({}, session), list, args, {
        ...slow,
        onError: () => void (isTold = true),
      });
      const value = failing.next();
      await t.until(() => isTold, "the failure");
      failing.refresh();
      t.equal(bodies((await value).value ?? []), ["mine"]);
      await failing.return();
    },
  },

  {
    name: "a hidden page asks for nothing, and asks at once when it is shown or online again",
    run: async (t) => {
      let count = 0;
      const fetch = async () =>
        Response.json({ status: "success", value: count++ });
      // A page's own; elsewhere what stands for one.
      const page =
        /** @type {any} */ (globalThis).document ?? new EventTarget();
      const global = "document" in globalThis ? globalThis : new EventTarget();
      if (page !== /** @type {any} */ (globalThis).document) {
        t.replace(globalThis, "document", page);
        for (const name of ["addEventListener", "removeEventListener"])
          t.replace(globalThis, name, (/** @type {any[]} */ ...args) =>
            /** @type {any} */ (global)[name](...args),
          );
      }
      const state = (/** @type {string} */ visibilityState) => {
        t.replace(page, "visibilityState", visibilityState);
        page.dispatchEvent(new Event("visibilitychange"));
      };
      state("visible");
      const values = watch(t.client({ fetch }), "a:b", {}, { interval: 30 });
      t.equal((await values.next()).value, 0);
      const next = values.next();
      state("hidden");
      await sleep(120);
      t.equal(count, 1);
      state("visible");
      t.equal((await next).value, 1);
      await values.return();

      const slow = watch(t.client({ fetch }), "a:b", {}, { interval: 60_000 });
      await slow.next();
      const later = slow.next();
      await sleep(5);
      global.dispatchEvent(new Event("online"));
      t.equal((await later).done, false);
      await slow.return();
    },
  },

  {
    name: "several queries are watched at one moment",
    run: async (t) => {
      const session = await t.session();
      const client = t.client({}, session);
      const args = { channel: t.channel };
      const values = watchAll(
        client,
        /** @type {any} */ ([
          [list, args],
          ["values:echo", { value: 1n }],
        ]),
        { interval: 10 },
      );
      t.equal((await values.next()).value, [[], 1n]);
      const next = values.next();
      await client.mutation("messages:send", t.message("a"));
      const { value } = await next;
      t.equal([bodies(value[0]), value[1]], [["a"], 1n]);
      await values.return();
      const paths = (await sent(session)).map(({ path }) => path);
      t.equal([...new Set(paths)], ["/api/query_batch"]);
      const failing = watchAll(
        client,
        /** @type {any} */ ([[list, args], ["errors:plain"]]),
      );
      t.info(await t.rejection(failing.next()), { kind: "function" });
    },
  },

  {
    name: "`waitFor` returns the value that is as it should be, or says that it did not come in time",
    run: async (t) => {
      const client = t.client();
      const args = { channel: t.channel };
      const has = async (/** @type {any[]} */ messages) => messages.length > 1;
      const options = { interval: 10 };
      const found = waitFor(client, list, args, has, options);
      await client.mutation("messages:send", t.message("a"));
      await client.mutation("messages:send", t.message("b"));
      t.equal(bodies(await found), ["a", "b"]);

      const never = () => false;
      const error = await t.rejection(
        waitFor(client, list, args, never, { ...options, timeout: 80 }),
      );
      t.ok(error instanceof t.ours.ConvexTimeoutError, String(error));
      t.info(error, { kind: "timeout", functionPath: list });
      const thrown = new Error("no");
      const fails = waitFor(client, list, args, () => {
        throw thrown;
      });
      t.same(await t.rejection(fails), thrown);
    },
  },

  {
    name: "options that are none are refused by name, by the first value and never by a throw",
    run: async (t) => {
      const fetch = async () => {
        throw new Error("It was sent.");
      };
      const bad = {
        interval: [0, -1, NaN, Infinity, "1"],
        maxInterval: [0, "1"],
        maxErrors: [-1, NaN, "1"],
        equals: [1],
        onError: [{}],
        signal: [new AbortController()],
        intervall: [1],
        retry: [2],
      };
      for (const [name, values] of Object.entries(bad))
        for (const value of values) {
          const options = /** @type {any} */ ({ [name]: value });
          const values = watch(t.client({ fetch }), "a:b", {}, options);
          const error = await t.rejection(values.next(), `${name} ${value}`);
          t.ok(error.message.includes(`\`${name}\``), error.message);
          t.info(error, { kind: "args" });
          t.equal((await values.next()).done, true);
        }
    },
  },
];
