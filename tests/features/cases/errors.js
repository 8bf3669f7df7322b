// What is known of a rejected call, for every method and every way to fail.
import { everyMethod } from "../methods.js";
import { deaf } from "../setting.js";

/** @typedef {import("../setting.js").Setting} Setting */

/** Functions of the backend that fail, by the kind of call. @type {Record<string, [string, object]>} */
const FAILING = {
  query: ["errors:nested", {}],
  batch: ["errors:nested", {}],
  mutation: ["errors:afterWrite", { text: "x" }],
  action: ["errors:fromAction", {}],
  function: ["errors:fromAction", {}],
};

/** Whether a call with this kind of failure may have had effects. */
const isOpen = (/** @type {string} */ kind, /** @type {string} */ failure) => {
  if (kind === "query" || kind === "batch" || failure === "args") return false;
  return kind === "mutation" ? failure !== "function" : true;
};

const FIELDS = [
  "kind",
  "status",
  "code",
  "requestId",
  "functionPath",
  "attempts",
  "retryable",
  "outcome",
];

/**
 * @param {Setting} t
 * @param {string} failure
 * @param {string} name
 * @param {import("../methods.js").Method} method
 * @param {object | undefined} options
 */
async function fail(t, failure, name, { kind, ref, call }, options) {
  const session = await t.session();
  const client = t.client({}, session);
  if (name === "function") client.setAdminAuth(await t.adminKey());
  const ts =
    name === "consistentQuery" ? [/** @type {const} */ ({ do: "pass" })] : [];
  switch (failure) {
    case "function":
      return t.rejection(call(client, ...FAILING[kind], options), name);
    case "http": {
      const body = JSON.stringify({ code: "TooLarge", message: "no" });
      await session.meet(...ts, { do: "reply", status: 413, body });
      break;
    }
    case "network":
      await session.meet(...ts, { do: "refuse" });
      break;
    case "protocol":
      await session.meet(...ts, { do: "reply", status: 200, body: "<html>" });
      break;
    case "args":
      return t.rejection(
        call(client, ref, { value: new Map() }, options),
        name,
      );
    case "timeout":
      await session.meet(...ts, { do: "stall head" });
      return t.rejection(
        call(client, ref, { value: 1 }, { ...options, timeout: 200 }),
        name,
      );
    case "aborted": {
      await session.meet(...ts, { do: "stall head" });
      const signal = AbortSignal.timeout(200);
      return t.rejection(
        call(client, ref, { value: 1 }, { ...options, signal }),
        name,
      );
    }
  }
  return t.rejection(call(client, ref, { value: 1 }, options), name);
}

/** @type {import("../setting.js").Case[]} */
export default [
  ...[
    "function",
    "http",
    "network",
    "protocol",
    "args",
    "timeout",
    "aborted",
  ].map((failure) => ({
    name: `errorInfo of ${failure}, for every method`,
    run: async (/** @type {Setting} */ t) => {
      for (const options of [undefined, { retry: 1 }])
        for (const [name, method] of everyMethod) {
          // Sent again, it would succeed.
          const used =
            failure === "network" && method.repeats
              ? options && { retry: false }
              : options;
          const error = await fail(t, failure, name, method, used);
          const label = `${name} ${JSON.stringify(options)}`;
          const { kind, ref } = method;
          const isHttp = failure === "http";
          const isRead = Boolean(method.repeats);
          const isSent = failure !== "args";
          const { requestId } = t.info(
            error,
            {
              kind: failure,
              status: isHttp ? 413 : undefined,
              code: isHttp ? "TooLarge" : undefined,
              functionPath: failure === "function" ? FAILING[kind][0] : ref,
              attempts: isSent ? 1 : 0,
              retryable:
                isRead && (failure === "network" || failure === "timeout"),
              outcome: isOpen(kind, failure) ? "unknown" : "not-committed",
            },
            label,
          );
          // Queries have none unless a hook asks.
          const hasId =
            !isRead && (Boolean(used?.retry) || failure === "timeout");
          if (isSent)
            t.equal(typeof requestId, hasId ? "string" : "undefined", label);
          checkFields(t, error, label);
        }
    },
  })),

  {
    name: "errors stay as the official client has them, but for what does not show",
    run: async (t) => {
      const ways = [
        () => new Response('{"code":"X","message":"m"}', { status: 500 }),
        () => new Response("", { status: 404 }),
        () => Response.json({ status: "error", errorMessage: "m" }),
        () =>
          Response.json({
            status: "error",
            errorMessage: "m",
            errorData: { code: "Mine" },
          }),
        () => new Response("<html>"),
        () => Response.json({ status: "neither" }),
      ];
      for (const way of ways) {
        const fetch = async () => way();
        const { ConvexHttpClient } = t.official;
        const official = new ConvexHttpClient("http://127.0.0.1:1", {
          fetch,
          logger: false,
        });
        const theirs = await t.rejection(official.mutation("a:b", {}));
        const ours = await t.rejection(t.client({ fetch }).mutation("a:b", {}));
        t.equal(
          [ours.name, ours.message, Object.keys(ours)],
          [theirs.name, theirs.message, Object.keys(theirs)],
        );
        // Those of our own class show what is known of them: see below.
        if (!(ours instanceof t.ours.ConvexHttpError))
          t.equal(JSON.stringify(ours), JSON.stringify(theirs));
        t.equal(String(ours), String(theirs));
        t.equal(ours.data, theirs.data);
      }
    },
  },

  {
    name: "the JSON of HTTP errors and timeouts has what is known of them",
    run: async (t) => {
      const body = '{"code":"TooLarge","message":"no"}';
      const refused = await t.rejection(
        t
          .client({ fetch: async () => new Response(body, { status: 413 }) })
          .action("a:b"),
      );
      t.equal(JSON.parse(JSON.stringify(refused)), {
        message: body,
        kind: "http",
        status: 413,
        code: "TooLarge",
        functionPath: "a:b",
        attempts: 1,
        retryable: false,
        outcome: "unknown",
      });
      const late = await t.rejection(
        t.client({ fetch: deaf }).query("a:b", {}, { timeout: 5 }),
      );
      t.equal(JSON.parse(JSON.stringify([{ late }])), [
        {
          late: {
            message: "The query a:b did not settle within 5 ms.",
            kind: "timeout",
            functionPath: "a:b",
            attempts: 1,
            retryable: true,
            outcome: "not-committed",
          },
        },
      ]);
    },
  },

  {
    name: "an HTTP error is a ConvexHttpError, and nothing else is",
    run: async (t) => {
      const { ConvexHttpError, ConvexTimeoutError } = t.ours;
      const fetch = async () => new Response("no", { status: 500 });
      for (const [name, { call }] of everyMethod) {
        const error = await t.rejection(
          call(t.client({ fetch }), "a:b", {}),
          name,
        );
        t.ok(error instanceof ConvexHttpError && error instanceof Error, name);
        t.equal(error instanceof ConvexTimeoutError, false);
        t.equal([error.name, error.status], ["Error", 500], name);
      }
      for (const reply of [
        () => new Response("<html>"),
        () => Response.json({ status: "error", errorMessage: "m" }),
      ]) {
        const error = await t.rejection(
          t.client({ fetch: async () => reply() }).query("a:b"),
        );
        t.equal(error instanceof ConvexHttpError, false);
      }
    },
  },

  {
    name: "a custom fetch's rejection is the same, whatever it is",
    run: async (t) => {
      const own = Object.assign(new Error("mine"), {
        code: "ECONNRESET",
        status: 7,
        kind: "own",
      });
      const hostile = new Proxy(new Error("hostile"), {
        has() {
          throw new Error("has");
        },
        get(_, name) {
          // Promises ask for this one.
          if (name !== "then") throw new Error("get");
        },
        defineProperty() {
          throw new Error("define");
        },
        getPrototypeOf: () => Error.prototype,
      });
      const sealed = [
        Object.freeze(new Error("frozen")),
        Object.seal(new Error("sealed")),
        Object.preventExtensions({}),
      ];
      const objects = [
        own,
        hostile,
        ...sealed,
        new Error("plain"),
        { a: 1 },
        [1],
        () => {},
      ];
      const primitives = ["text", 42, null, undefined, false, 7n, Symbol("s")];
      for (const options of [undefined, { retry: 0 }, { timeout: 9999 }])
        for (const reason of [...objects, ...primitives]) {
          const client = t.client({ fetch: () => Promise.reject(reason) });
          t.same(
            await t.rejection(client.mutation("a:b", {}, options)),
            reason,
          );
          const info = t.ours.errorInfo(reason);
          if (primitives.includes(/** @type {any} */ (reason)))
            t.equal(info, undefined);
          else
            t.equal(
              [info.kind, info.outcome, info.functionPath],
              ["network", "unknown", "a:b"],
            );
        }
      t.equal(
        [own.code, own.status, own.kind],
        ["ECONNRESET", 7, "own"],
        "its own stay",
      );
      t.equal(/** @type {any} */ (own).outcome, "unknown");
      for (const one of sealed) t.equal(Object.hasOwn(one, "outcome"), false);
      for (const reason of [new Error("plain"), { a: 1 }, [1]]) {
        const names = Object.keys(reason);
        const client = t.client({ fetch: () => Promise.reject(reason) });
        await t.rejection(client.query("a:b", {}, { retry: 0 }));
        t.equal(Object.keys(reason), names, "nothing more shows");
        t.equal(/** @type {any} */ (reason).kind, "network");
      }
    },
  },

  {
    name: "section 6, one error object rejecting several calls: the worst outcome stays",
    run: async (t) => {
      const shared = new Error("shared");
      const client = t.client({ fetch: () => Promise.reject(shared) });
      await t.rejection(client.mutation("a:first", {}));
      await t.rejection(client.query("a:second"));
      const worst = { outcome: "unknown", retryable: false };
      t.info(shared, { kind: "network", ...worst });
      checkFields(t, shared, "shared");
      // Nor does one that never left excuse it.
      const refused = t.client({
        hooks: {
          onRequest: () => {
            throw shared;
          },
        },
      });
      await t.rejection(refused.mutation("a:third", {}));
      const known = t.info(shared, { kind: "args", ...worst });
      for (const name of FIELDS)
        t.equal(/** @type {any} */ (shared)[name], known[name], name);
      // In the other order.
      const later = new Error("later");
      const failing = t.client({ fetch: () => Promise.reject(later) });
      await t.rejection(failing.query("a:first"));
      t.info(later, { outcome: "not-committed", retryable: true });
      await t.rejection(failing.mutation("a:second", {}));
      t.info(later, { ...worst, functionPath: "a:second" });
      checkFields(t, later, "later");
    },
  },

  {
    name: "what is known is a copy",
    run: async (t) => {
      const client = t.client({ fetch: () => Promise.reject(new Error("x")) });
      const error = await t.rejection(client.mutation("a:b", {}));
      t.ours.errorInfo(error).outcome = "not-committed";
      t.info(error, { outcome: "unknown" });
    },
  },
];

/**
 * The same facts are on the error, and do not show; not on those that are like the official client's in all.
 *
 * @param {Setting} t
 * @param {any} error
 * @param {string} label
 */
function checkFields(t, error, label) {
  const info = t.ours.errorInfo(error);
  const isPlain = ["function", "args"].includes(info.kind);
  for (const name of FIELDS) {
    const found = Object.getOwnPropertyDescriptor(error, name);
    if (isPlain) {
      t.equal(found, undefined, `${label}: ${name} is on it`);
      continue;
    }
    // The runtime's own errors may have fields of these names, which stay: workerd's have `retryable`.
    const isTheirs =
      ["network", "aborted"].includes(info.kind) && found?.enumerable;
    if (isTheirs || (name === "code" && !found && error.code !== undefined))
      continue;
    t.equal(error[name], info[name], `${label}: ${name}`);
    t.equal(found?.enumerable ?? false, false, `${label}: ${name} shows`);
  }
}
