import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./blocks.mjs";

/** What documents may tell users to install. */
const PACKAGES = ["convex-http-client", "convex"];

const usage = readFileSync(join(root, "xtask/src/main.rs"), "utf8");
const tasks = new Set(
  [...usage.matchAll(/^ {2}(\w+) /gm)].map(([, task]) => task),
);

/**
 * The code that a document has its reader save: its first line is a comment with the file's name.
 *
 * @param {import("./blocks.mjs").Block[]} blocks
 * @param {string} name
 */
export function savedIn(blocks, name) {
  const saved = blocks.find(({ code }) => code.startsWith(`// ${name}\n`));
  return saved?.code ?? "";
}

/**
 * What is wrong with a line for the shell; undefined of one that names a command that exists.
 *
 * @param {string} line
 * @param {string} folder of the document
 * @param {import("./blocks.mjs").Block[]} [blocks] of the document
 * @returns {string | undefined}
 */
export function problemOf(line, folder, blocks = []) {
  const text = line
    .replace(/\s+#.*/, "")
    .replace(/^(\w+=\S+\s+)+/, "")
    .trim();
  const [program, ...args] = text.split(/\s+/);
  const [first = "", second = ""] = args;
  const exists = (/** @type {string} */ path) =>
    [folder, "."].some((from) => existsSync(join(root, from, path)));
  const scripts = () => read(folder, "package.json").scripts ?? {};
  /** @type {Record<string, () => boolean>} */
  const rules = {
    "": () => true,
    export: () => /^[A-Z_]+=\S+$/.test(first),
    cargo: () => first === "xtask" && tasks.has(second),
    node: () => {
      const [script = ""] = args.filter((it) => !it.startsWith("-"));
      return savedIn(blocks, script) !== "" || exists(script);
    },
    ls: () => args.every((it) => it.startsWith("-") || exists(it)),
    npm: () => {
      if (first === "install") {
        return second === ""
          ? exists(join(folder, "package.json"))
          : args.slice(1).every((it) => PACKAGES.includes(it));
      }
      return (first === "run" ? second : first) in scripts();
    },
    npx: () => exists(join("node_modules/.bin", first)),
    deno: () =>
      first === "task" && second in (read(folder, "deno.json").tasks ?? {}),
    bun: () => first === "install" || (first === "run" && exists(second)),
  };
  const rule = Object.hasOwn(rules, program) ? rules[program] : undefined;
  if (!rule) return `no rule says how to test "${program}"`;
  return rule() ? undefined : "there is no such command";
}

/** @param {string[]} path */
function read(...path) {
  const file = join(root, ...path);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}
