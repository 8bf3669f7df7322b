// TextDecoder and TextEncoder for the glue: the runtime's own, and small ones where it has none, as in Jest's jsdom.
// The build puts these two in the place of the globals of the same names.

/** Decodes UTF-8 that is known to be valid: strings of Rust. */
class Decoder {
  decode(bytes = new Uint8Array()): string {
    let text = "";
    for (const byte of bytes) text += `%${byte.toString(16).padStart(2, "0")}`;
    return decodeURIComponent(text);
  }
}

class Encoder {
  encode(text: string): Uint8Array {
    // As the real one does, and because encodeURIComponent throws on lone surrogates.
    const whole = text.replace(/\p{Surrogate}/gu, "\ufffd");
    const escaped = encodeURIComponent(whole).match(/%..|[^]/g) ?? [];
    return Uint8Array.from(escaped, (part) =>
      part.length === 3 ? parseInt(part.slice(1), 16) : part.charCodeAt(0),
    );
  }

  /** Writes all of the text or, unlike the real one, nothing: callers then make more room. */
  encodeInto(text: string, target: Uint8Array) {
    const bytes = this.encode(text);
    if (bytes.length > target.length) return { read: 0, written: 0 };
    target.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

// The names are those that the build replaces.
const decoder = globalThis.TextDecoder ?? Decoder;
const encoder = globalThis.TextEncoder ?? Encoder;
export { decoder as TextDecoder, encoder as TextEncoder };
