import { spawn } from "node:child_process";

const TIME_LIMIT = 240_000;
const START_LIMIT = 90_000;

/** @typedef {{ cwd: string, environment?: Record<string, string> }} Place */

/**
 * Runs a program to its end and returns what it printed.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Place} place
 * @returns {Promise<string>}
 */
export function execute(program, args, place) {
  const child = start(program, args, place);
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => kill(child), TIME_LIMIT);
    child.process.on("error", reject);
    child.process.on("close", (code, signal) => {
      clearTimeout(late);
      if (code === 0) resolve(child.printed());
      else reject(failure(program, signal ?? code, child.printed()));
    });
  });
}

/**
 * Starts a server, and waits until it says where it listens.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {RegExp | string} ready a pattern whose group is the address, or the address itself, where a server prints none
 * @param {Place} place
 * @returns {Promise<{ url: string, stop: () => Promise<void>, printed: () => string }>}
 */
export function listen(program, args, ready, place) {
  const child = start(program, args, place);
  const ended = new Promise((resolve) => child.process.once("close", resolve));
  const stop = async () => {
    kill(child);
    await ended;
  };
  return new Promise((resolve, reject) => {
    const fail = (/** @type {unknown} */ how) => {
      clearTimeout(late);
      kill(child);
      reject(failure(program, how, child.printed()));
    };
    const late = setTimeout(() => fail("no address in time"), START_LIMIT);
    child.process.on("error", fail);
    child.process.on("close", fail);
    if (typeof ready === "string") {
      void answers(ready).then(() => {
        clearTimeout(late);
        resolve({ url: ready, stop, printed: child.printed });
      });
      return;
    }
    const look = () => {
      const url = ready.exec(child.printed())?.[1];
      if (!url) return;
      clearTimeout(late);
      resolve({ url, stop, printed: child.printed });
    };
    child.process.stdout.on("data", look);
    child.process.stderr.on("data", look);
  });
}

/** Waits until a server answers. @param {string} url */
async function answers(url) {
  const end = Date.now() + START_LIMIT;
  while (Date.now() < end) {
    const ok = await fetch(url, { method: "HEAD" }).then(
      () => true,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Place} place
 */
function start(program, args, { cwd, environment }) {
  const child = spawn(program, args, {
    cwd,
    env: {
      ...process.env,
      CI: "1",
      NO_COLOR: "1",
      NEXT_TELEMETRY_DISABLED: "1",
      WRANGLER_SEND_METRICS: "false",
      // Set by this project's own test runner, and confusing to those of the cells.
      NODE_TEST_CONTEXT: undefined,
      NODE_OPTIONS: undefined,
      FORCE_COLOR: undefined,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that what it starts ends with it.
    detached: true,
  });
  let printed = "";
  const add = (/** @type {Buffer} */ text) => (printed += String(text));
  child.stdout.on("data", add);
  child.stderr.on("data", add);
  // Colours, which some tools print all the same.
  return {
    process: child,
    // oxlint-disable-next-line no-control-regex
    printed: () => printed.replace(/\x1b\[[\d;]*m/g, ""),
  };
}

/** @param {{ process: import("node:child_process").ChildProcess }} child */
function kill({ process: { pid } }) {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/**
 * @param {string} program
 * @param {unknown} how
 * @param {string} printed
 */
function failure(program, how, printed) {
  return new Error(`${program} ended: ${how}\n${printed.slice(-3000)}`);
}
