// Several queries in one request.
import { places } from "@names";
import { mistake, Thrown } from "../errors.ts";
import { MAX_BODY } from "../generated/core.ts";
import { bodyOf } from "../values/encode.ts";
import { isNested } from "../values/visit.ts";

/** Returns the body of a batch, or the error of the first entry that cannot be sent. */
export function batchBody(entries: any[]): string | Thrown {
  const bodies: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const body = Array.isArray(entry)
      ? bodyOf(entry[0], entry[1])
      : new Thrown(
          mistake(
            `Invalid batch: entry ${index} is no array. Give [functionReference, args].`,
            TypeError,
          ),
        );
    if (body instanceof Thrown) {
      const { error } = body;
      if (isNested(error))
        places.set(error, `[${index}]${places.get(error) ?? ""}`);
      return body;
    }
    bodies.push(body);
  }
  const text = `{"queries":[${bodies.join(",")}]}`;
  const size = byteLength(text);
  if (size <= MAX_BODY) return text;
  return new Thrown(
    mistake(
      `Invalid batch: its ${bodies.length} queries take ${size} bytes and the server accepts ${MAX_BODY}. Split it.`,
    ),
  );
}

/** Returns the length of a text in UTF-8. */
function byteLength(text: string): number {
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
