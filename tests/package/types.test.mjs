// The types of the package beside those of runtimes that are no browser, and what the compiler says of mistakes.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { makeProject } from "./project.mjs";

const project = makeProject("types");
const modules = resolve(import.meta.dirname, "../../node_modules");
const COMPILERS = ["typescript", "typescript-5.4"];
const PACKAGES = ["bun-types@1.4.5", "@cloudflare/workers-types@5.20261117.1"];
execFileSync(
  "npm",
  [
    ...["install", ...PACKAGES, "--ignore-scripts", "--prefer-offline"],
    ...["--no-audit", "--no-fund", "--loglevel=error"],
  ],
  { cwd: project, stdio: ["ignore", "ignore", "inherit"] },
);

/**
 * Checks a program and returns what the compiler says.
 *
 * @param {string} compiler
 * @param {string} code
 * @param {object} [options]
 */
function check(compiler, code, options) {
  writeFileSync(join(project, "program.ts"), code);
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, target: "es2022" },
    ...{ module: "nodenext", lib: ["esnext"], types: [], ...options },
  };
  const config = { compilerOptions, files: ["program.ts"] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(modules, compiler, "bin/tsc");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [tsc, "-p", ".", "--pretty", "false"],
    { cwd: project, encoding: "utf8" },
  );
  return stdout + stderr;
}

const OWN_FETCH = `
  import { ConvexHttpClient, type ConvexHttpClientOptions } from "convex-http-client";
  import { fakeTransport } from "convex-http-client/testing";

  const url = "https://a.convex.cloud";
  new ConvexHttpClient(url, { fetch });
  new ConvexHttpClient(url, { fetch: globalThis.fetch });
  new ConvexHttpClient(url, { fetch: fakeTransport({}) });
  new ConvexHttpClient(url, { fetch: (input, init) => fetch(input, init) });
  new ConvexHttpClient(url, {
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      console.log(response.status);
      return response;
    },
  });
  export const options: ConvexHttpClientOptions = { fetch: async () => new Response("{}") };
  // @ts-expect-error a fetch resolves to a response
  new ConvexHttpClient(url, { fetch: async () => "" });
`;

for (const compiler of COMPILERS) {
  for (const [name, options] of Object.entries({
    "bun-types": { types: ["bun-types"] },
    "bun-types and dom": { types: ["bun-types"], lib: ["esnext", "dom"] },
    "@cloudflare/workers-types": { types: ["@cloudflare/workers-types"] },
    dom: { lib: ["esnext", "dom"] },
  }))
    test(`${compiler}: a fetch of one's own, with the types of ${name}`, () =>
      assert.equal(check(compiler, OWN_FETCH, options), ""));
}

const MISTAKES = `
  import { ConvexHttpClient, type FunctionReference, type Page } from "convex-http-client";
  type Query<Args extends Record<string, unknown>, Result> = FunctionReference<"query", "public", Args, Result>;
  declare const api: {
    list: Query<{}, string[]>;
    pages: Query<{ channel: string }, Page<string>>;
    options: Query<{ paginationOpts: object }, string[]>;
  };
  const client = new ConvexHttpClient("https://a.convex.cloud");
`;

/** Each mistake, and what the compiler says of it first and last. */
const SAID = {
  "client.setAuth(1);": [
    /Argument of type 'number' is not assignable to parameter of type 'string \| AuthTokenFetcher'/,
  ],
  "client.query(api.list, { timeout: 5 });": [
    /Type 'number' is not assignable to type '"This function takes no arguments: pass {} before the options\."'/,
  ],
  "client.paginate(api.list, {}, { numItems: 1 });": [
    /^Argument of type .* is not assignable to parameter of type 'PaginatedQuery'/,
    /Property 'paginationOpts' is missing in type '{}'/,
  ],
  'client.paginate(api.pages, { channel: "" }, { numItems: 1 });': [
    /^Argument of type .* is not assignable to parameter of type 'PaginatedQuery'/,
    /Property 'paginationOpts' is missing in type '{ channel: string; }'/,
  ],
  "client.paginate(api.options, {}, { numItems: 1 });": [
    /^Argument of type .* is not assignable to parameter of type 'PaginatedQuery'/,
    /Type 'string\[\]' is missing the following properties from type 'PaginatedResult': page, isDone, continueCursor/,
  ],
};

for (const compiler of COMPILERS) {
  for (const [mistake, said] of Object.entries(SAID)) {
    test(`${compiler} says what is wrong, once: ${mistake}`, () => {
      const printed = check(compiler, MISTAKES + mistake);
      const lines = printed.trim().split("\n");
      assert.equal(printed.match(/error TS\d+/g)?.length, 1, printed);
      const [first, last] = [
        lines[0].replace(/^.*error TS\d+: /, ""),
        lines.at(-1),
      ];
      assert.match(first, said[0]);
      assert.match(last ?? "", said.at(-1));
    });
  }
}
