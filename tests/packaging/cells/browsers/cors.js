// Behind a proxy that allows the headers of the official client alone: docs/runtimes.md says what fails there, and the cure.
import {
  anyApi as api,
  ConvexHttpClient,
} from "./node_modules/convex-http-client/dist/index.js";
import { CHECKS } from "./check.js";

const url = new URLSearchParams(location.search).get("convex");
const fetchWithoutId = (address, init) => {
  const headers = new Headers(init.headers);
  headers.delete("Convex-Request-Id");
  return fetch(address, { ...init, headers });
};
const policies = { timeout: 5000, retry: 2, auth: async () => null };
const make = (options) =>
  new ConvexHttpClient(url, { logger: false, ...options });

/** @type {[name: string, passes: boolean, run: () => Promise<unknown>][]} */
const calls = [
  ["a query", true, () => make(policies).query(api.tasks.list)],
  [
    "a consistent query",
    true,
    () => make(policies).consistentQuery(api.tasks.list),
  ],
  ["a batch", true, () => make(policies).batch([[api.tasks.list]])],
  [
    "a mutation without options",
    true,
    () => make({}).mutation(api.tasks.create, { text: "a" }),
  ],
  [
    "a mutation with a timeout",
    false,
    () => make({ timeout: 5000 }).mutation(api.tasks.create, { text: "b" }),
  ],
  [
    "a mutation without its id",
    true,
    () =>
      make({ timeout: 5000, fetch: fetchWithoutId }).mutation(
        api.tasks.create,
        { text: "c" },
      ),
  ],
];
const wrong = [];
for (const [name, passes, run] of calls) {
  const error = await run().then(
    () => undefined,
    (error) => error,
  );
  if (passes ? error !== undefined : error?.name !== "TypeError")
    wrong.push(`${name}: ${error}`);
}
globalThis.packagingResult =
  wrong.length > 0 ? { error: wrong.join() } : { checks: CHECKS };
