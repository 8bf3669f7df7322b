// The check that the package is what its public types say: it must fail for every way in which the two come apart.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, "target/package-tests/conforms");

/**
 * What is replaced in a file, by what, and what the compiler must then name.
 *
 * @type {Record<string, [file: string, from: string, to: string, named: RegExp]>}
 */
const mutations = {
  "a method that the types rename": [
    "types/index.d.ts",
    "  clearAuth(): void;",
    "  removeAuth(): void;",
    /missing: "removeAuth"; undeclared: "clearAuth"/,
  ],
  "a method that the types lack": [
    "types/index.d.ts",
    "  setDebug(debug: boolean): void;",
    "",
    /undeclared: "setDebug"/,
  ],
  "a method that the class renames": [
    "src/client.ts",
    "  backendUrl(): string {",
    "  baseUrl(): string {",
    /missing: "backendUrl"; undeclared: "baseUrl"/,
  ],
  "a method that only the class has": [
    "src/client.ts",
    "  backendUrl(): string {",
    "  more(): void {}\n  backendUrl(): string {",
    /undeclared: "more"/,
  ],
  "a parameter that only the types have": [
    "types/index.d.ts",
    "  setDebug(debug: boolean): void;",
    "  setDebug(debug: boolean, level?: number): void;",
    /"ConvexHttpClient.setDebug"/,
  ],
  "a parameter that only the class has": [
    "src/client.ts",
    "  clearAuth(): void {",
    "  clearAuth(_more?: boolean): void {",
    /"ConvexHttpClient.clearAuth"/,
  ],
  "a parameter that takes more in the types": [
    "types/index.d.ts",
    "  setDebug(debug: boolean): void;",
    "  setDebug(debug: boolean | string): void;",
    /"ConvexHttpClient.setDebug"/,
  ],
  "a result of another type": [
    "types/index.d.ts",
    "  idle(): Promise<void>;",
    "  idle(): Promise<number>;",
    /"ConvexHttpClient.idle"/,
  ],
  "a getter that the types let one set": [
    "types/index.d.ts",
    "  get pendingMutations(): number;",
    "  pendingMutations: number;",
    /undeclared: "pendingMutations"/,
  ],
  "a parameter of the constructor": [
    "types/index.d.ts",
    "  constructor(address: string, options?: ConvexHttpClientOptions);",
    "  constructor(address: string | number, options?: ConvexHttpClientOptions);",
    /"ConvexHttpClient"/,
  ],
  "an export that the types rename": [
    "types/index.d.ts",
    "export declare function isConvexError(",
    "export declare function isError(",
    /missing: "isError"; undeclared: "isConvexError"/,
  ],
  "an export that the entries lack": [
    "src/entries/public.ts",
    "  isConvexError,\n",
    "",
    /missing: "isConvexError"/,
  ],
  "an export that only the entries have": [
    "src/entries/public.ts",
    "  errorInfo,\n",
    "  errorInfo,\n  errorClass,\n",
    /undeclared: "errorClass"/,
  ],
  "an export of slim": [
    "types/init.d.ts",
    "export declare function initSync(",
    "export declare function start(",
    /missing: "start"; undeclared: "initSync"/,
  ],
  "an export of testing": [
    "src/entries/testing.ts",
    "export const networkFailure",
    "export const networkError",
    /missing: "networkFailure"; undeclared: "networkError"/,
  ],
  "a parameter of testing": [
    "types/testing.d.ts",
    "export declare function networkFailure(message?: string): Error;",
    "export declare function networkFailure(message?: string, code?: string): Error;",
    /"networkFailure"/,
  ],
  "what a fake records": [
    "types/testing.d.ts",
    "  path: string;",
    "  name: string;",
    /'path'/,
  ],
  "an export of the server": [
    "src/entries/server.ts",
    "export { purgeIdempotencyKeys }",
    "export { purgeIdempotencyKeys as purge }",
    /missing: "purgeIdempotencyKeys"; undeclared: "purge"/,
  ],
  "an option of a purge": [
    "types/server.d.ts",
    "  batchSize?: number | undefined;",
    "  size?: number | undefined;",
    /'batchSize'/,
  ],
  "a column of the server's table": [
    "types/server.d.ts",
    "        functionPath: string;\n",
    "        path: string;\n",
    /"idempotencyTables"/,
  ],
  "what the keys on the server begin with": [
    "src/server/call.ts",
    `"idempotent-"`,
    `"once-"`,
    /"once-"/,
  ],
  "an export of convex": [
    "types/convex.d.ts",
    "export { ConvexError } from",
    "export { ConvexError, v } from",
    /missing: "v"/,
  ],
  "a call's option that the types lack": [
    "types/index.d.ts",
    "  skipQueue?: boolean | undefined;",
    "",
    /skipQueue/,
  ],
  "a call's option that only the types have": [
    "types/index.d.ts",
    "  skipQueue?: boolean | undefined;",
    "  skipQueue?: boolean | undefined;\n  priority?: number;",
    /missing: "priority"/,
  ],
  "a client's option that is not read": [
    "src/call/options.ts",
    "  hooks: readHooks,\n",
    "",
    /missing: "hooks"/,
  ],
  "a retry option that the types lack": [
    "types/index.d.ts",
    "  backoff?: number | undefined;",
    "",
    /backoff/,
  ],
  "a retry option without a default": [
    "types/index.d.ts",
    "  backoff?: number | undefined;",
    "  backoff?: number | undefined;\n  factor?: number | undefined;",
    /factor/,
  ],
  "a timeout of another kind": [
    "types/index.d.ts",
    "  action?: number | undefined;",
    "  action?: number | undefined;\n  batch?: number | undefined;",
    /missing: "batch"/,
  ],
  "an option of pages": [
    "src/call/options.ts",
    "  prefetch: ignore,",
    "  preload: ignore,",
    /missing: "prefetch"; undeclared: "preload"/,
  ],
  "a hook that is not called": [
    "types/index.d.ts",
    "  includeHeaders?: boolean | undefined;",
    "  includeHeaders?: boolean | undefined;\n  onError?: (() => void) | undefined;",
    /missing: "onError"/,
  ],
  "a member that an event lacks": [
    "types/index.d.ts",
    "  duration: number;",
    "  duration: number;\n  size?: number;",
    /size/,
  ],
  "a member that no event has in the types": [
    "types/index.d.ts",
    "  duration: number;",
    "",
    /duration/,
  ],
  "an outcome that the types lack": [
    "types/index.d.ts",
    `type Outcome = "not-committed" | "committed" | "unknown";`,
    `type Outcome = "not-committed" | "unknown";`,
    /committed/,
  ],
  "a kind of failure that only the types have": [
    "types/index.d.ts",
    `"function" | "network"`,
    `"function" | "offline" | "network"`,
    /missing: "offline"/,
  ],
  "a kind of call that the types lack": [
    "types/index.d.ts",
    ` | "function" | "batch";`,
    ` | "function";`,
    /undeclared: "batch"/,
  ],
  "what is known of an error": [
    "types/index.d.ts",
    "  attempts: number;\n  /**\n   * Whether sending",
    "  requests: number;\n  /**\n   * Whether sending",
    /attempts/,
  ],
  "a property of an error": [
    "types/index.d.ts",
    "  readonly retryable: boolean;",
    "  retryable: boolean;",
    /"ConvexHttpError"/,
  ],
};

before(() => {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "pkg-template"), folder, { recursive: true });
  const file = join(folder, "tsconfig.json");
  const config = JSON.parse(readFileSync(file, "utf8"));
  config.compilerOptions.typeRoots = [join(root, "node_modules/@types")];
  writeFileSync(file, JSON.stringify(config));
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("the package is what its types say", () => assert.equal(compile(), ""));

for (const [what, [file, from, to, named]] of Object.entries(mutations)) {
  test(`differs: ${what}`, () => {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    assert.equal(text.split(from).length, 2, `${file} has one ${from}`);
    writeFileSync(path, text.replace(from, to));
    try {
      assert.match(compile(), named);
    } finally {
      writeFileSync(path, text);
    }
  });
}

/** Returns what the compiler complains of. */
function compile() {
  const tsc = join(root, "node_modules/.bin/tsc");
  const options = ["--noEmit", "--pretty", "false", "--project", folder];
  const { stdout, error } = spawnSync(tsc, options, { encoding: "utf8" });
  if (error) throw error;
  return stdout;
}
