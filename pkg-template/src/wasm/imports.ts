// Everything that the module calls. What may run a user's code catches what that throws: an exception that leaves the
// module costs the next call a new instance.
//
// The module's functions return nothing but numbers, and hand the rest over: those that returned objects or strings would
// take more code on both sides, and more time.
import { fill } from "../errors.ts";

let value: any;

/** Returns what was handed over, and does not keep it. */
export function collect(): any {
  const result = value;
  value = undefined;
  return result;
}

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

/** Hands over a message whose ASCII is filled in, or what a value throws when it is printed. */
export function fail(message: Uint8Array, ...values: unknown[]): void {
  try {
    value = fill(String.fromCharCode(...message), ...values);
  } catch (error) {
    value = { error };
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
