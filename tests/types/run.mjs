// Checks the package's types with the TypeScript compiler:
//
//   node tests/types/run.mjs [--package <dir>] [--tsc <file>]
//
// `--package` checks the types of an unpacked or installed package instead of
// the template's, `--tsc` uses one other compiler instead of the installed ones.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const { values: options } = parseArgs({
  options: { package: { type: "string" }, tsc: { type: "string" } },
});
/** The oldest that we support, and those since: slower by far. */
const older = options.tsc
  ? []
  : ["typescript-5.4", "typescript-5.9", "typescript-6.0"];
/** What older compilers check, so that each kind of project comes once. */
const sample = {
  whole: ["ours", "alone-bare (module)", "alone-newest (commonjs)", "examples"],
  skipLibCheck: [
    "ours-cts",
    "alone-node (module)",
    "alone-dom (commonjs)",
    "entries (commonjs)",
  ],
};
/** How many compilers run at a time. */
const JOBS = Math.max(1, Math.min(4, availableParallelism()));

/** The package's directory, and its types for `import` and for `require`. */
function subject(scratch) {
  if (options.package !== undefined) {
    const dir = resolve(options.package);
    const at = ["dist", "."].find((at) =>
      existsSync(join(dir, at, "index.d.ts")),
    );
    if (at === undefined) throw new Error(`no index.d.ts in ${dir}`);
    return {
      dir,
      esm: join(at, "index.d.ts"),
      cjs: join(at, "index.d.cts"),
    };
  }
  // The template holds the types once; the build copies them for `require`.
  const dir = join(scratch, "package");
  const source = join(root, "pkg-template/types/index.d.ts");
  mkdirSync(dir);
  cpSync(source, join(dir, "index.d.ts"));
  cpSync(source, join(dir, "index.d.cts"));
  writeJson(join(dir, "package.json"), {
    name: "convex-http-client",
    type: "module",
    exports: {
      import: { types: "./index.d.ts" },
      require: { types: "./index.d.cts" },
    },
  });
  return { dir, esm: "index.d.ts", cjs: "index.d.cts" };
}

/** Cases that need `convex` to make a generated api. */
function compared(scratch, { dir, esm, cjs }) {
  const run = (name, base, client) => {
    const config = join(scratch, `tsconfig.${name}.json`);
    writeJson(config, {
      extends: join(here, base),
      // Replaces the path that editors use by that of the package at hand.
      compilerOptions: { paths: { client: [client] } },
    });
    return {
      name,
      config,
      checks: checksOf(join(here, base)),
      includes: [client],
      excludes: [],
    };
  };
  return [
    run("official", "tsconfig.official.json", join(here, "official.ts")),
    run("ours", "tsconfig.ours.json", join(dir, esm)),
    run("ours-cts", "tsconfig.ours.json", join(dir, cjs)),
  ];
}

/** Cases in a directory where nothing but this package is installed. */
function alone(scratch, { dir, esm, cjs }) {
  const source = join(here, "alone");
  const kinds = { module: esm, commonjs: cjs };
  return Object.entries(kinds).flatMap(([type, file]) => {
    const at = join(scratch, `alone-${type}`);
    cpSync(source, at, { recursive: true });
    const installed = join(at, "node_modules/convex-http-client");
    // A copy, because the real path of a link would lead back to a directory
    // with `convex` above it.
    cpSync(dir, installed, { recursive: true, dereference: true });
    writeJson(join(at, "package.json"), { type });
    // The types of Node, and those that they need.
    for (const name of ["@types/node", "undici-types"]) {
      const from = join(root, "node_modules", name);
      cpSync(from, join(at, "node_modules", name), { recursive: true });
    }
    return readdirSync(at)
      .filter((name) => /^tsconfig\.(?!base\.)\w+\.json$/.test(name))
      .map((name) => ({
        name: `alone-${name.split(".")[1]} (${type})`,
        config: join(at, name),
        checks: checksOf(join(at, name)),
        includes: [join(installed, file)],
        excludes: ["/node_modules/convex/"],
      }));
  });
}

/** The entries beside the default one, with `convex` installed; the template alone does not have them. */
function entries(scratch, { dir }) {
  if (options.package === undefined) return [];
  return ["module", "commonjs"].map((type) => {
    const at = join(scratch, `entries-${type}`);
    cpSync(join(here, "entries"), at, { recursive: true });
    cpSync(join(here, "expect.ts"), join(at, "expect.ts"));
    const base = "tsconfig.base.json";
    cpSync(join(here, "alone", base), join(at, base));
    cpSync(dir, join(at, "node_modules/convex-http-client"), {
      recursive: true,
      dereference: true,
    });
    for (const name of ["convex", "convex-helpers"]) {
      const from = join(root, "node_modules", name);
      symlinkSync(from, join(at, "node_modules", name));
    }
    writeJson(join(at, "package.json"), { type });
    const config = join(at, "tsconfig.json");
    const { compilerOptions } = readJson(
      join(here, "alone/tsconfig.base.json"),
    );
    const own = readJson(config);
    Object.assign(compilerOptions, own.compilerOptions);
    // convex-helpers has types for `import` alone.
    const files = own.files.filter(
      (file) => type === "module" || file !== "custom.ts",
    );
    writeJson(config, { compilerOptions, files });
    const file = type === "module" ? "slim.d.ts" : "slim.d.cts";
    const slim = join(at, "node_modules/convex-http-client/dist", file);
    const checks = checksOf(config);
    return {
      name: `entries (${type})`,
      config,
      checks,
      includes: [slim],
      excludes: [],
    };
  });
}

/** The examples of the documentation, each as a module of its own. */
function examples(scratch, { dir, esm }) {
  const types = dirname(esm);
  const files = [esm, join(types, "init.d.ts"), join(types, "testing.d.ts")];
  const installed = "alone-module/node_modules/convex-http-client";
  return {
    ...examplesOf(scratch, dir, files, "alone-module"),
    name: "examples",
    includes: [join(scratch, installed, esm)],
    excludes: ["/node_modules/convex/"],
  };
}

/** Those of the entry for functions, which need `convex`. */
function serverExamples(scratch, { dir, esm }) {
  if (options.package === undefined) return [];
  const names = ["server.d.ts", "storage.d.ts", "fetch.d.ts", "admin.d.ts"];
  const [file, ...others] = names.map((name) => join(dirname(esm), name));
  const installed = "entries-module/node_modules/convex-http-client";
  return [
    {
      ...examplesOf(scratch, dir, [file, ...others], "entries-module"),
      name: "examples of the server and other entries",
      includes: [join(scratch, installed, file)],
      excludes: [],
    },
  ];
}

/** Writes the examples of files of the package into a project that has it, and their configuration. */
function examplesOf(scratch, dir, files, project) {
  const at = join(scratch, project, "examples");
  mkdirSync(at);
  const text = files
    .filter((file) => existsSync(join(dir, file)))
    .map((file) => readFileSync(join(dir, file), "utf8"))
    .join("\n");
  const names = [...text.matchAll(/^ *\* ```ts\n(.*?)^ *\* ```$/gms)].map(
    ([, block], index) => {
      const name = `example-${index + 1}.ts`;
      writeFileSync(join(at, name), block.replace(/^ *\* ?/gm, ""));
      return name;
    },
  );
  const config = join(at, "tsconfig.json");
  writeJson(config, {
    extends: "../tsconfig.base.json",
    compilerOptions: {
      lib: ["esnext", "dom"],
      // Without code generation, examples have to use `anyApi`.
      noUncheckedIndexedAccess: false,
      noPropertyAccessFromIndexSignature: false,
    },
    files: names,
  });
  return { config, checks: names.length };
}

/** Runs the compiler on one configuration and counts its checks. */
async function check({ name, tsc, flags, config, checks, includes, excludes }) {
  const output = await compile(tsc, ["-p", config, ...flags]);
  const errors = output
    .split("\n")
    .filter((line) => /^(\S.*\(\d+,\d+\): )?error TS\d+:/.test(line));
  const program = output
    .split("\n")
    .filter((line) => /^\S+\.[cm]?ts$/.test(line));
  // A wrong path would make the checks pass or fail for the wrong reason.
  for (const file of includes) {
    const real = existsSync(file) && realpathSync(file).replaceAll("\\", "/");
    if (!program.includes(real)) {
      errors.push(`the program does not include ${file}`);
    }
  }
  for (const part of excludes) {
    const found = program.find((file) => file.includes(part));
    if (found !== undefined) errors.push(`the program includes ${found}`);
  }
  if (checks === 0) errors.push("there is nothing to check");
  const failed = errors.length;
  const passed = Math.max(0, checks - failed);
  console.log(
    `${failed ? "FAIL" : "ok  "} ${name}: ${passed} of ${checks} checks`,
  );
  for (const error of errors) console.log(`     ${error}`);
  return { passed, failed };
}

function compile(tsc, options) {
  return new Promise((done, fail) => {
    const args = [tsc, ...options, "--pretty", "false", "--listFiles"];
    const child = spawn(process.execPath, args, { cwd: here });
    let output = "";
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", fail);
    child.on("close", (code) => {
      if (code !== 0 && !/error TS\d+:/.test(output)) {
        output += `\nerror TS0: the compiler ended with ${code}`;
      }
      done(output);
    });
  });
}

/** Counts the expected errors and the assertions in the files of a config. */
function checksOf(config) {
  const pattern = /@ts-expect-error|(?<!function )\b(equal|assignable)</g;
  const { files } = JSON.parse(readFileSync(config, "utf8"));
  return files
    .map((file) => readFileSync(join(dirname(config), file), "utf8"))
    .reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

function writeJson(file, value) {
  writeFileSync(file, JSON.stringify(value));
}

/** One run by one compiler. `skip` is what most projects set. */
function variant(compiler, run, skip) {
  return {
    ...run,
    name: `${compiler}${skip ? ", skipLibCheck" : ""}: ${run.name}`,
    tsc: resolve(
      options.tsc ?? join(root, "node_modules", compiler, "bin/tsc"),
    ),
    flags: ["--skipLibCheck", String(skip)],
  };
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "types-")));
try {
  const ours = subject(scratch);
  const runs = [
    ...compared(scratch, ours),
    ...alone(scratch, ours),
    ...entries(scratch, ours),
    examples(scratch, ours),
    ...serverExamples(scratch, ours),
  ];
  const variants = [
    ...runs.map((run) => variant("typescript", run, false)),
    ...runs.map((run) => variant("typescript", run, true)),
    ...older.flatMap((compiler) =>
      runs.flatMap((run) => [
        ...(sample.whole.includes(run.name)
          ? [variant(compiler, run, false)]
          : []),
        ...(sample.skipLibCheck.includes(run.name)
          ? [variant(compiler, run, true)]
          : []),
      ]),
    ),
  ];
  let passed = 0;
  let failed = 0;
  const work = async () => {
    for (let next = variants.shift(); next; next = variants.shift()) {
      const result = await check(next);
      passed += result.passed;
      failed += result.failed;
    }
  };
  await Promise.all(Array.from({ length: JOBS }, work));
  console.log(`types: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
