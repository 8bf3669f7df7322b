// The wasm module, inside the JavaScript: the one place that every runtime and bundler can read.
import { base64 } from "./wasm.js";

/** @returns {BufferSource} */
export default function bytes() {
  // @ts-expect-error: https://tc39.es/proposal-arraybuffer-base64, not in every runtime
  if (typeof Uint8Array.fromBase64 === "function")
    return Uint8Array.fromBase64(base64);
  if (typeof Buffer === "function") return Buffer.from(base64, "base64");
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++)
    bytes[index] = text.charCodeAt(index);
  return bytes;
}
