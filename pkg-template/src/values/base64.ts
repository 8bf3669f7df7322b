// Bytes as text, by what the runtime has, the fastest first: https://tc39.es/proposal-arraybuffer-base64, Node's Buffer, and
// what every runtime has.
import { Refusal } from "../generated/core.ts";
import { refuse } from "../wasm/module.ts";

/** How many bytes become characters at a time: arguments of a function are many at most. */
const PART = 8192;

export function encodeBase64(buffer: ArrayBuffer): string {
  const bytes: any = new Uint8Array(buffer);
  if (bytes.toBase64) return bytes.toBase64();
  if (globalThis.Buffer) return Buffer.from(buffer).toString("base64");
  let binary = "";
  for (let start = 0; start < bytes.length; start += PART)
    binary += String.fromCharCode(...bytes.subarray(start, start + PART));
  return btoa(binary);
}

/** Decodes base64 as leniently as the official client: what is none of its characters counts as the first of them. */
export function decodeBase64(text: string): ArrayBufferLike {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  try {
    const bytes = parse(text);
    // Parsers are lenient in ways of their own.
    if (bytes.length === (text.length / 4) * 3 - padding) return bytes.buffer;
  } catch {
    // It has to be brought into form.
  }
  if (text.length % 4) throw refuse(Refusal.Base64);
  const [valid = ""] = text.split("=", 1);
  // Official's arithmetic: where the first `=` begins a group of four, the bytes of the group before are zeros. What is
  // nothing but padding has -1 of them, and the engine's error.
  const missing = valid === text ? 0 : 4 - (valid.length % 4);
  const bytes = new Uint8Array(((valid.length + missing) / 4) * 3 - missing);
  const unread = missing > 2 ? missing * 3 - 8 : 0;
  const read = valid.slice(0, valid.length - unread);
  bytes.set(
    parse(
      read
        .replace(/-/g, "+")
        .replace(/_/g, "/")
        .replace(/[^\w+/]/g, "A"),
    ),
  );
  return bytes.buffer;
}

/** Decodes what is in form. */
function parse(text: string): Uint8Array {
  const { fromBase64 } = Uint8Array as any;
  if (fromBase64) return fromBase64(text);
  // The memory of a Buffer is a shared pool's.
  if (globalThis.Buffer) return new Uint8Array(Buffer.from(text, "base64"));
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++)
    bytes[index] = binary.charCodeAt(index);
  return bytes;
}
