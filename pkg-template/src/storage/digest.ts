import type { Source } from "./source.ts";

/**
 * Returns the header by which the deployment sees that what came is what was sent. None for a stream, which would have to
 * be read first, nor in pages without TLS, which have no digests.
 */
export async function digestOf(
  body: Source["body"],
): Promise<string | undefined> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle || "getReader" in body) return undefined;
  const bytes = "arrayBuffer" in body ? await body.arrayBuffer() : body;
  const hash = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return `sha-256=${btoa(String.fromCharCode(...hash))}`;
}
