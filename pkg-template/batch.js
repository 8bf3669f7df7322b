// Several queries in one request.
import { Thrown } from "./errors.js";
import { body } from "./encode.js";

/** What the server accepts, in bytes: https://docs.convex.dev/production/state/limits. */
const MAX_BODY = 16 * 1024 * 1024;

/**
 * Returns the body of a batch, or the error of the first entry that cannot be sent.
 * @param {any[]} entries
 * @returns {string | Thrown}
 */
export function batchBody(entries) {
  const bodies = [];
  for (const [index, entry] of entries.entries()) {
    if (!Array.isArray(entry))
      return new Thrown(
        new TypeError(
          `Invalid batch: entry ${index} is no array. Give [functionReference, args].`,
        ),
      );
    let text;
    try {
      text = body(entry[0], entry[1]);
    } catch (error) {
      return new Thrown(error);
    }
    if (text instanceof Thrown) return text;
    bodies.push(text);
  }
  const text = `{"queries":[${bodies.join(",")}]}`;
  const size = byteLength(text);
  if (size <= MAX_BODY) return text;
  return new Thrown(
    new Error(
      `Invalid batch: its ${bodies.length} queries take ${size} bytes and the server accepts ${MAX_BODY}. Split it.`,
    ),
  );
}

/**
 * Returns the length of a text in UTF-8.
 * @param {string} text
 */
function byteLength(text) {
  // No code unit takes more than three bytes.
  if (text.length * 3 <= MAX_BODY) return text.length;
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) length++;
    // Half of a pair, which takes four bytes.
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) length++;
  }
  return length;
}
