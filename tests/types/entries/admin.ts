// Clients of an admin, to which functions are open that are closed to others.
import { ConvexHttpClient } from "convex-http-client";
import {
  type ActingIdentity,
  ConvexAdminClient,
  setAdminAuth,
} from "convex-http-client/admin";
import type { FunctionReference } from "convex/server";
import { assignable, equal } from "./expect.js";

type Internal<
  Type extends "query" | "mutation" | "action",
  Args extends Record<string, any>,
  Result,
> = FunctionReference<Type, "internal", Args, Result>;

declare const internal: {
  secret: Internal<"query", {}, string>;
  purge: Internal<"mutation", { days: number }, null>;
  send: Internal<"action", { to: string }, boolean>;
  pages: Internal<
    "query",
    { paginationOpts: any; tag: string },
    { page: Date[]; isDone: boolean; continueCursor: string }
  >;
};
declare const api: {
  list: FunctionReference<"query", "public", { done: boolean }, string[]>;
};
const url = "https://small-mouse-123.convex.cloud";

export async function made() {
  const client = new ConvexAdminClient(url, { adminKey: "key", retry: 2 });
  assignable<typeof client, ConvexHttpClient>();
  equal<string, Awaited<ReturnType<typeof secret>>>();
  const secret = () => client.query(internal.secret);
  equal<null, Awaited<ReturnType<typeof purge>>>();
  const purge = () =>
    client.mutation(internal.purge, { days: 3 }, { retry: 2 });
  equal<boolean, Awaited<ReturnType<typeof send>>>();
  const send = () => client.action(internal.send, { to: "Ada" });
  const [one, two] = await client.batch([
    [internal.secret],
    [api.list, { done: true }],
  ]);
  equal<typeof one, PromiseSettledResult<string>>();
  equal<typeof two, PromiseSettledResult<string[]>>();
  const options = { numItems: 3 };
  for await (const item of client.paginate(
    internal.pages,
    { tag: "a" },
    options,
  ))
    equal<typeof item, Date>();
  // @ts-expect-error an argument is missing
  client.mutation(internal.purge, {});
  // @ts-expect-error a query is no mutation
  client.mutation(internal.secret);
  // @ts-expect-error the key is missing
  new ConvexAdminClient(url, { retry: 2 });
  // @ts-expect-error an admin has no token
  new ConvexAdminClient(url, { adminKey: "key", auth: "token" });
}

export function changed() {
  const client = new ConvexHttpClient(url);
  // @ts-expect-error internal functions are closed to clients
  client.query(internal.secret);
  // As code does it today, which changes nothing of the types.
  client.setAdminAuth("key", { subject: "ada", issuer: "https://a.b" });
  // @ts-expect-error the compiler does not know yet
  client.query(internal.secret);
  setAdminAuth(client, "key");
  const secret = client.query(internal.secret);
  equal<typeof secret, Promise<string>>();
  const listed = client.query(api.list, { done: true });
  equal<typeof listed, Promise<string[]>>();
}

assignable<
  { subject: string; issuer: string; roles: string[] },
  ActingIdentity
>();
assignable<{ tokenIdentifier: string; name: string }, ActingIdentity>();
// @ts-expect-error nobody knows whose subject it is
assignable<{ subject: string }, ActingIdentity>();
// @ts-expect-error an address is text
assignable<{ tokenIdentifier: string; email: number }, ActingIdentity>();
