// TextDecoder and TextEncoder for the glue: the runtime's own, and small ones where it has none, as in Jest's jsdom.
// The build puts these two in the place of the globals of the same names.

/** Decodes what the module writes, which is ASCII. */
class Decoder {
  decode(bytes: Uint8Array = new Uint8Array()): string {
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return text;
  }
}

class Encoder {
  encode(text: string): Uint8Array {
    // As the real one does, and because encodeURIComponent throws on lone surrogates.
    const whole = text.replace(/\p{Surrogate}/gu, "\ufffd");
    return Uint8Array.from(unescape(encodeURIComponent(whole)), (character) =>
      character.charCodeAt(0),
    );
  }

  /** The target has room for all of it. */
  encodeInto(text: string, target: Uint8Array) {
    const bytes = this.encode(text);
    target.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

// The names are those that the build replaces.
const decoder = globalThis.TextDecoder ?? Decoder;
const encoder = globalThis.TextEncoder ?? Encoder;
export { decoder as TextDecoder, encoder as TextEncoder };
