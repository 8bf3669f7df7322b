// A folder of examples/ as a user has it: copied, its dependencies installed, run by the commands of its README.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { startBackend } from "../../backend/server.js";
import { tarball } from "../package/project.mjs";
import { listen } from "../packaging/driver/process.mjs";
import { bun, deno, modernNode } from "../packaging/driver/programs.mjs";
import { Project } from "../packaging/driver/project.mjs";

/** @import { Backend } from "../../backend/server.js" */

export const examples = resolve(import.meta.dirname, "../../examples");

export class Example extends Project {
  /**
   * @param {string} name of its folder
   * @param {Backend} backend
   */
  constructor(name, backend) {
    const fixture = join(examples, name);
    const world = { tarball, url: backend.url };
    super(name, world, { kind: "examples", fixture, shared: [] });
    this.backend = backend;
  }

  /** The commands of its README, without what `prepare` and `environment` do in their own ways. */
  get commands() {
    const readme = readFileSync(join(this.fixture, "README.md"), "utf8");
    const [, block = ""] = /^```sh\n(.*?)^```$/ms.exec(readme) ?? [];
    return block
      .split("\n")
      .filter((line) => line && !/ install$|^export CONVEX_URL=/.test(line));
  }

  /**
   * Runs a command of the README to its end and returns what it printed.
   *
   * @param {string} command as it stands there
   * @param {string} [more] arguments
   * @param {Record<string, string>} [environment]
   */
  shell(command, more = "", environment = {}) {
    const line = this.line(command, more);
    return this.run("sh", ["-c", line], this.environment(environment));
  }

  /**
   * Runs a command of the README that starts a server, uses the server and ends it.
   *
   * @template Result
   * @param {string} command as it stands there
   * @param {RegExp | string} ready finds the address in what is printed, or is the address; see `listen`
   * @param {(url: string) => Promise<Result>} use
   * @param {{ more?: string, environment?: Record<string, string> }} [options]
   */
  async serving(command, ready, use, { more = "", environment = {} } = {}) {
    const server = await listen("sh", ["-c", this.line(command, more)], ready, {
      cwd: this.folder,
      environment: this.environment(environment),
    });
    try {
      return await use(server.url);
    } catch (error) {
      throw new Error(`${error}; the server said: ${server.printed()}`, {
        cause: error,
      });
    } finally {
      await server.stop();
    }
  }

  /**
   * @param {string} command
   * @param {string} more
   */
  line(command, more) {
    if (!this.commands.includes(command)) {
      throw new Error(`The README of ${this.name} does not say: ${command}`);
    }
    return `${command} ${more}`;
  }

  /** @param {Record<string, string>} more */
  environment(more) {
    const programs = [modernNode(), bun(), deno].map((path) => dirname(path));
    return {
      CONVEX_URL: this.backend.url,
      PATH: [...programs, process.env.PATH].join(delimiter),
      ...more,
    };
  }
}

/**
 * Makes the project of an example, with a backend of its own.
 *
 * @param {string} name
 */
export async function makeExample(name) {
  const backend = await startBackend();
  const example = new Example(name, backend);
  await example.prepare();
  return example;
}

/**
 * Sends JSON and returns the answer's status and JSON.
 *
 * @param {string} url
 * @param {unknown} [body] a POST, if there is one
 * @param {string} [token]
 */
export async function send(url, body, token) {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  });
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) };
  } catch {
    throw new Error(`${url} answered ${response.status}: ${text}`);
  }
}

/**
 * Tries a route that lists tasks and creates them, on an empty database.
 *
 * @param {string} url
 */
export async function createsAndLists(url) {
  assert.deepEqual(await send(url), { status: 200, body: [] });
  const { status, body } = await send(url, { text: "Water the plants" });
  assert.equal(status, 201);
  const tasks = (await send(url)).body;
  assert.equal(tasks.length, 1);
  assert.equal(tasks[0]._id, body.id);
  assert.equal(tasks[0].text, "Water the plants");
}
