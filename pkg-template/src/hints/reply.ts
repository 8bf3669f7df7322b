// What to do about a reply that is not a function's, or none.
import { hintOfCredential } from "./credential.ts";
import { isNamed, type Clues } from "./hint.ts";

export function hintOfHttp(
  status: number | undefined,
  body: string,
  clues: Clues,
): string | undefined {
  const address = addressOf(clues);
  if (status === undefined || status === 0)
    return 'The reply cannot be read, as by mode: "no-cors" or redirect: "manual" among the fetch options: leave that out.';
  if (/\.convex\.site(:\d+)?(\/|$)/.test(address))
    return "An address that ends in .convex.site serves HTTP actions: give the one that ends in .convex.cloud.";
  if (status === 404 && /\/api$/.test(address))
    return "The address ends in /api, which the client adds itself: give it without.";
  const isPage = /^\s*</.test(body);
  if (status === 401 || status === 403)
    return isPage
      ? `A proxy before ${address} refused the call: give what it asks for by the option headers.`
      : hintOfCredential(clues, true);
  if (status === 404)
    return isPage || body === ""
      ? `Nothing at ${address} runs Convex functions: check the address.`
      : undefined;
  if (status >= 300 && status < 400)
    return `${address} sends elsewhere: give the address that it sends to.`;
  if (isPage)
    return status >= 500
      ? `A proxy before ${address} got no reply from it, and answered with a page of its own: try again later, as with the option retry.`
      : `What answers at ${address} is no Convex deployment: check the address.`;
  if (status === 413) return "The arguments take too much room: send less.";
  if (status === 429)
    return "The deployment has too much to do: try again later, as with the option retry.";
  if (status >= 500 && body === "")
    return `The deployment, or a proxy before it, could not answer: try again later, as with the option retry.`;
  return undefined;
}

/** Returns a deployment's address without what may be secret in it. */
function addressOf([, , state]: Clues): string {
  try {
    const { host, pathname } = new URL(state!.apiBase);
    return `${host}${pathname}`.replace(/\/$/, "");
  } catch {
    return "the address";
  }
}

export function hintOfNetwork(error: any, clues: Clues): string | undefined {
  const code = codeOf(error);
  const address = addressOf(clues);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `No server was found for ${address}: check it, and the network.`;
  if (code === "ECONNREFUSED")
    return `Nothing listens at ${address}: check it, and whether the deployment runs.`;
  return undefined;
}

/** Returns the system's code of a failure, which Node has as the cause of its own. */
function codeOf(error: any): unknown {
  try {
    return error.cause?.code ?? error.code;
  } catch {
    return undefined;
  }
}

export function hintOfProtocol(
  error: unknown,
  text: string,
  clues: Clues,
): string | undefined {
  const address = addressOf(clues);
  if (isNamed(error, "SyntaxError"))
    return `What answered is no Convex deployment, or its reply was cut on the way: check ${address}, and the proxies before it.`;
  if (text.startsWith("Invalid response: "))
    return `What answered is no Convex deployment: check ${address}.`;
  if (/already|used|unusable|locked|disturbed/i.test(text))
    return "The reply's body was read before the client could: have the function that wraps fetch read response.clone().";
  if (isNamed(error, "TypeError"))
    return "What fetch returned is no Response: it needs ok, status, json() and text().";
  return undefined;
}
