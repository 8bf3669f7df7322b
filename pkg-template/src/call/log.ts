// What functions log.
import { Kind, LOG_LETTERS } from "../generated/core.ts";
import { nameOf } from "../reference.ts";
import { textStart } from "../wasm/module.ts";

/** Prints the lines that a function logged. */
export function printLines(
  logger: any,
  kind: Kind,
  reference: unknown,
  reply: any,
): void {
  let prefix: string | undefined;
  for (const message of reply.logLines ?? []) {
    const line = typeof message === "string" ? message : printLine(message);
    if (logger === false) continue;
    logger ??= console;
    prefix ??= `[CONVEX ${LOG_LETTERS[kind]}(${typeof reference === "string" ? reference : nameOf(reference)})]`;
    const text = textStart(line);
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

function printLine(message: any): string {
  if (typeof message === "object")
    message = `ConvexError ${JSON.stringify(message.errorData, null, 2)}`;
  return message.match(/^/) && message;
}
