import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { startBackend } from "../../backend/server.js";
import { makeProject } from "../package/project.mjs";
import { documents, root } from "./blocks.mjs";
import { problemOf } from "./shell.mjs";

/** @import { Block } from "./blocks.mjs" */

const blocks = documents.flatMap(({ blocks }) => blocks);
const project = makeProject("docs");
// What `npx convex dev` would put there, for `./convex/_generated/api.js`.
cpSync(join(root, "backend/convex"), join(project, "convex"), {
  recursive: true,
});

/** @type {import("../../backend/server.js").Backend} */
let backend;
before(async () => {
  backend = await startBackend();
});
after(() => backend.stop());

/** @param {string} program @param {string[]} args */
const run = (program, args) =>
  promisify(execFile)(program, args, {
    cwd: project,
    // A test in a document is nobody's part.
    env: {
      ...process.env,
      NODE_TEST_CONTEXT: undefined,
      CONVEX_URL: backend.url,
    },
    timeout: 60_000,
  });

test("there is code of each kind", () => {
  for (const language of ["js", "ts", "sh", "diff"]) {
    assert.ok(
      blocks.some((block) => block.language === language),
      language,
    );
  }
});

for (const { file, line, name, code, prelude, language, runs } of blocks) {
  if (!runs) continue;
  test(`${file}:${line} runs and prints what it says`, async () => {
    backend.reset();
    const target = "es2022";
    const script =
      language === "ts"
        ? (await transform(prelude + code, { loader: "ts", target })).code
        : code;
    writeFileSync(join(project, `${name}.mjs`), script);
    const { stdout } = await run(process.execPath, [`${name}.mjs`]);
    if (code.includes('from "node:test"')) return;
    const said = [...code.matchAll(/\/\/ prints (.*)$/gm)];
    assert.equal(stdout, said.map(([, text]) => `${text}\n`).join(""));
  });
}

test("the TypeScript of the documents is right", async () => {
  const folder = join(project, "checked");
  mkdirSync(folder, { recursive: true });
  /** @type {string[]} */
  const files = [];
  const add = (/** @type {string} */ name, /** @type {string} */ code) => {
    // A function of the deployment, among those that are there.
    const folder = code.trimStart().startsWith("// convex/") ? "convex/" : "";
    files.push(`${folder}${name}.ts`);
    writeFileSync(join(project, `${folder}${name}.ts`), code);
  };
  for (const { name, language, code, prelude } of blocks) {
    if (language === "ts") add(name, prelude + code);
    if (language !== "diff") continue;
    add(`${name}-before`, sideOf(code, "-"));
    add(`${name}-after`, sideOf(code, "+"));
  }
  assert.ok(files.length >= 3);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: "es2022",
    lib: ["esnext", "dom", "dom.iterable"],
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  };
  const config = { compilerOptions, files };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "--pretty", "false"]).catch(
    ({ stdout }) => {
      throw new Error(stdout);
    },
  );
});

/**
 * What a diff changes, or what it changes it into.
 *
 * @param {string} code
 * @param {"-" | "+"} side
 */
function sideOf(code, side) {
  const other = side === "-" ? "+" : "-";
  return code.replace(/^.*\n/gm, (line) =>
    line.startsWith(other) ? "" : line.slice(1),
  );
}

test("the JSON of the documents can be parsed", () => {
  for (const { language, code } of blocks) {
    if (language === "json") JSON.parse(code);
  }
});

for (const { file, line, language, code } of blocks) {
  if (language !== "sh") continue;
  test(`${file}:${line} names commands that exist`, () => {
    const problems = code.split("\n").map((line) => {
      const own = blocks.filter((block) => block.file === file);
      const problem = problemOf(line, dirname(file), own);
      return problem && `${line}: ${problem}`;
    });
    assert.deepEqual(problems.filter(Boolean), []);
  });
}

test("a command that does not exist is found", () => {
  for (const line of [
    "cargo xtask tset",
    "npm install covnex",
    "npm run nothing",
    "node nothing.js",
    "node --env-file=.env.local main.mjs",
    "npx nothing",
    "ls nothing",
    "deno task nothing",
    "bun run nothing.js",
    "frobnicate",
  ]) {
    assert.ok(problemOf(line, "."), line);
  }
});
