import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { execute, listen } from "./process.mjs";

const HERE = resolve(import.meta.dirname, "..");
const ROOT = resolve(HERE, "../..");
const FLAGS = ["--ignore-scripts", "--no-audit", "--no-fund"];
const QUIET = ["--loglevel=error", "--prefer-offline", "--no-package-lock"];

/** Files of fixtures that no project needs. */
const OWN = new Set(["family.mjs", "node_modules"]);

/**
 * A fresh project with the packed tarball and its own dependencies, as an application would have it.
 */
export class Project {
  /**
   * @param {string} name of the fixture, which is that of its folder
   * @param {{ tarball: string, url: string }} world
   * @param {{ kind?: string, fixture?: string, shared?: string[] }} [place] `kind` is the folder under target/ where
   *   the project is made; `shared` are folders that are copied beside the fixture. A family of cells, unless given
   */
  constructor(name, world, place = {}) {
    this.name = name;
    this.fixture = place.fixture ?? join(HERE, "cells", name);
    this.shared = place.shared ?? [join(HERE, "shared")];
    this.folder = join(ROOT, "target", place.kind ?? "packaging", name);
    this.tarball = world.tarball;
    /** Of the backend. */
    this.url = world.url;
  }

  /** Installs what the fixture pins, unless it is there already, and copies the fixture and the shared files. */
  async prepare() {
    const manifestFile = join(this.fixture, "package.json");
    // What has none, a script for Deno, needs the tarball alone.
    const manifest = existsSync(manifestFile)
      ? readFileSync(manifestFile, "utf8")
      : JSON.stringify({ private: true, type: "module" });
    const stamp = hash(manifest, readFileSync(this.tarball));
    const stampFile = join(this.folder, "node_modules/.stamp");
    if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) {
      await this.install(manifest);
      writeFileSync(stampFile, stamp);
    }
    for (const source of [...this.shared, this.fixture]) {
      cpSync(source, this.folder, {
        recursive: true,
        filter: (path) => !OWN.has(basename(path)),
      });
    }
  }

  /** @param {string} manifest */
  async install(manifest) {
    // What is installed is kept where only the tarball has changed.
    const ours = join(this.folder, "node_modules/convex-http-client");
    rmSync(ours, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    for (const name of readdirSync(this.folder)) {
      if (name === "node_modules") continue;
      rmSync(join(this.folder, name), { recursive: true, force: true });
    }
    writeFileSync(join(this.folder, "package.json"), manifest);
    await this.run("npm", [
      ...["install", "--no-save", ...FLAGS, ...QUIET],
      this.tarball,
    ]);
  }

  /**
   * Runs a program in the project and returns what it printed.
   *
   * @param {string} program
   * @param {string[]} args
   * @param {Record<string, string>} [environment]
   */
  run(program, args, environment) {
    return execute(program, args, { cwd: this.folder, environment });
  }

  /**
   * Runs a program that prints a result as one of its lines.
   *
   * @param {string} program
   * @param {string[]} args
   * @param {Record<string, string>} [environment]
   */
  async call(program, args, environment) {
    const printed = await this.run(program, args, environment);
    const line = printed.split("\n").find((line) => /^\{"\w+":/.test(line));
    if (!line) throw new Error(`no result in: ${printed.slice(0, 1000)}`);
    return JSON.parse(line);
  }

  /**
   * Starts a server in the project, asks it for a result and stops it.
   *
   * @param {string} program
   * @param {string[]} args
   * @param {{ ready?: RegExp, path?: string, environment?: Record<string, string>, at?: string }} [options] `ready`
   *   finds the server's address in what it prints; `at` is the address of one that prints none
   */
  async ask(program, args, options = {}) {
    const { ready = /(http:\/\/[^\s/]+)/, environment, at } = options;
    const place = { cwd: this.folder, environment };
    const server = await listen(program, args, at ?? ready, place);
    try {
      return await this.fetch(server.url + (options.path ?? "/"));
    } finally {
      await server.stop();
    }
  }

  /**
   * Gets a result from a server that makes the calls.
   *
   * @param {string} address
   */
  async fetch(address) {
    const url = new URL(address);
    url.searchParams.set("convex", this.url);
    const text = await (await fetch(url)).text();
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`no result from ${address}: ${text.slice(0, 1000)}`);
    }
  }

  /** @param {string} file in the project */
  path(file) {
    return join(this.folder, file);
  }

  /** @param {string} name of a program that a dependency brings */
  bin(name) {
    return this.path(`node_modules/.bin/${name}`);
  }

  /** @param {string} name of a dependency */
  version(name) {
    const file = this.path(`node_modules/${name}/package.json`);
    return JSON.parse(readFileSync(file, "utf8")).version;
  }
}

/** @param {(string | Buffer)[]} parts */
function hash(...parts) {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part);
  return sum.digest("hex");
}
