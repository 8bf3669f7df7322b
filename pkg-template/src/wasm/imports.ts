// Everything that the module calls. What may run a user's code catches what that throws: an exception that leaves the
// module costs the next call a new instance.
//
// The module's functions return nothing but numbers, and hand the rest over: those that returned objects or strings would
// take more code on both sides, and more time.
import { fill } from "../errors.ts";

let value: any;

/** Hands a value over. It is what a function of the module begins with, and adds to or replaces. */
export function handOver(result: unknown): void {
  value = result;
}

/** Returns what was handed over, and does not keep it. */
export function collect(): any {
  const result = value;
  value = undefined;
  return result;
}

/** Adds a part to the text that is handed over. */
export function handOverText(part: Uint8Array): void {
  value += textOf(part);
}

/** Returns ASCII, which stands in the module's memory. Jest's jsdom has no decoders. */
const textOf = (ascii: Uint8Array): string =>
  typeof TextDecoder === "undefined"
    ? String.fromCharCode(...ascii)
    : new TextDecoder().decode(ascii);

/** Hands over a text of twelve ASCII characters, four in each number. */
export function handOverGroups(a: number, b: number, c: number): void {
  value = characters(a) + characters(b) + characters(c);
}

const characters = (group: number) =>
  String.fromCharCode(
    group & 0xff,
    (group >> 8) & 0xff,
    (group >> 16) & 0xff,
    group >> 24,
  );

/** Adds bytes to those that are handed over. */
export function handOverBytes(...bytes: number[]): void {
  value.push(...bytes);
}

/** Reads bytes from a position on, as many as the target, in the module's memory, takes. */
export function readBytes(
  bytes: Uint8Array,
  start: number,
  target: Uint8Array,
): void {
  target.set(bytes.subarray(start, start + target.length));
}

/** Hands over an error whose message is filled in; what a value throws when it is printed stands in for it. */
export function fail(message: Uint8Array, ...values: unknown[]): void {
  try {
    value = new Error(fill(textOf(message), ...values));
  } catch (error) {
    value = error;
  }
}

/** Tells whether a URL parser accepts an address. */
export function isUrl(address: string): boolean {
  try {
    return Boolean(new URL(address));
  } catch {
    return false;
  }
}
