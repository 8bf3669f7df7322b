// The module, inside the JavaScript: the one place that every runtime and bundler can read.
import { ALPHABET, ESCAPES, text } from "../generated/wasm.ts";

/**
 * Returns the module's bytes from a text that compresses as well as they do, other than base64: one character for most
 * bytes, an escape and another one for the others. `xtask/src/inline.rs` writes it.
 */
export function decodeModule(): BufferSource {
  const values = new Uint8Array(128);
  for (let value = 0; value < ALPHABET.length; value++)
    values[ALPHABET.charCodeAt(value)] = value;
  const singles = ALPHABET.length - ESCAPES;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    let value = values[text.charCodeAt(index)]!;
    if (value >= singles)
      value =
        singles +
        (value - singles) * singles +
        values[text.charCodeAt(++index)]!;
    bytes[length++] = value;
  }
  return bytes.subarray(0, length);
}
