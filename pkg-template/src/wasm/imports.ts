// Everything that the module calls. What may run a user's code catches what that throws: an exception that leaves the
// module costs the next call a new instance.
export { makeInit, prepare, settle } from "../call/plain.ts";
export { fail } from "../errors.ts";
export {
  handOver,
  handOverBytes,
  handOverGroups,
  handOverText,
} from "./results.ts";

/** Tells whether a URL parser accepts an address. */
export function isUrl(address: string): boolean {
  try {
    return Boolean(new URL(address));
  } catch {
    return false;
  }
}

/** Returns the engine's error for an array of negative length. */
export function arrayLengthError(): unknown {
  try {
    return new Uint8Array(-1);
  } catch (error) {
    return error;
  }
}
