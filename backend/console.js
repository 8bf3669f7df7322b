import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "./inspect.js";

/** The longest line that the backend keeps, in bytes. */
const MAX_LINE_BYTES = 32768;

/** @type {AsyncLocalStorage<string[]>} */
const currentLines = new AsyncLocalStorage();

/**
 * Runs `call` and collects what the functions within it print, each line with
 * its level in front. Calls that run at the same time do not mix.
 *
 * @template T
 * @param {() => Promise<T>} call
 * @returns {Promise<{ result: T, logLines: string[] }>}
 */
export async function captureLogs(call) {
  /** @type {string[]} */
  const logLines = [];
  const result = await currentLines.run(logLines, call);
  return { result, logLines };
}

/**
 * The `console` of Convex functions. The bundler puts it in place of the global
 * one (see bundle.js), so the process's own console stays untouched and nothing
 * that a function prints reaches the standard output.
 */
export const functionConsole = {
  debug: logger("DEBUG"),
  log: logger("LOG"),
  info: logger("INFO"),
  warn: logger("WARN"),
  error: logger("ERROR"),
};

/** @param {string} level */
function logger(level) {
  return (/** @type {unknown[]} */ ...args) => {
    const message = args.map(inspect).join(" ");
    currentLines.getStore()?.push(`[${level}] ${truncate(message)}`);
  };
}

/** @param {string} message */
function truncate(message) {
  const bytes = Buffer.from(message);
  if (bytes.length <= MAX_LINE_BYTES) {
    return message;
  }
  let end = MAX_LINE_BYTES;
  // Step back out of the middle of a UTF-8 sequence.
  while ((bytes[end] & 0xc0) === 0x80) {
    end -= 1;
  }
  return `${bytes.toString("utf8", 0, end)} (truncated due to length)`;
}
