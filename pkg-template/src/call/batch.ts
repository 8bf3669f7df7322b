// Several queries in one request.
import { places } from "@names";
import { entered, mistake, Thrown } from "../errors.ts";
import { MAX_BODY } from "../generated/core.ts";
import { bodyOf } from "../values/encode.ts";

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
      if (error && error === entered.fault)
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
      `Invalid batch: ${size} bytes of ${bodies.length} queries, and the server accepts ${MAX_BODY}. Split it.`,
    ),
  );
}

/** Returns the length of a text in UTF-8, where it is near the limit: no code unit takes more than three bytes. */
const byteLength = (text: string): number =>
  text.length * 3 <= MAX_BODY ? text.length : new Blob([text]).size;
