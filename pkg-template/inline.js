// The wasm module, inside the JavaScript: the one place that every runtime and bundler can read.
import { base64 } from "./wasm.js";

/** @returns {BufferSource} */
export default function bytes() {
  // https://tc39.es/proposal-arraybuffer-base64, which not every runtime has.
  const { fromBase64 } = /** @type {any} */ (Uint8Array);
  if (fromBase64) return fromBase64(base64);
  // By way of globalThis: for a bare `Buffer`, bundlers add a polyfill or, as Parcel does, fail for want of one.
  const { Buffer } = globalThis;
  if (Buffer) return Buffer.from(base64, "base64");
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    bytes[index] = text.charCodeAt(index);
  }
  return bytes;
}
