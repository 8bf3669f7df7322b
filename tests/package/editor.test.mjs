// What an editor shows of the package: completions, hovers and errors, in each release of TypeScript that is supported.
import assert from "node:assert/strict";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { openServer } from "./editor/server.mjs";
import { openService } from "./editor/service.mjs";
import { makeProject } from "./project.mjs";

const root = resolve(import.meta.dirname, "../..");
const project = makeProject("editor");
symlinkSync(
  join(root, "node_modules/convex"),
  join(project, "node_modules/convex"),
);
const compilerOptions = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, target: "es2022" },
  ...{ module: "nodenext", lib: ["esnext", "dom"], types: [] },
};
writeFileSync(
  join(project, "tsconfig.json"),
  JSON.stringify({ compilerOptions, include: ["editor.ts"] }),
);
// The server of release 7 knows a project by the files that are there.
writeFileSync(join(project, "editor.ts"), "export {};\n");

const PRELUDE = `
import { ConvexHttpClient, ConvexHttpError, errorInfo } from "convex-http-client";
import type { FunctionReference, Page, RequestEvent, ResponseEvent, RetryEvent } from "convex-http-client";
import { failure, fakeTransport, type FakeCall } from "convex-http-client/testing";
import { fetchMutation, fetchQuery } from "convex-http-client/nextjs";
import { watch } from "convex-http-client/watch";
type Query<Args extends Record<string, unknown>, Result> = FunctionReference<"query", "public", Args, Result>;
declare const api: {
  list: Query<{}, string[]>;
  done: Query<{ done: boolean }, string[]>;
  page: Query<{ channel: string; paginationOpts: object }, Page<string>>;
  cut: Query<{ paginationOpts: object }, string[]>;
  send: FunctionReference<"mutation", "public", { text: string }, null>;
  hidden: FunctionReference<"query", "internal", {}, null>;
};
declare const error: ConvexHttpError, page: Page<string>, call: FakeCall;
declare const requested: RequestEvent, responded: ResponseEvent, retried: RetryEvent;
const client = new ConvexHttpClient("https://a.convex.cloud");
const info = errorInfo(error)!;
`;

/** Where names are completed, and some that must be among them. Each of our own has documentation. */
const COMPLETED = {
  'new ConvexHttpClient("", { | })':
    "auth fetch hooks idempotent logger retry skipConvexDeploymentUrlCheck timeout",
  "client.query(api.list, {}, { | })": "auth headers retry signal timeout",
  'client.mutation(api.send, { text: "" }, { | })':
    "idempotent skipQueue timeout",
  'new ConvexHttpClient("", { timeout: { | } })': "action mutation query",
  'new ConvexHttpClient("", { retry: { | } })':
    "backoff limit maxDelay maxRetryAfter shouldRetry",
  'new ConvexHttpClient("", { hooks: { | } })':
    "includeHeaders onRequest onResponse onRetry",
  'client.paginate(api.page, { channel: "" }, { | })':
    "cursor endCursor numItems prefetch signal",
  "watch(client, api.list, {}, { | })":
    "equals interval maxErrors maxInterval onError timeout",
  "fetchQuery(api.list, {}, { | })": "cache next retry timeout token url",
  'fetchMutation(api.send, { text: "" }, { | })': "hooks idempotent token",
  "fetchQuery(api.list, {}, { next: { | } })": "revalidate tags",
  "fakeTransport({}, { | })": "delay",
  'failure("", { | })': "headers message status",
  "client.|;":
    "action batch consistentQuery free function idle mutation paginate pendingMutations query setAdminAuth setAuth url withAuth",
  "info.|;":
    "attempts code functionPath kind outcome requestId retryable status",
  "error.|;":
    "attempts code functionPath kind outcome requestId retryable status",
  "requested.|;": "attempt functionPath headers kind requestId url",
  "responded.|;": "duration ok status",
  "retried.|;": "delay error",
  "page.|;": "continueCursor isDone page pageStatus splitCursor",
  "call.|;": "args authorization headers kind path signal",
};
/** What is not ours: what every error has, and the place where symbols are found. */
const FOREIGN = ["cause", "message", "name", "stack", "toString", "Symbol"];
/** What release 7 has no words for: properties that several members of a union have. */
const UNION = ["info.|;: code", "info.|;: kind", "info.|;: status"];

/** What the pointer rests on, and what it is told. */
const HOVERED = {
  "client.|query(api.list);": /Runs a query\./,
  "client.|mutation(api.send, { text: '' });": /after those that this client/,
  'new ConvexHttpClient("", { |timeout: 5 });': /Rejects a call with/,
  'new ConvexHttpClient("", { retry: { |backoff: 5 } });': /300 unless\s+set/,
  "info.|outcome;": /What became of the function's effects/,
};

/** Each mistake, and how the compiler tells of it: once, and in these words. */
const MISTAKES = {
  "client.setAuth(1);": /'number'.* 'string \| AuthTokenFetcher'/,
  "client.setAuth(undefined);": /'undefined'.* 'string \| AuthTokenFetcher'/,
  'client.setAuth(Promise.resolve("a"));':
    /'Promise<string>'.* 'string \| AuthTokenFetcher'/,
  "client.query(api.list, { timeout: 5 });":
    /"This function takes no arguments: pass {} before the options\."/,
  "client.query(api.done, { timeout: 5 });": /'timeout' does not exist in type/,
  'client.query(api.send, { text: "" });':
    /to parameter of type 'QueryReference'[^]*'"mutation"'[^]*'"query"'/,
  "client.query(api.hidden);": /'QueryReference'[^]*'"internal"'[^]*'"public"'/,
  "client.mutation(api.done, { done: true });":
    /to parameter of type 'MutationReference'/,
  "client.action(api.list);": /to parameter of type 'ActionReference'/,
  "client.mutation(api.send);": /Expected 2-3 arguments, but got 1/,
  'client.mutation(api.send, { txt: "" });': /Did you mean to write 'text'/,
  'client.mutation(api.send, { text: "" }, { skipqueue: true });':
    /Did you mean to write 'skipQueue'/,
  "client.query(api.list, {}, { skipQueue: true });":
    /'skipQueue' does not exist in type 'CallOptions'/,
  'client.query(api.list, {}, { timeout: "5s" });':
    /'string'.* 'number \| Timeouts \| undefined'/,
  "client.query(api.list, {}, { retry: true });": /'RetryOptions|RetryOptions/,
  "client.query(api.list, {}, { signal: new AbortController() });":
    /'AbortController' is missing .* 'MinimalAbortSignal'/,
  'new ConvexHttpClient("", { timeot: 5 });': /Did you mean to write 'timeout'/,
  'new ConvexHttpClient("", { timeout: { queries: 1 } });':
    /'queries' does not exist in type 'Timeouts'/,
  'new ConvexHttpClient("", { hooks: { onRequst() {} } });':
    /Did you mean to write 'onRequest'/,
  "client.paginate(api.list, {}, { numItems: 1 });":
    /'PaginatedQuery'[^]*'paginationOpts' is missing in type '{}'/,
  "client.paginate(api.cut, {}, { numItems: 1 });":
    /'PaginatedQuery'[^]*missing the following properties from type 'PaginatedResult'/,
  'client.paginate(api.page, { channel: "" }, {});':
    /'numItems' is missing in type '{}'/,
  'client.batch([[api.send, { text: "" }]]);': /to type 'QueryReference'/,
  "client.batch([[api.list], [api.done]]);": /args: { done: boolean; }/,
  "client.batch([[api.done, { done: 5 }]]);": /'number'.* 'boolean'/,
  "client.batch([[api.done, { dome: true }]]);":
    /'dome' does not exist in type '{ done: boolean; }'/,
  'if (info.kind === "htp") {}': /no overlap/,
};
/** What no message may show: our own machinery, and what nothing is assignable to. */
const UNREADABLE = /'never'|FunctionReference_future|\.\.\. \d+ more/;
const LONGEST = 260;

/** The codes that prove that a mutation did not commit. */
function knownCodes() {
  const rules = readFileSync(join(root, "core/src/retry.rs"), "utf8");
  const [, list = ""] = /^pub const CODES.*?\[\n(.*?)\];/ms.exec(rules) ?? [];
  return [...list.matchAll(/"(\w+)"/g)].map(([, code]) => code);
}

const editors = {
  "typescript-5.4": () => openService("typescript-5.4", project),
  "typescript-5.9": () => openService("typescript-5.9", project),
  "typescript-6.0": () => openService("typescript-6.0", project),
  typescript: () =>
    openServer(join(root, "node_modules/typescript/bin/tsc"), project),
};

for (const [name, open] of Object.entries(editors)) {
  const opened = Promise.resolve().then(open);
  // One that could not be opened fails the tests that use it.
  after(() => opened.then((editor) => editor.close()).catch(() => {}));
  /** Shows a line after the prelude, and says where its `|` was. @param {string} line */
  const show = async (line) => {
    const editor = await opened;
    const code = PRELUDE + line;
    const offset = code.indexOf("|", PRELUDE.length);
    editor.show(
      offset < 0 ? code : code.slice(0, offset) + code.slice(offset + 1),
    );
    return { editor, offset };
  };

  test(`${name} completes every option and field, with its documentation`, async () => {
    /** @type {string[]} */
    const wordless = [];
    for (const [line, names] of Object.entries(COMPLETED)) {
      const { editor, offset } = await show(line);
      const found = await editor.complete(offset);
      const lost = names.split(" ").filter((it) => !found.includes(it));
      assert.deepEqual(lost, [], `${line}: not completed`);
      for (const it of found.filter((it) => !FOREIGN.includes(it))) {
        const told = await editor.describe(offset, it);
        if (told.trim().length <= 10) wordless.push(`${line}: ${it}`);
      }
    }
    assert.deepEqual(wordless.sort(), name === "typescript" ? UNION : []);
  });

  test(`${name} completes the codes of errors`, async () => {
    const codes = knownCodes();
    assert.ok(codes.length >= 9);
    for (const line of ['info.code === "|";', 'failure("|");']) {
      const { editor, offset } = await show(line);
      const found = await editor.complete(offset);
      const names = found.map((it) => it.replaceAll('"', ""));
      const lost = codes.filter((code) => !names.includes(code));
      assert.deepEqual(lost, [], line);
    }
    const { editor } = await show('info.code === "AnyOther"; failure("Mine");');
    assert.deepEqual(await editor.errors(), []);
  });

  test(`${name} shows documentation under the pointer`, async () => {
    for (const [line, told] of Object.entries(HOVERED)) {
      const { editor, offset } = await show(line);
      assert.match(await editor.hover(offset), told, line);
    }
  });

  test(`${name} says what is wrong, once and in words`, async () => {
    for (const [line, told] of Object.entries(MISTAKES)) {
      const { editor } = await show(line);
      const errors = await editor.errors();
      assert.equal(errors.length, 1, `${line}\n${errors.join("\n\n")}`);
      const [error] = errors;
      assert.match(error, told, line);
      assert.doesNotMatch(error.split("\n")[0], UNREADABLE, line);
      for (const part of error.split("\n")) {
        assert.ok(part.length < LONGEST, `${line}\n${part}`);
      }
    }
  });
}

test("the README lists every option of a client, of a call and of retry", async () => {
  const editor = openService("typescript-6.0", project);
  const complete = async (/** @type {string} */ line) => {
    const code = PRELUDE + line;
    editor.show(code.replace("|", " "));
    return await editor.complete(code.indexOf("|", PRELUDE.length));
  };
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, section] = /^### Options\n(.*?)^### /ms.exec(readme) ?? [];
  const tables = section
    .split(/^\| -.*$/m)
    .slice(1)
    .map((table) =>
      [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name),
    );
  const [shared, ofClient, ofRetry] = tables;
  const client = await complete('new ConvexHttpClient("", { | });');
  const call = await complete(
    'client.mutation(api.send, { text: "" }, { | });',
  );
  const retry = await complete('new ConvexHttpClient("", { retry: { | } });');
  assert.deepEqual(shared.sort(), call.sort());
  const both = [...ofClient, ...shared.filter((it) => it !== "skipQueue")];
  assert.deepEqual(both.sort(), client.sort());
  assert.deepEqual(ofRetry.sort(), retry.sort());
  editor.close();
});
