import assert from "node:assert/strict";
import { test } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi, getFunctionName, makeFunctionReference } from "convex/server";
import { ConvexError, convexToJson, jsonToConvex } from "convex/values";
import { differences } from "./differences.js";
import { runGenerated } from "./generated/run.js";
import { cases } from "./groups.js";
import { runSuite } from "./harness/run.js";

/**
 * Proves that the suite can fail: each mutant is the official client with one
 * small fault, and must be caught in the group that its fault belongs to.
 */

/** @type {any} */
const Client = ConvexHttpClient;
const official = {
  ConvexHttpClient,
  ConvexError,
  anyApi,
  convexToJson,
  getFunctionName,
  jsonToConvex,
  makeFunctionReference,
};

/**
 * A client whose requests and replies pass through a faulty fetch.
 *
 * @param {(fetch: any, url: string, init: any) => any} fault
 */
function withFetch(fault) {
  return class ConvexHttpClient extends Client {
    constructor(/** @type {any} */ address, /** @type {any} */ options) {
      const fetch = options?.fetch;
      super(
        address,
        typeof fetch === "function"
          ? Object.create(options, {
              fetch: {
                value: (/** @type {any} */ url, /** @type {any} */ init) =>
                  fault(fetch, url, init),
              },
            })
          : options,
      );
    }
  };
}

/** @param {(client: any) => void} change */
function withMethods(change) {
  class ConvexHttpClient extends Client {}
  change(ConvexHttpClient.prototype);
  return ConvexHttpClient;
}

/** @param {any} init @param {(body: any) => any} change */
function withBody(init, change) {
  if (init.body === undefined) return init;
  return { ...init, body: JSON.stringify(change(JSON.parse(init.body))) };
}

/** @param {any} prototype @param {string} method @param {(...args: any[]) => any} fault */
function replace(prototype, method, fault) {
  const original = Client.prototype[method];
  prototype[method] = function (/** @type {any[]} */ ...args) {
    return fault.call(this, original.bind(this), ...args);
  };
}

/** @type {Record<string, { group: string, mutant: Record<string, any> }>} */
const mutants = {
  "query calls fetch a microtask late": {
    group: "same-tick",
    mutant: {
      ConvexHttpClient: withMethods((prototype) =>
        replace(prototype, "query", async (original, ...args) => {
          await null;
          return original(...args);
        }),
      ),
    },
  },
  "invalid arguments throw instead of rejecting": {
    group: "same-tick",
    mutant: {
      ConvexHttpClient: withMethods((prototype) =>
        replace(prototype, "action", (original, ref, args) => {
          if (typeof args === "number") throw new Error("bad");
          return original(ref, args);
        }),
      ),
    },
  },
  "mutations are sent in parallel": {
    group: "queue",
    mutant: {
      ConvexHttpClient: withMethods((prototype) =>
        replace(prototype, "mutation", (original, ref, args) =>
          original(ref, args, { skipQueue: true }),
        ),
      ),
    },
  },
  "an idle queue sends a microtask late": {
    group: "queue",
    mutant: {
      ConvexHttpClient: withMethods((prototype) =>
        replace(prototype, "enqueueMutation", async (original, ...args) => {
          await null;
          return original(...args);
        }),
      ),
    },
  },
  "arrays are sent in the wrong order": {
    group: "values-encode",
    mutant: {
      ConvexHttpClient: withFetch((fetch, url, init) =>
        fetch(
          url,
          withBody(init, (body) =>
            JSON.parse(JSON.stringify(body), (_key, value) =>
              Array.isArray(value) && value.length > 1
                ? (value.toReversed?.() ?? [...value].reverse())
                : value,
            ),
          ),
        ),
      ),
    },
  },
  "body members are in another order": {
    group: "transport",
    mutant: {
      ConvexHttpClient: withFetch((fetch, url, init) =>
        fetch(
          url,
          withBody(init, ({ path, ...rest }) => ({ ...rest, path })),
        ),
      ),
    },
  },
  "a query's fields are in another order": {
    group: "transport",
    mutant: {
      ConvexHttpClient: withFetch((fetch, url, init) =>
        fetch(
          url,
          /\/api\/query/.test(url)
            ? withBody(init, (body) =>
                JSON.parse(JSON.stringify(body), (_key, value) =>
                  value && Object.keys(value).join() === "y,z"
                    ? { z: value.z, y: value.y }
                    : value,
                ),
              )
            : init,
        ),
      ),
    },
  },
  "a message is changed by one character": {
    group: "args",
    mutant: {
      ConvexHttpClient: withMethods((prototype) =>
        replace(prototype, "query", (original, ...args) =>
          original(...args).catch((/** @type {any} */ error) => {
            if (error instanceof Error) error.message += ".";
            throw error;
          }),
        ),
      ),
    },
  },
  "a rejection is wrapped": {
    group: "transport",
    mutant: {
      ConvexHttpClient: withFetch(async (fetch, url, init) => {
        try {
          return await fetch(url, init);
        } catch (error) {
          // oxlint-disable-next-line preserve-caught-error
          throw new Error(String(error));
        }
      }),
    },
  },
  "a log line is dropped": {
    group: "logging",
    mutant: {
      ConvexHttpClient: withFetch(async (fetch, url, init) => {
        const response = await fetch(url, init);
        if (!(response instanceof Response) || response.status !== 200) {
          return response;
        }
        const text = await response.text();
        return new Response(text.replace(/"\[LOG\][^"]*",?/, ""));
      }),
    },
  },
  "fetch is called as a method": {
    group: "transport",
    mutant: {
      ConvexHttpClient: withFetch((fetch, url, init) =>
        fetch.call(globalThis, url, init),
      ),
    },
  },
  "headers are a Headers object": {
    group: "auth",
    mutant: {
      ConvexHttpClient: withFetch((fetch, url, init) =>
        fetch(url, { ...init, headers: new Headers(init.headers) }),
      ),
    },
  },
  "credentials survive clearAuth": {
    group: "auth",
    mutant: {
      ConvexHttpClient: withMethods((prototype) => {
        prototype.clearAuth = () => {};
      }),
    },
  },
  "errorData null counts as absent": {
    group: "replies",
    mutant: {
      ConvexHttpClient: withFetch(async (fetch, url, init) => {
        const response = await fetch(url, init);
        if (!(response instanceof Response)) return response;
        const text = await response.text();
        const { status } = response;
        return new Response(
          status === 204 || status === 304
            ? null
            : text.replace(',"errorData":null', ""),
          { status },
        );
      }),
    },
  },
  "560 is an HTTP error": {
    group: "replies",
    mutant: {
      ConvexHttpClient: withFetch(async (fetch, url, init) => {
        const response = await fetch(url, init);
        return response instanceof Response && response.status === 560
          ? new Response(await response.text(), { status: 500 })
          : response;
      }),
    },
  },
  "negative zero is decoded as zero": {
    group: "values-decode",
    mutant: {
      ConvexHttpClient: withMethods((prototype) =>
        replace(prototype, "query", async (original, ...args) => {
          const value = await original(...args);
          return Object.is(value, -0) ? 0 : value;
        }),
      ),
    },
  },
  "an address is not checked": {
    group: "address",
    mutant: {
      ConvexHttpClient: class ConvexHttpClient extends Client {
        constructor(/** @type {any} */ address, /** @type {any} */ options) {
          super(address, { ...options, skipConvexDeploymentUrlCheck: true });
        }
      },
    },
  },
  "every timestamp is asked for": {
    group: "timestamps",
    mutant: {
      ConvexHttpClient: withMethods((prototype) =>
        replace(prototype, "getTimestamp", function (original) {
          // @ts-expect-error: the client itself
          this.encodedTsPromise = undefined;
          return original();
        }),
      ),
    },
  },
  "a default export keeps its name": {
    group: "references",
    mutant: {
      getFunctionName: (/** @type {any} */ ref) => {
        const name = getFunctionName(ref);
        return name.includes(":") ? name : `${name}:default`;
      },
    },
  },
  "ConvexError has no brand": {
    group: "exports",
    mutant: {
      ConvexError: class extends /** @type {any} */ (ConvexError) {
        constructor(/** @type {any} */ data) {
          super(data);
          delete (/** @type {any} */ (this)[Symbol.for("ConvexError")]);
        }
      },
    },
  },
};

for (const [name, { group, mutant }] of Object.entries(mutants)) {
  test(`caught: ${name}`, async () => {
    const failures = await failuresOf({ ...official, ...mutant }, [], group);
    assert.notEqual(failures.length, 0);
  });
}

/** A fault for each kind of generated case. */
/** @type {Record<string, { group: string, mutant: Record<string, any> }>} */
const rareMutants = {
  "a field named 10 is lost": {
    group: "values",
    mutant: {
      jsonToConvex: (/** @type {any} */ json) => {
        const value = /** @type {any} */ (jsonToConvex(json));
        if (Object(value) === value && "10" in value) delete value[10];
        return value;
      },
    },
  },
  "201 is an HTTP error": {
    group: "replies",
    mutant: {
      ConvexHttpClient: withFetch(async (fetch, url, init) => {
        const response = await fetch(url, init);
        return response instanceof Response && response.status === 201
          ? new Response(await response.text(), { status: 500 })
          : response;
      }),
    },
  },
  "callers learn of a mutation two microtasks late": {
    group: "schedules",
    mutant: {
      ConvexHttpClient: withMethods((prototype) =>
        replace(prototype, "mutation", (original, ref, args, options) =>
          original(ref, args, options).then(
            async (/** @type {any} */ value) => {
              await null;
              return value;
            },
          ),
        ),
      ),
    },
  },
};

for (const [name, { group, mutant }] of Object.entries(rareMutants)) {
  test(`caught by generated cases: ${name}`, async () => {
    const { failures } = await runGenerated(
      {
        official,
        ours: { ...official, ...mutant },
        differences: [],
        filter: `generated: ${group}`,
      },
      { runs: 300, seed: 1 },
    );
    assert.notEqual(failures.length, 0);
  });
}

test("the official client itself passes the generated cases", async () => {
  const plan = { official, ours: official, differences: [] };
  const { failures } = await runGenerated(plan, { runs: 50, seed: 1 });
  assert.deepEqual(failures, []);
});

test("a wrapped client without a fault passes", async () => {
  const controls = [
    withFetch((fetch, url, init) => fetch(url, init)),
    withMethods((prototype) =>
      replace(prototype, "query", (original, ...args) => original(...args)),
    ),
  ];
  for (const ConvexHttpClient of controls) {
    const failures = await failuresOf({ ...official, ConvexHttpClient }, []);
    assert.deepEqual(failures, []);
  }
});

test("the official client itself passes", async () => {
  assert.deepEqual(await failuresOf(official, []), []);
});

test("a difference that is none fails", async () => {
  const failures = await failuresOf(official, differences, "deliberate");
  assert.deepEqual(
    differences
      .map(({ id }) => id)
      .filter((id) => !failures.some((name) => name === `difference ${id}`)),
    // These say what ours may do; the others what it must do, and then the
    // comparison itself fails.
    differences
      .map(({ id }) => id)
      .filter((id) => !["error information", "typed HTTP errors"].includes(id)),
  );
  assert.notEqual(failures.filter((name) => name.includes(":")).length, 0);
});

/**
 * @param {Record<string, any>} ours
 * @param {import("./differences.js").Difference[]} table
 * @param {string} [group]
 */
async function failuresOf(ours, table, group) {
  // A fault may keep a case waiting for ever; large cases take their time.
  const timeLimit = group === undefined ? undefined : 1000;
  const plan = { official, ours, cases, differences: table, timeLimit };
  const filter = group && `${group}:`;
  const { failures } = await runSuite({ ...plan, filter });
  return failures.map(({ name }) => name);
}
