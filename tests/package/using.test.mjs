import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { createRequire } from "node:module";
import { transform } from "esbuild";
import { makeProject, runNode } from "./project.mjs";

// What compilers make of `using` for runtimes that lack it, of which some lack `Symbol.dispose` as well.
const project = makeProject("using");
const modules = resolve(import.meta.dirname, "../../node_modules");

const program = `
  import { ConvexHttpClient } from "convex-http-client";
  const fetch = async () => ({ ok: true, json: async () => ({ status: "success", value: 1 }) });
  const url = "https://a.convex.cloud";
  const said = [];
  const tell = (client, when) => client.query("a:b").then(() => said.push(when + " open"), () => said.push(when + " closed"));
  let first, second;
  {
    using client = new ConvexHttpClient(url, { fetch });
    first = client;
    await tell(client, "inside");
  }
  await tell(first, "after");
  {
    await using client = new ConvexHttpClient(url, { fetch });
    second = client;
    client.mutation("a:b").then(() => said.push("mutation " + client.pendingMutations));
  }
  await tell(second, "after");
  console.log(JSON.stringify(said));
`;
const right = ["inside open", "after closed", "mutation 0", "after closed"];

const polyfill = `
  Symbol.dispose ??= Symbol("Symbol.dispose");
  Symbol.asyncDispose ??= Symbol("Symbol.asyncDispose");
`;

/** A Node that has neither symbol, whichever runs the tests: its own cannot be deleted. */
const without = `
  const Native = Symbol;
  globalThis.Symbol = (text) => Native(text);
  for (const name of Object.getOwnPropertyNames(Native))
    if (!/^(length|name|prototype|dispose|asyncDispose)$/.test(name)) Symbol[name] = Native[name];
  globalThis.Symbol.prototype = Native.prototype;
`;

for (const [name, before] of Object.entries({
  "with what Node has": "",
  "without Symbol.dispose": without,
})) {
  test(`esbuild's using, ${name}`, async () => {
    const { code } = await transform(program, {
      loader: "ts",
      target: "es2022",
    });
    writeFileSync(join(project, "before.js"), before);
    writeFileSync(
      join(project, "esbuild.js"),
      `import "./before.js";\n${code}`,
    );
    assert.deepEqual(JSON.parse(runNode(project, "esbuild.js")), right);
  });
}

test("TypeScript's using, with the symbols of an app", () => {
  // The newest compiler has no interface for programs.
  const require = createRequire(import.meta.url);
  const typescript = require(join(modules, "typescript-5.9"));
  const { outputText } = typescript.transpileModule(program, {
    compilerOptions: { target: "es2022", module: "esnext" },
  });
  writeFileSync(join(project, "before.js"), without + polyfill);
  writeFileSync(
    join(project, "typescript.js"),
    `import "./before.js";\n${outputText}`,
  );
  assert.deepEqual(JSON.parse(runNode(project, "typescript.js")), right);
});
