/**
 * What is sent and received. Everything here is fixed: the same values in every run, runtime and version.
 */

/** The arguments of a small call: one short string. */
export const channel = { channel: "#general" };

/** A small reply: two fields. */
export const small = { a: 1, b: "x" };

/** A task of five fields, one a list and one an object. */
export const task = {
  text: "New task from API",
  completed: false,
  priority: 3,
  tags: ["a", "b", "c"],
  owner: { name: "Jane", id: "k57abc123def456" },
};

/** An identity token's size and alphabet, not a valid one. */
export const token = `eyJhbGciOiJFUzI1NiJ9.${"eyJzdWIiOiJhZGEifQ".repeat(40)}.c2ln`;

/**
 * Messages as a table returns them: eight fields, about 250 bytes of JSON each.
 *
 * @param {number} count
 */
export function documents(count) {
  return Array.from({ length: count }, (_, index) => makeDocument(index));
}

/**
 * The same, with a counter that is a bigint, which JSON cannot hold as it is.
 *
 * @param {number} count
 */
export function documentsWithBigints(count) {
  return Array.from({ length: count }, (_, index) => ({
    ...makeDocument(index),
    likes: BigInt(index * 7919),
  }));
}

/** @param {number} index */
function makeDocument(index) {
  return {
    _creationTime: 1700000000000.123 + index,
    _id: `k57${index.toString(36).padStart(20, "x")}`,
    author: `user${index % 100}`,
    body: `Hello message number ${index} with some text to be realistic, and a bit more.`,
    channel: "general",
    likes: index * 7,
    read: index % 2 === 0,
    meta: { a: 1.5, b: null, c: ["x", "y"] },
  };
}

/** @param {number} count */
export function bigints(count) {
  return Array.from(
    { length: count },
    (_, index) => BigInt(index) * 123_456_789_123n,
  );
}

/**
 * An `ArrayBuffer` without a pattern that base64 would repeat.
 *
 * @param {number} size
 */
export function bytes(size) {
  const view = new Uint8Array(size);
  for (let index = 0; index < size; index++) {
    view[index] = index * 31 + (index >> 8);
  }
  return view.buffer;
}

/** A string of ASCII. @param {number} size */
export function text(size) {
  const line = "The quick brown fox jumps over the lazy dog. ";
  return line.repeat(Math.ceil(size / line.length)).slice(0, size);
}

/**
 * Objects in objects. Convex allows 64 levels.
 *
 * @param {number} levels
 */
export function nested(levels) {
  /** @type {Record<string, unknown>} */
  let value = { name: "leaf", size: 1 };
  for (let level = 1; level < levels; level++) {
    value = { name: `level ${level}`, size: level, child: value };
  }
  return value;
}

/** An object of many fields: numbers, strings and booleans. @param {number} fields */
export function wide(fields) {
  return Object.fromEntries(
    Array.from({ length: fields }, (_, index) => [
      `field${index}`,
      [index * 1.5, `value ${index}`, index % 2 === 0][index % 3],
    ]),
  );
}
