// Reads what a person types as a Convex value: JavaScript's own literals, of which JSON and nearly all of JSON5 is a
// part, with bytes("base64") and hex("00ff"). It is read and never run. No library does this as well: those for JSON5 know
// no bigint and no bytes; the parser of the editor would double what is loaded before the first call, and reads on where
// something is wrong, without saying what.

/** More levels than Convex allows (64), so that it is the client that refuses what is too deep. */
const MAX_DEPTH = 400;

/** Says what is wrong, and where. */
export class LiteralError extends Error {
  /**
   * @param {string} problem
   * @param {string} text
   * @param {number} at
   */
  constructor(problem, text, at) {
    const lines = text.slice(0, at).split(/\r\n|[\n\r\u2028\u2029]/);
    const last = lines.at(-1) ?? "";
    super(`Line ${lines.length}, column ${last.length + 1}: ${problem}`);
    this.name = "LiteralError";
    this.at = at;
  }
}

/**
 * @param {string} text
 * @returns {unknown} plain objects, arrays, strings, numbers, bigints, `ArrayBuffer`s, booleans, null and undefined
 * @throws {LiteralError}
 */
export function parseLiteral(text) {
  return new Reader(text).readAll();
}

const SPACE = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)+/y;
const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const RADIX_INTEGER = /0(?:[xX][\da-fA-F]+|[oO][0-7]+|[bB][01]+)n?/y;
const DECIMAL_INTEGER = /(?:0|[1-9](?:_?\d)*)n/y;
const DECIMAL =
  /(?:(?:0|[1-9](?:_?\d)*)(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?/y;
const PLAIN_CHARACTERS = /[^"'\\\n\r]+/y;
const ESCAPE =
  /\\(?:([bfnrtv])|0(?!\d)|x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{0*([\da-fA-F]{1,6})\}|(\r\n|[\n\r\u2028\u2029])|([^\dbfnrtvxu]))/uy;

/** @type {Record<string, string>} */
const ESCAPES = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** @type {Map<string, unknown>} */
const CONSTANTS = new Map(
  Object.entries({
    null: null,
    undefined: undefined,
    true: true,
    false: false,
    NaN: NaN,
    Infinity: Infinity,
  }),
);

class Reader {
  #text;
  #at = 0;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  readAll() {
    this.#skipSpace();
    const value = this.#readValue(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) {
      this.#fail(`${this.#here()} stands after the end of the value.`);
    }
    return value;
  }

  /**
   * @param {number} depth
   * @returns {unknown}
   */
  #readValue(depth) {
    if (depth > MAX_DEPTH) this.#fail("This is nested too deeply.");
    switch (this.#text[this.#at]) {
      case "{":
        return this.#readObject(depth);
      case "[":
        return this.#readArray(depth);
      case '"':
      case "'":
        return this.#readString();
      case "+":
      case "-":
        return this.#readSigned();
    }
    return this.#readNumber() ?? this.#readWord();
  }

  /** @param {number} depth */
  #readObject(depth) {
    /** @type {Record<string, unknown>} */
    const fields = {};
    for (const at of this.#items("}")) {
      const name = this.#readName();
      this.#skipSpace();
      if (!this.#eat(":")) {
        this.#fail(`A colon is missing after the field ${quote(name)}.`);
      }
      this.#skipSpace();
      const value = this.#readValue(depth + 1);
      if (Object.hasOwn(fields, name)) {
        this.#fail(`The field ${quote(name)} stands here twice.`, at);
      }
      // Not by assignment, to which "__proto__" is more than a name.
      Object.defineProperty(fields, name, {
        value,
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
    return fields;
  }

  /** @param {number} depth */
  #readArray(depth) {
    const items = [];
    for (const at of this.#items("]")) {
      if (this.#text[at] === ",") this.#fail("An item is missing here.");
      items.push(this.#readValue(depth + 1));
    }
    return items;
  }

  /**
   * Stops before each item of a list, and reads what is around and between them.
   *
   * @param {string} end
   */
  *#items(end) {
    const start = this.#at++;
    const last = () => this.#at >= this.#text.length;
    for (;;) {
      this.#skipSpace();
      if (this.#eat(end)) return;
      if (last()) this.#fail(`This has no ${quote(end)} at its end.`, start);
      yield this.#at;
      this.#skipSpace();
      if (this.#eat(end)) return;
      if (last()) this.#fail(`This has no ${quote(end)} at its end.`, start);
      if (!this.#eat(",")) {
        this.#fail(
          `Before ${this.#here()}, a comma or ${quote(end)} is missing.`,
        );
      }
    }
  }

  /** @returns {string} */
  #readName() {
    const isQuoted = /["']/.test(this.#text[this.#at]);
    const name = isQuoted ? this.#readString() : this.#match(WORD)?.[0];
    if (name === undefined) {
      this.#fail(
        `${this.#here()} cannot start a field's name: put the name in quotes.`,
      );
    }
    return name;
  }

  #readString() {
    const start = this.#at;
    const mark = this.#text[this.#at++];
    let content = "";
    for (;;) {
      content += this.#match(PLAIN_CHARACTERS)?.[0] ?? "";
      const next = this.#text[this.#at];
      if (next === mark) {
        this.#at++;
        return content;
      }
      if (next === '"' || next === "'") {
        this.#at++;
        content += next;
      } else if (next === "\\") {
        content += this.#readEscape();
      } else {
        this.#fail("This string does not end on its line.", start);
      }
    }
  }

  #readEscape() {
    const start = this.#at;
    const found = this.#match(ESCAPE);
    if (!found) this.#fail("This escape does not exist.");
    const [whole, letter, two, four, point, newline, self] = found;
    if (letter) return ESCAPES[letter];
    if (newline) return "";
    if (self) return self;
    if (whole === "\\0") return "\0";
    const code = parseInt(two ?? four ?? point, 16);
    if (code > 0x10ffff) {
      this.#fail("There is no character of this number.", start);
    }
    return String.fromCodePoint(code);
  }

  #readSigned() {
    const start = this.#at;
    const sign = this.#text[this.#at++];
    this.#skipSpace();
    const value = this.#readNumber() ?? this.#readWord();
    if (typeof value === "bigint") {
      // As in JavaScript, where this is a TypeError.
      if (sign === "+") this.#fail("An int64 takes no plus sign.", start);
      return -value;
    }
    if (typeof value !== "number") {
      this.#fail("A sign stands only before a number.", start);
    }
    return sign === "-" ? -value : value;
  }

  /** @returns {number | bigint | undefined} undefined where no number is */
  #readNumber() {
    if (!/[\d.]/.test(this.#text[this.#at] ?? "")) return undefined;
    const start = this.#at;
    const integer = this.#match(RADIX_INTEGER) ?? this.#match(DECIMAL_INTEGER);
    const [digits] = integer ?? this.#match(DECIMAL) ?? [""];
    if (digits === "" || /[\p{ID_Continue}$.]/u.test(this.#character())) {
      this.#fail("This is not a number.", start);
    }
    const plain = digits.replaceAll("_", "");
    const isInt64 = integer && plain.endsWith("n");
    return isInt64 ? BigInt(plain.slice(0, -1)) : Number(plain);
  }

  #readWord() {
    const start = this.#at;
    const word = this.#match(WORD)?.[0];
    if (word === undefined) this.#fail(`${this.#here()} cannot start a value.`);
    if (CONSTANTS.has(word)) return CONSTANTS.get(word);
    if (word === "bytes" || word === "hex") return this.#readBytes(word);
    return this.#fail(
      `${quote(word)} is not a value. Text goes in quotes.`,
      start,
    );
  }

  /** @param {"bytes" | "hex"} form */
  #readBytes(form) {
    const missing = `After ${quote(form)}, text in quotes and brackets is missing.`;
    this.#skipSpace();
    if (!this.#eat("(")) this.#fail(missing);
    this.#skipSpace();
    const start = this.#at;
    if (!/["']/.test(this.#character())) this.#fail(missing);
    const text = this.#readString();
    this.#skipSpace();
    if (!this.#eat(")")) this.#fail(missing);
    const bytes = form === "hex" ? fromHex(text) : fromBase64(text);
    if (!bytes)
      this.#fail(`This is not ${form === "hex" ? "hex" : "base64"}.`, start);
    return bytes.buffer;
  }

  #skipSpace() {
    this.#match(SPACE);
    if (this.#text.startsWith("/*", this.#at)) {
      this.#fail("This comment does not end.");
    }
  }

  /** @param {RegExp} pattern */
  #match(pattern) {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  /** @param {string} character */
  #eat(character) {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #character() {
    const code = this.#text.codePointAt(this.#at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  /** What is read next, to be named in a message. */
  #here() {
    const character = this.#character();
    return character === "" ? "The end" : quote(character);
  }

  /**
   * @param {string} problem
   * @param {number} [at]
   * @returns {never}
   */
  #fail(problem, at = this.#at) {
    throw new LiteralError(problem, this.#text, at);
  }
}

/** @param {string} text */
function quote(text) {
  return `“${text}”`;
}

/** @param {string} text */
function fromHex(text) {
  const digits = text.replace(/\s/g, "");
  if (!/^(?:[\da-fA-F]{2})*$/.test(digits)) return undefined;
  const pairs = digits.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
}

/** @param {string} text */
function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
