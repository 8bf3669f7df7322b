// What an idempotent call is known by.
import { convexToJson, type Value } from "convex/values";
import type { Context } from "./context.ts";

/** What the request ids of idempotent calls begin with: conforms.ts holds it to what the client sends. */
export const KEY_PREFIX = "idempotent-";

/** Is the columns of a row but for the result. */
export interface Call {
  key: string;
  functionPath: string;
  caller: string | null;
  args: string;
}

/** Finds the key that the caller has chosen, if any. */
export async function keyOf(ctx: Context): Promise<string | undefined> {
  const { requestId } = await ctx.meta.getRequestMetadata();
  return requestId.startsWith(KEY_PREFIX)
    ? requestId.slice(KEY_PREFIX.length)
    : undefined;
}

export async function callOf(
  ctx: Context,
  key: string,
  args: unknown,
): Promise<Call> {
  const { componentPath, name } = await ctx.meta.getFunctionMetadata();
  const identity = await ctx.auth.getUserIdentity();
  return {
    key,
    functionPath: componentPath === "" ? name : `${componentPath}/${name}`,
    caller: identity?.tokenIdentifier ?? null,
    args: await digest(args),
  };
}

/** Returns the SHA-256 of arguments, in hexadecimal digits. Equal ones have one text: Convex sorts the fields of objects. */
async function digest(args: unknown): Promise<string> {
  const text = JSON.stringify(convexToJson((args ?? {}) as Value));
  const bytes = new TextEncoder().encode(text);
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
