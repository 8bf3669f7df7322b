// Everything that the module calls. What may run a user's code catches what that throws: an exception that leaves the
// module costs the next call a new instance.
import { fill } from "../errors.ts";
import { handOver } from "./results.ts";

export { makeInit, prepare, settle } from "../call/plain.ts";
export {
  handOver,
  handOverBytes,
  handOverGroups,
  handOverText,
} from "./results.ts";

/** Hands over an error whose message is filled in; what a value throws when it is printed stands in for it. */
export const fail = (message: string, ...values: unknown[]): void =>
  handOverThrown(() => {
    throw new Error(fill(message, ...values));
  });

/** Hands over the engine's error for an array of negative length. */
export const failArrayLength = (): void =>
  handOverThrown(() => new Uint8Array(-1));

function handOverThrown(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    handOver(error);
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
