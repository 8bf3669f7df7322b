// What is uploaded, in a form that the platform can send.

export interface Source {
  body: Blob | BufferSource | ReadableStream<Uint8Array>;
  /** Whether it can be sent once alone, as nobody keeps it. */
  isStream: boolean;
  type: string | undefined;
  /** In bytes, where it is known. */
  size: number | undefined;
}

/**
 * Pages and service workers send streams over HTTP/2 alone, and not all of them, so a stream is read to its end there.
 */
const canStream = (): boolean =>
  typeof XMLHttpRequest !== "function" && !("registration" in globalThis);

/** Told by what they can do, as they may come from another realm or a polyfill. */
const isResponse = (given: any): given is Response =>
  typeof given?.clone === "function" && typeof given.ok === "boolean";
const isStream = (given: any): given is ReadableStream<Uint8Array> =>
  typeof given?.getReader === "function";
const isBlob = (given: any): given is Blob =>
  typeof given?.arrayBuffer === "function" && typeof given.size === "number";

/** @throws `TypeError` for what cannot be uploaded, or is a response with an error. */
export async function sourceOf(
  given: unknown,
  type: string | undefined,
): Promise<Source> {
  if (isBlob(given)) return ofBlob(given, type);
  if (given instanceof ArrayBuffer || ArrayBuffer.isView(given)) {
    const body = given as BufferSource;
    return { body, isStream: false, type, size: body.byteLength };
  }
  if (isResponse(given)) {
    if (!given.ok)
      throw new TypeError(
        `The response that was to be uploaded is an error: its status is ${given.status}.`,
      );
    const { headers } = given;
    const ownType = type ?? headers.get("Content-Type") ?? undefined;
    if (!canStream() || !given.body) return ofBlob(await given.blob(), ownType);
    return ofStream(given.body, ownType, sizeOf(headers));
  }
  if (!isStream(given))
    throw new TypeError(
      "This cannot be uploaded. Give a Blob, an ArrayBuffer, a typed array, a stream of bytes or a Response.",
    );
  if (canStream()) return ofStream(given, type, undefined);
  return ofBlob(await new Response(given).blob(), type);
}

const ofBlob = (body: Blob, type: string | undefined): Source => ({
  body,
  isStream: false,
  type: type ?? (body.type || undefined),
  size: body.size,
});

const ofStream = (
  body: ReadableStream<Uint8Array>,
  type: string | undefined,
  size: number | undefined,
): Source => ({ body, isStream: true, type, size });

/** Returns how long a response's body is. That of a compressed one is not said. */
function sizeOf(headers: Headers): number | undefined {
  const length = headers.get("Content-Length");
  if (length === null || headers.get("Content-Encoding")) return undefined;
  return Number(length);
}
