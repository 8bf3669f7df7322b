// What functions log.
import { getFunctionName, textStart } from "./glue.js";
import { unwrap } from "./outcome.js";

/** What stands for each kind of call in printed log lines, by the kind's code. */
const LETTERS = ["Q", "M", "A", "?"];

/**
 * Prints the lines that a function logged.
 * @param {any} logger
 * @param {number} kind
 * @param {unknown} reference
 * @param {any} respJSON
 */
export function printLines(logger, kind, reference, respJSON) {
  /** @type {string | undefined} */
  let prefix;
  for (const message of respJSON.logLines ?? []) {
    const line = typeof message === "string" ? message : printLine(message);
    if (logger === false) continue;
    logger ??= console;
    prefix ??= `[CONVEX ${LETTERS[kind]}(${typeof reference === "string" ? reference : unwrap(getFunctionName(reference))})]`;
    const text = textOf(line);
    if (text === 0) {
      logger.error(`${prefix} Could not parse console.log`);
    } else {
      logger.log(
        `%c${prefix} ${line.slice(0, text - 1)}`,
        "color:rgb(0, 145, 255)",
        line.slice(text),
      );
    }
  }
}

/** The levels that lines began with, with brackets; bounded, since functions may print anything. @type {Set<string>} */
const knownLevels = new Set();

/**
 * Returns where the text of a line begins; 0 where it has no level before.
 * @param {string} line
 */
function textOf(line) {
  // Where the first space follows a bracket, what comes before it is the level.
  const start = line.slice(0, line.indexOf(" ") + 1);
  if (knownLevels.has(start)) return start.length;
  const text = textStart(line);
  if (text > 0 && text === start.length && knownLevels.size < 32)
    knownLevels.add(start);
  return text;
}

/** @param {any} message */
function printLine(message) {
  if (typeof message === "object")
    message = `ConvexError ${JSON.stringify(message.errorData, null, 2)}`;
  return message.match(/^/) && message;
}
