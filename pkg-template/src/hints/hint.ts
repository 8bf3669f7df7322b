// What to do about a failed call, where its message does not say. Only `errorInfo` asks, so that an app without it carries
// none of this folder.
import type { Call } from "../call/call.ts";
import type { ErrorInfo } from "../names/error-info.ts";
import type { ClientState } from "../state.ts";
import { hintOfArgs } from "./args.ts";
import { hintOfCredential } from "./credential.ts";
import { hintOfHttp, hintOfNetwork, hintOfProtocol } from "./reply.ts";

/** What a failed call was made with. Another copy of the package does not tell. */
export type Clues = [reference?: unknown, call?: Call, state?: ClientState];

/** Returns one sentence or two on what to do. `path` is where in the arguments the fault is. */
export function hintOf(
  error: unknown,
  info: ErrorInfo,
  path: string | undefined,
  clues: Clues,
): string | undefined {
  try {
    return find(error, info, path, clues);
  } catch {
    // What was given is a proxy that throws.
    return undefined;
  }
}

function find(
  error: unknown,
  info: ErrorInfo,
  path: string | undefined,
  clues: Clues,
): string | undefined {
  const text = messageOf(error);
  switch (info.kind) {
    case "args":
      return hintOfArgs(error, text, path, clues);
    case "http":
      return hintOfHttp(info.status, text, clues);
    case "network":
      return hintOfNetwork(error, clues);
    case "protocol":
      return hintOfProtocol(error, text, clues);
    case "function":
      // A function that found nobody signed in says so in its own words.
      return /auth|identity|sign|log.?in|permission|allowed|token/i.test(text)
        ? hintOfCredential(clues, false)
        : undefined;
    default:
      return undefined;
  }
}

/** Errors may be anybody's, and their members may throw. */
function messageOf(error: any): string {
  try {
    return `${error.message}`;
  } catch {
    return "";
  }
}

/** Tells whether an error has a name, of whatever realm it is. */
export function isNamed(error: any, ...names: string[]): boolean {
  try {
    return names.includes(error.name);
  } catch {
    return false;
  }
}
