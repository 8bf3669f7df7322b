#!/usr/bin/env node
import { parseArgs } from "node:util";
import { startBackend } from "./server.js";

const USAGE = `Usage: node backend/main.js [options]

  --port <number>       where to listen on 127.0.0.1; any free port by default
  --latency <ms>        hold back every answer of the API this long
  --until-stdin-closes  stop when the standard input ends
  --quiet               do not announce the address
`;

const options = readOptions();
const backend = await startBackend(options);
if (!options.quiet) {
  console.log(`listening on ${backend.url}`);
}

process.once("SIGINT", stop);
process.once("SIGTERM", stop);
if (options.untilStdinCloses) {
  process.stdin.once("close", stop).once("end", stop).resume();
}

async function stop() {
  await backend.stop();
  // The standard input, and timers of functions under way, would keep it alive.
  process.exit(0);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "0" },
        latency: { type: "string", default: "0" },
        quiet: { type: "boolean", default: false },
        "until-stdin-closes": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    return {
      port: readNumber("--port", values.port, 65535),
      latency: readNumber("--latency", values.latency, 2 ** 31 - 1),
      quiet: values.quiet,
      untilStdinCloses: values["until-stdin-closes"],
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${reason}\n\n${USAGE}`);
    process.exit(2);
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} max
 */
function readNumber(name, text, max) {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(number <= max)) {
    throw new Error(`${name} takes a whole number up to ${max}, not "${text}"`);
  }
  return number;
}
