import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { sep } from "node:path";
import { readSourceMap } from "./program.js";

const FRAME = /^\s+at (?:(.*) \()?(file:\/\/.+?):(\d+):(\d+)\)?$/;

/**
 * The frames of an error's stack that are in the deployed functions, at their
 * place in the TypeScript, written as the real backend writes them. Frames of
 * the runtime and of this program are left out, as there.
 *
 * @param {unknown} error
 * @param {string} directory of the bundled functions
 * @returns {Promise<string[]>}
 */
export async function functionFrames(error, directory) {
  const stack = error instanceof Error ? error.stack : "";
  const lines = typeof stack === "string" ? stack.split("\n") : [];
  const frames = await Promise.all(
    lines.map((line) => mapFrame(line, directory)),
  );
  return frames.filter((frame) => frame !== null);
}

/**
 * @param {string} line
 * @param {string} directory
 */
async function mapFrame(line, directory) {
  const match = FRAME.exec(line);
  if (match === null) {
    return null;
  }
  const [, name, url, row, column] = match;
  const path = fileURLToPath(url);
  if (!path.startsWith(directory + sep)) {
    return null;
  }
  const payload = await readSourceMap(path);
  if (payload === null) {
    return null;
  }
  const entry = new SourceMap(payload).findEntry(
    Number(row) - 1,
    Number(column) - 1,
  );
  if (!("originalSource" in entry)) {
    return null;
  }
  const source = entry.originalSource.match(/\bconvex\/(?!.*\bconvex\/)(.*)$/);
  if (source === null) {
    return null;
  }
  const place = `../convex/${source[1]}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  return name === undefined ? `    at ${place}` : `    at ${name} (${place})`;
}
