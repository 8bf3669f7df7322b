// A program that has installed this package and nothing else. The driver checks
// it in a directory above which no `convex` is installed.
import {
  ConvexError,
  ConvexHttpClient,
  anyApi,
  convexToJson,
  getFunctionName,
  jsonToConvex,
  makeFunctionReference,
} from "convex-http-client";
import type {
  AnyApi,
  ArgsAndOptions,
  CommitTsPlaceholder,
  ConvexHttpClientOptions,
  DefaultFunctionArgs,
  EmptyObject,
  FetchOptions,
  FunctionArgs,
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
  FunctionType,
  FunctionVisibility,
  GenericId,
  HttpMutationOptions,
  Id,
  JSONValue,
  Logger,
  NumericValue,
  OptionalRestArgs,
  UserIdentityAttributes,
  Value,
} from "convex-http-client";
// @ts-expect-error not installed
import type {} from "convex/server";
// @ts-expect-error the helper types are not exported
import type { Signature } from "convex-http-client";
import { equal } from "./expect.js";

export type Exported = [
  AnyApi,
  CommitTsPlaceholder,
  ConvexHttpClientOptions,
  DefaultFunctionArgs,
  EmptyObject,
  FetchOptions,
  FunctionType,
  FunctionVisibility,
  GenericId<"users">,
  HttpMutationOptions,
  Id<"users">,
  JSONValue,
  Logger,
  NumericValue,
  UserIdentityAttributes,
  Value,
];

type Api = {
  tasks: {
    list: FunctionReference<"query", "public", { done?: boolean }, string[]>;
    count: FunctionReference<"query", "public", {}, number>;
    add: FunctionReference<"mutation", "public", { text: string }, Id<"tasks">>;
    purge: FunctionReference<"action", "internal", {}, null>;
  };
};

export async function calls(
  client: ConvexHttpClient,
  api: Api,
  future: FunctionReference_future<"query", "public", { a: 1 }, 2>,
) {
  const list = await client.query(api.tasks.list, { done: true });
  equal<typeof list, string[]>();
  const count = await client.query(api.tasks.count);
  equal<typeof count, number>();
  const two = await client.consistentQuery(future, { a: 1 });
  equal<typeof two, 2>();
  const args = { text: "write" };
  const id = await client.mutation(api.tasks.add, args, { skipQueue: true });
  equal<typeof id, Id<"tasks">>();
  const untyped = await client.action(anyApi["tasks"]!["any"]!, { a: 1 });
  equal<typeof untyped, any>();
  const named = await client.function("tasks:list", undefined, { done: true });
  equal<typeof named, any>();
  const made = makeFunctionReference<"query", { a: 1 }, 3>("tasks:made");
  const three = await client.query(made, { a: 1 });
  equal<typeof three, 3>();
  getFunctionName(made);

  // @ts-expect-error the arguments are missing
  client.query(api.tasks.list);
  // @ts-expect-error an argument too many
  client.query(api.tasks.list, { dne: true });
  // @ts-expect-error an argument of the wrong type
  client.mutation(api.tasks.add, { text: 1 });
  // @ts-expect-error a mutation is no query
  client.query(api.tasks.add, args);
  // @ts-expect-error an internal action
  client.action(api.tasks.purge);
  // @ts-expect-error a plain string
  client.query("tasks:list");
  // @ts-expect-error no such member
  client.other;
  // @ts-expect-error nor by an index
  client["other"];
}

export async function wrapper<Query extends FunctionReference<"query">>(
  query: Query,
  ...args: OptionalRestArgs<Query>
): Promise<FunctionReturnType<Query>> {
  return new ConvexHttpClient("http://127.0.0.1:3210").query(query, ...args);
}

export class Sub extends ConvexHttpClient {
  override mutation<
    Mutation extends
      FunctionReference<"mutation"> | FunctionReference_future<"mutation">,
  >(
    mutation: Mutation,
    ...args: ArgsAndOptions<Mutation, HttpMutationOptions>
  ): Promise<FunctionReturnType<Mutation>> {
    return super.mutation(mutation, ...args);
  }
}

export function values(value: Value, error: unknown) {
  jsonToConvex(convexToJson(value));
  if (error instanceof ConvexError) equal<typeof error.data, any>();
  equal<ConvexError<{ code: 1 }>["data"], { code: 1 }>();
  equal<FunctionArgs<Api["tasks"]["add"]>, { text: string }>();
  // @ts-expect-error a date is no Convex value
  convexToJson(new Date());
}
