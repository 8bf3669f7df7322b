// What stands in for `convex/nextjs`, by its requests: a real app of Next is in tests/packaging/cells/next.
import * as entry from "convex-http-client/nextjs";
import { reply } from "../faults.js";
import { success } from "../setting.js";

/** Takes names of functions, as it does at run time. @type {any} */
const nextjs = entry;

/**
 * Notes what the runtime's `fetch` is told.
 *
 * @param {import("../setting.js").Setting} t
 */
function recording(t) {
  /** @type {any[]} */
  const sent = [];
  t.replace(
    globalThis,
    "fetch",
    async (/** @type {string} */ url, /** @type {any} */ init) => {
      sent.push({ url, ...init });
      return success();
    },
  );
  return sent;
}

const url = "https://small-mouse-123.convex.cloud";

/** @type {import("../setting.js").Case[]} */
const cases = [
  {
    name: "functions of every kind run, by the token of the call or an admin's key",
    run: async (t) => {
      const { backendUrl } = t.env;
      const given = { url: backendUrl, token: await t.token({ sub: "ada" }) };
      const { fetchAction, fetchMutation, fetchQuery } = nextjs;
      t.equal(await fetchQuery("values:echo", { value: 1n }, given), 1n);
      t.equal(
        await fetchMutation("values:echoMutation", { value: 1 }, given),
        1,
      );
      t.equal(await fetchAction("values:echoAction", { value: 1 }, given), 1);
      t.equal((await fetchQuery("users:whoami", {}, given))?.subject, "ada");
      t.equal(
        await fetchQuery("users:whoami", undefined, { url: backendUrl }),
        null,
      );
      const admin = { url: backendUrl, adminToken: await t.adminKey() };
      t.equal(
        (await fetchQuery("internal:secret", {}, admin).catch(
          () => "refused",
        )) !== "refused",
        true,
      );
    },
  },

  {
    name: "a query that is preloaded has what `usePreloadedQuery` takes, and its result",
    run: async (t) => {
      const given = { url: t.env.backendUrl };
      const args = { value: { big: 2n ** 60n, list: [1.5, -0] } };
      const preloaded = await nextjs.preloadQuery("values:echo", args, given);
      t.equal(preloaded, {
        _name: "values:echo",
        _argsJSON: t.ours.convexToJson(args),
        _valueJSON: t.ours.convexToJson(args.value),
      });
      t.equal(nextjs.preloadedQueryResult(preloaded), args.value);
      // What a server component hands on is JSON.
      const sent = JSON.parse(JSON.stringify(preloaded));
      t.equal(nextjs.preloadedQueryResult(sent), args.value);
      const none = await nextjs.preloadQuery("users:whoami", undefined, given);
      t.equal([none._argsJSON, none._valueJSON], [{}, null]);
    },
  },

  {
    name: "several queries are preloaded by one request, and the first that fails rejects",
    run: async (t) => {
      const session = await t.session();
      const given = { url: session.url, skipConvexDeploymentUrlCheck: true };
      const queries = [["values:echo", { value: 1n }], ["users:whoami"]];
      const both = await nextjs.preloadQueries(queries, given);
      t.equal(both.map(nextjs.preloadedQueryResult), [1n, null]);
      t.equal(both[1]._argsJSON, {});
      const log = await session.log();
      t.equal(
        log.map(({ path }) => path),
        ["/api/query_batch"],
      );
      const failing = [...queries, ["errors:text"]];
      const error = await t.rejection(nextjs.preloadQueries(failing, given));
      t.info(error, { kind: "function" });
    },
  },

  {
    name: "nothing is kept unless it is asked for, and `no-store` never stands beside a `revalidate`",
    run: async (t) => {
      const sent = recording(t);
      const tags = ["tasks"];
      const cases = [
        [{}, { cache: "no-store" }],
        [{ cache: "force-cache" }, { cache: "force-cache" }],
        [{ next: { revalidate: 60 } }, { next: { revalidate: 60 } }],
        [{ next: { revalidate: false } }, { next: { revalidate: false } }],
        [{ next: { tags } }, { cache: "no-store", next: { tags } }],
        [
          { cache: "force-cache", next: { tags } },
          { cache: "force-cache", next: { tags } },
        ],
        [
          { cache: "no-store", next: { revalidate: 0 } },
          { cache: "no-store", next: { revalidate: 0 } },
        ],
      ];
      for (const [options, expected] of cases) {
        await nextjs.fetchQuery("a:b", {}, { url, ...options });
        const { cache, next } = sent.pop();
        t.equal(
          { cache, next },
          { cache: undefined, next: undefined, ...expected },
        );
      }
      await nextjs.fetchMutation("a:b", {}, { url });
      await nextjs.fetchAction("a:b", {}, { url });
      t.equal(
        sent.map(({ cache }) => cache),
        ["no-store", "no-store"],
      );
    },
  },

  {
    name: "timeout, retry, signal, headers, hooks and idempotent are those of the client",
    run: async (t) => {
      const session = await t.session(reply(503), { do: "stall head" });
      const given = { url: session.url, skipConvexDeploymentUrlCheck: true };
      const { fetchMutation, fetchQuery } = nextjs;
      const echo = { value: 1 };
      let retries = 0;
      const hooks = { onRetry: () => void retries++ };
      const error = await t.rejection(
        fetchQuery("values:echo", echo, {
          ...given,
          hooks,
          headers: { "X-Mine": "a" },
          retry: { limit: 1, backoff: 0 },
          timeout: 300,
        }),
      );
      t.info(error, { kind: "timeout", attempts: 2 });
      t.equal([retries, (await session.log())[0]?.headers["x-mine"]], [1, "a"]);
      await session.meet({ do: "drop" });
      const idempotent = "key";
      const again = { ...given, idempotent, retry: { limit: 1, backoff: 0 } };
      t.equal(await fetchMutation("values:echoMutation", echo, again), 1);
      const reason = new Error("enough");
      const signal = AbortSignal.abort(reason);
      t.same(await t.rejection(fetchQuery("a:b", {}, { url, signal })), reason);
      t.ok(
        (
          await t.rejection(fetchQuery("a:b", {}, { url, timout: 1 }))
        ).message.includes("`timeout`"),
        "a slip is told",
      );
    },
  },

  {
    name: "without a URL it says which variable is missing; an undefined one is told and taken from there",
    run: async (t) => {
      /** @type {unknown[]} */
      const printed = [];
      t.replace(console, "error", (/** @type {unknown} */ text) =>
        printed.push(text),
      );
      /** @type {any} */
      const { process = {} } = globalThis;
      if (!("process" in globalThis)) t.replace(globalThis, "process", process);
      t.replace(process, "env", { ...process.env });
      delete process.env.NEXT_PUBLIC_CONVEX_URL;
      for (const given of [{}, { url: undefined }]) {
        const error = await t.rejection(nextjs.fetchQuery("a:b", {}, given));
        t.ok(error.message.includes("NEXT_PUBLIC_CONVEX_URL"), error.message);
      }
      t.equal(printed.length, 1);
      process.env.NEXT_PUBLIC_CONVEX_URL = url;
      const sent = recording(t);
      await nextjs.fetchQuery("a:b");
      t.equal(
        sent.map((one) => one.url),
        [`${url}/api/query`],
      );
      const bad = await t.rejection(nextjs.fetchQuery("a:b", {}, { url: "x" }));
      t.ok(bad.message.includes("x"), bad.message);
    },
  },
];

// Old Workers refuse the member `cache`, whoever gives it to `fetch`.
const takesCache = () => {
  try {
    return !!new Request(url, { cache: "no-store" });
  } catch {
    return false;
  }
};

export default cases.map((one) => ({ ...one, where: takesCache }));
