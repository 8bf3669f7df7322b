import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { startBackend } from "../../backend/server.js";
import { makeProject } from "./project.mjs";

/**
 * Libraries that use a `ConvexHttpClient`, given ours.
 *
 * - `@convex-dev/react-query` makes an official client of its own on a server,
 *   and keeps it in the public member `serverHttpClient`, which can be set.
 * - `withArgs` of `convex-helpers/browser` wraps a client that it is given, and asks for official's class by its type.
 * - `convex/nextjs` makes an official client in each call: `fetchQuery`,
 *   `fetchMutation`, `fetchAction` and `preloadQuery` cannot take another one.
 *   What `preloadQuery` returns is JSON, which ours can make and read as well.
 * - `convex/react` talks over a WebSocket and takes no HTTP client.
 */
const PACKAGES = [
  "convex@1.48.0",
  "convex-helpers@0.1.124",
  "@convex-dev/react-query@0.1.0",
  "lodash@4.18.1",
  "@tanstack/react-query@5.108.0",
  "react@19.3.1",
];

const project = makeProject("interop");
const flags = ["--ignore-scripts", "--prefer-offline", "--no-audit"];
execFileSync(
  "npm",
  ["install", ...PACKAGES, ...flags, "--no-fund", "--loglevel=error"],
  { cwd: project, stdio: ["ignore", "ignore", "inherit"] },
);

/** @type {import("../../backend/server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
after(() => backend.stop());

/**
 * Runs a module in the project and returns what it prints, as JSON.
 *
 * @param {string} name
 * @param {string} code
 */
async function run(name, code) {
  writeFileSync(join(project, `${name}.js`), code);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`${name}.js`],
    {
      cwd: project,
      env: { ...process.env, NEXT_PUBLIC_CONVEX_URL: backend.url },
      timeout: 30_000,
    },
  );
  return JSON.parse(stdout);
}

test("@convex-dev/react-query queries through our client on a server", async () => {
  const seen = await run(
    "react-query",
    `import { QueryClient } from "@tanstack/react-query";
     import { ConvexQueryClient, convexAction, convexQuery } from "@convex-dev/react-query";
     import { anyApi as api, ConvexHttpClient } from "convex-http-client";

     const url = process.env.NEXT_PUBLIC_CONVEX_URL;
     const seen = {};
     for (const inconsistent of [false, true]) {
       const convex = new ConvexQueryClient(url, {
         dangerouslyUseInconsistentQueriesDuringSSR: inconsistent,
       });
       const paths = [];
       convex.serverHttpClient = new ConvexHttpClient(url, {
         fetch: (to, init) => {
           const client = init.headers["Convex-Client"].replace(/-[\\d.]+$/, "");
           paths.push([new URL(to).pathname, client].join(" "));
           return fetch(to, init);
         },
       });
       const queryClient = new QueryClient({
         defaultOptions: {
           queries: { queryKeyHashFn: convex.hashFn(), queryFn: convex.queryFn(), retry: false },
         },
       });
       const value = { n: 7n, zero: -0, bytes: new ArrayBuffer(1) };
       const echoed = await queryClient.fetchQuery(convexQuery(api.values.echo, { value }));
       const acted = await queryClient.fetchQuery(convexAction(api.values.echoAction, { value: [-0] }));
       const refused = await queryClient
         .fetchQuery(convexQuery(api.errors.nested, {}))
         .catch((error) => error.data.code);
       seen[inconsistent ? "inconsistent" : "consistent"] = {
         paths,
         echoed: [String(echoed.n), Object.is(echoed.zero, -0), echoed.bytes.byteLength],
         acted: Object.is(acted[0], -0),
         refused,
       };
       await convex.convexClient.close();
     }
     console.log(JSON.stringify(seen));
     process.exit(0);`,
  );
  const values = { echoed: ["7", true, 1], acted: true, refused: "Nested" };
  const by = (/** @type {string} */ path) => `/api/${path} convex-http-client`;
  assert.deepEqual(seen, {
    consistent: {
      ...values,
      paths: ["query_ts", "query_at_ts", "action", "query_at_ts"].map(by),
    },
    inconsistent: { ...values, paths: ["query", "action", "query"].map(by) },
  });
});

test("what is preloaded for Next.js passes between the clients", async () => {
  const seen = await run(
    "nextjs",
    `import { fetchQuery, preloadQuery, preloadedQueryResult } from "convex/nextjs";
     import { anyApi as api, convexToJson, ConvexHttpClient, getFunctionName, jsonToConvex } from "convex-http-client";

     const client = new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL);
     const args = { value: { n: 7n, zero: -0 } };
     const value = await client.query(api.values.echo, args);
     const mine = {
       _name: getFunctionName(api.values.echo),
       _argsJSON: convexToJson(args),
       _valueJSON: convexToJson(value),
     };
     const theirs = await preloadQuery(api.values.echo, args);
     const show = ({ n, zero }) => [String(n), Object.is(zero, -0)];
     console.log(JSON.stringify({
       same: JSON.stringify(mine) === JSON.stringify(theirs),
       byOfficial: show(preloadedQueryResult(mine)),
       byOurs: show(jsonToConvex(theirs._valueJSON)),
       ourReference: show(await fetchQuery(api.values.echo, args)),
     }));`,
  );
  const value = ["7", true];
  assert.deepEqual(seen, {
    same: true,
    byOfficial: value,
    byOurs: value,
    ourReference: value,
  });
});

test("convex-helpers wraps our client", async () => {
  const seen = await run(
    "helpers",
    `import { withArgs } from "convex-helpers/browser";
     import { anyApi as api, ConvexHttpClient } from "convex-http-client/convex";

     const client = withArgs(new ConvexHttpClient(process.env.NEXT_PUBLIC_CONVEX_URL), { value: 1 });
     console.log(JSON.stringify(await client.query(api.values.echo, {})));`,
  );
  assert.equal(seen, 1);
});

test("libraries that ask for official's class by its type take the client of …/convex", () => {
  writeFileSync(
    join(project, "libraries.ts"),
    `import type { ConvexQueryClient } from "@convex-dev/react-query";
     import { withArgs } from "convex-helpers/browser";
     import { ConvexHttpClient as Official } from "convex/browser";
     import { ConvexClient, ConvexHttpClient } from "convex-http-client/convex";

     class Own extends ConvexHttpClient {}
     declare const convex: ConvexQueryClient;
     for (const Client of [ConvexHttpClient, Own]) {
       const client = new Client("https://a.convex.cloud", { retry: 2 });
       withArgs(client, { token: "a" });
       convex.serverHttpClient = client;
     }
     const Made: typeof Official = ConvexHttpClient;
     withArgs(new ConvexClient("https://a.convex.cloud"), { token: "a" });
     withArgs(new Made("https://a.convex.cloud"), { token: "a" });`,
  );
  const modules = resolve(import.meta.dirname, "../../node_modules");
  const options = [
    ...["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"],
    // React's types are not installed.
    "--skipLibCheck",
  ];
  execFileSync(
    process.execPath,
    [join(modules, "typescript/bin/tsc"), ...options, "libraries.ts"],
    { cwd: project, stdio: ["ignore", "inherit", "inherit"] },
  );
});

test("what lodash clones of a client has none of its credentials", async () => {
  const seen = await run(
    "lodash",
    `import lodash from "lodash";
     import { ConvexHttpClient } from "convex-http-client";

     const client = new ConvexHttpClient("https://a.convex.cloud", { auth: "secret" });
     const seen = [];
     for (const clone of [lodash.cloneDeep(client), lodash.clone(client)]) {
       seen.push(JSON.stringify(clone), Reflect.ownKeys(clone).length);
       await clone.query("a:b").catch((error) => seen.push(error.message));
     }
     console.log(JSON.stringify(seen));`,
  );
  const message =
    "A method of ConvexHttpClient was called without its client, or of a copy of it: call it as client.query(…).";
  // Its address shows, as the official client's does.
  const shown = ['{"address":"https://a.convex.cloud"}', 1, message];
  assert.deepEqual(seen, [...shown, ...shown]);
});

test("errorInfo tells of errors of another copy of the package", async () => {
  const seen = await run(
    "copies",
    `import { createRequire } from "node:module";
     import * as esm from "convex-http-client";
     const cjs = createRequire(import.meta.url)("convex-http-client");

     const replies = [
       { ok: true, json: async () => ({ status: "error", errorMessage: "m" }) },
       { ok: false, status: 503, text: async () => '{"code":"WorkerOverloaded"}' },
     ];
     const seen = [cjs.ConvexHttpClient !== esm.ConvexHttpClient];
     for (const [one, other] of [[esm, cjs], [cjs, esm]]) {
       const shared = new TypeError("offline");
       for (const reply of [...replies, shared]) {
         const fetch = async () => { if (reply === shared) throw reply; return reply; };
         const error = await new one.ConvexHttpClient("https://a.convex.cloud", { fetch })
           .mutation("a:b", {}).catch((error) => error);
         const info = other.errorInfo(error);
         seen.push([info?.kind, info?.status, info?.code, info?.outcome, info?.functionPath]);
       }
       // The worst outcome stays, whichever copy learns of it.
       await new other.ConvexHttpClient("https://a.convex.cloud", { fetch: () => Promise.reject(shared) })
         .query("a:c").catch(() => {});
       seen.push([one, other].map(({ errorInfo }) => errorInfo(shared).outcome));
     }
     console.log(JSON.stringify(seen));`,
  );
  const each = [
    ["function", null, null, "not-committed", "a:b"],
    ["http", 503, "WorkerOverloaded", "not-committed", "a:b"],
    ["network", null, null, "unknown", "a:b"],
    ["unknown", "unknown"],
  ];
  assert.deepEqual(seen, [true, ...each, ...each]);
});

test("the package loads where nothing can be added to the global object", async () => {
  const seen = await run(
    "frozen",
    `// Node adds something of its own when the first of these is used.
     void Response;
     Object.preventExtensions(globalThis);
     const { ConvexHttpClient, errorInfo } = await import("convex-http-client");
     const error = await new ConvexHttpClient("https://a.convex.cloud", { fetch: () => Promise.reject(new Error("x")) })
       .query("a:b").catch((error) => error);
     console.log(JSON.stringify(errorInfo(error).kind));`,
  );
  assert.equal(seen, "network");
});
