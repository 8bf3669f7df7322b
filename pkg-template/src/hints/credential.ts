// What to do about a call that the deployment, or its function, did not take for somebody's.
import type { Clues } from "./hint.ts";

/** Looks at what a call was sent with; where it was not refused as such, only for what is certainly a mistake. */
export function hintOfCredential(
  [, call, state]: Clues,
  isRefused: boolean,
): string | undefined {
  if (call?.tokenSource)
    return call.lastToken
      ? isRefused
        ? refused("The token that the fetcher returned")
        : undefined
      : "The call was sent without a token: the function that fetches it returned none.";
  if (!call && !state) return undefined;
  const authorization =
    call?.authHeader ??
    (state?.secret ? `${state.authScheme} ${String(state.secret)}` : "");
  if (!authorization)
    return state?.authScheme
      ? `The call was sent without a token: ${state.authScheme === "Convex" ? "setAdminAuth" : "setAuth"} was given nothing, undefined or an empty string.`
      : isRefused
        ? "The call was sent without a token: give one by setAuth, or by the option auth."
        : undefined;
  const [scheme, token = ""] = authorization.split(/ (.*)/s);
  if (/^(Bearer|Basic|Convex) /i.test(token))
    return "Give the token alone: the client writes `Bearer ` before it.";
  if (token === "undefined" || token.startsWith("undefined:"))
    return "setAdminAuth was given undefined for its key.";
  if (scheme === "Bearer" && token.split(".").length !== 3)
    return "What was given as the token is no JWT, which has three parts with dots between them.";
  return isRefused
    ? refused(scheme === "Convex" ? "The admin key" : "The token")
    : undefined;
}

const refused = (what: string) =>
  `${what} was refused: it has expired, is of another deployment, or its issuer is not in the deployment's auth.config.ts.`;
