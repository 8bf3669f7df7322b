// What functions log.
import { getFunctionName, levelLength } from "./glue.js";

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
    prefix ??= `[CONVEX ${LETTERS[kind]}(${typeof reference === "string" ? reference : getFunctionName(reference)})]`;
    const level = levelOf(line);
    if (level === undefined) {
      logger.error(`${prefix} Could not parse console.log`);
    } else {
      logger.log(
        `%c${prefix} ${line.slice(0, level + 2)}`,
        "color:rgb(0, 145, 255)",
        line.slice(level + 3),
      );
    }
  }
}

/** Lengths of the levels that lines began with; bounded, since functions may print anything. @type {Map<string, number>} */
const knownLevels = new Map();

/** @param {string} line */
function levelOf(line) {
  // Where the first space follows a bracket, what comes before it is the level.
  const start = line.slice(0, line.indexOf(" ") + 1);
  let level = knownLevels.get(start);
  if (level === undefined) {
    level = levelLength(line);
    if (level === start.length - 3 && knownLevels.size < 32)
      knownLevels.set(start, level);
  }
  return level;
}

/** @param {any} message */
function printLine(message) {
  if (typeof message === "object")
    message = `ConvexError ${JSON.stringify(message.errorData, null, 2)}`;
  return message.match(/^/) && message;
}
