// Bytes on the wire, whatever the runtime has to read and write base64 by. What each text means is what the contract's
// cases compare with the official client, where everything is there.

/** @typedef {import("../setting.js").Setting} Setting */

const ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What a runtime may lack. @type {Record<string, (t: Setting) => void>} */
const runtimes = {
  "with Buffer alone": (t) => hideNative(t),
  "with atob and btoa alone": (t) => {
    hideNative(t);
    t.replace(globalThis, "Buffer", undefined);
  },
};

/** @param {Setting} t */
function hideNative(t) {
  t.replace(Uint8Array, "fromBase64", undefined);
  t.replace(Uint8Array.prototype, "toBase64", undefined);
}

/** What the specification says of bytes, three at a time. @param {Uint8Array} bytes */
function spell(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((by) => ALPHABET[(bits >> by) & 63]);
    const count = Math.min(bytes.length - at, 3) + 1;
    text += letters.slice(0, count).join("").padEnd(4, "=");
  }
  return text;
}

/** @param {number} length */
const bytesOf = (length) =>
  Uint8Array.from({ length }, (_, at) => (at * 151 + length * 7) & 255);

const LENGTHS = [0, 1, 2, 3, 4, 5, 8, 255, 8191, 8192, 8193, 24_577];

/** Each in a form of its own; the last two are none. */
const ODD = [
  ...[
    "-_-_",
    "+/-_",
    "AQI=",
    "AR==",
    "AQJ=",
    "A*B!",
    "A BC",
    "AäBC",
    "\ud800ABC",
  ],
  ...["AA==AAAA", "A===", "AB==", "QUJD====", "QUJDQUJD====", "=AAA", "QQ=A"],
  ...["AAAAA===", "AAAAAAA=", "====", "A"],
];

/** @param {Setting} t @param {string} text */
function read(t, text) {
  try {
    const bytes = t.ours.jsonToConvex({ $bytes: text });
    return [...new Uint8Array(bytes)];
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    return [name, message];
  }
}

/** @type {import("../setting.js").Case[]} */
export default Object.entries(runtimes).map(([name, hide]) => ({
  name: `bytes: a runtime ${name}`,
  run: (t) => {
    const expected = ODD.map((text) => read(t, text));
    hide(t);
    for (const length of LENGTHS) {
      const bytes = bytesOf(length);
      const text = spell(bytes);
      t.equal(t.ours.convexToJson(bytes.buffer), { $bytes: text }, `${length}`);
      t.equal(read(t, text), [...bytes], `${length}`);
    }
    for (const [index, text] of ODD.entries())
      t.equal(read(t, text), expected[index], JSON.stringify(text));
  },
  // A Worker and a page have no Buffer to hide.
  where: (runtime) => name !== "with Buffer alone" || runtime === "node",
}));
