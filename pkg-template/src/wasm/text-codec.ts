// TextDecoder for the glue: the runtime's own, and a small one where it has none, as in Jest's jsdom. The build puts it in
// the place of the global of the same name.

/** Decodes what the module writes, which is ASCII. */
class Decoder {
  decode(bytes: Uint8Array = new Uint8Array()): string {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return text;
  }
}

// The name is that which the build replaces.
const decoder = globalThis.TextDecoder ?? Decoder;
export { decoder as TextDecoder };
