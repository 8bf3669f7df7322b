// Values typed by the official packages pass to ours, and ours back.
import { anyApi as officialAnyApi } from "convex/server";
import type * as server from "convex/server";
import * as values from "convex/values";
import {
  ConvexError,
  ConvexHttpClient,
  anyApi,
  convexToJson,
  jsonToConvex,
  makeFunctionReference,
} from "client";
import type * as ours from "client";
import { assignable, equal } from "./expect.js";
import { api, internal } from "./fixture/convex/_generated/api.js";
import type * as official from "./official.js";

const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");

// Both kinds of reader give the same for every function of the fixture.
type Readers<T> =
  T extends server.FunctionReference<any, any>
    ? [
        ours.FunctionArgs<T>,
        ours.FunctionReturnType<T>,
        ours.OptionalRestArgs<T>,
        ours.ArgsAndOptions<T, ours.HttpMutationOptions>,
      ]
    : { [Name in keyof T]: Readers<T[Name]> };
type OfficialReaders<T> =
  T extends server.FunctionReference<any, any>
    ? [
        server.FunctionArgs<T>,
        server.FunctionReturnType<T>,
        server.OptionalRestArgs<T>,
        server.ArgsAndOptions<T, official.HttpMutationOptions>,
      ]
    : { [Name in keyof T]: OfficialReaders<T[Name]> };
equal<Readers<typeof api>, OfficialReaders<typeof api>>();
equal<Readers<typeof internal>, OfficialReaders<typeof internal>>();

// Types without a class in them are the very same.
equal<ours.JSONValue, values.JSONValue>();
equal<ours.NumericValue, values.NumericValue>();
equal<ours.Id<"users">, values.GenericId<"users">>();
equal<ours.GenericId<"users">, values.GenericId<"users">>();
equal<ours.FunctionType, server.FunctionType>();
equal<ours.FunctionVisibility, server.FunctionVisibility>();
equal<ours.DefaultFunctionArgs, server.DefaultFunctionArgs>();
equal<ours.HttpMutationOptions, official.HttpMutationOptions>();
equal<ours.Logger, official.Logger>();
equal<
  ours.FunctionReference<"query", "public", { a: string }, 1>,
  server.FunctionReference<"query", "public", { a: string }, 1>
>();
equal<
  ours.FunctionReference_future<"query", "public", { a: string }, 1>,
  server.FunctionReference_future<"query", "public", { a: string }, 1>
>();
equal<ours.FunctionReference<"action">, server.FunctionReference<"action">>();
equal<
  ours.FunctionReference_future<"action">,
  server.FunctionReference_future<"action">
>();
equal<ours.EmptyObject, server.ArgsArrayToObject<[]>>();

// Values, with the placeholder that has a private member in the official class.
assignable<values.Value, ours.Value>();
assignable<ours.Value, values.Value>();
assignable<values.Value[], ours.Value[]>();
assignable<ours.Value[], values.Value[]>();
assignable<values.CommitTsPlaceholder, ours.CommitTsPlaceholder>();
assignable<ours.CommitTsPlaceholder, values.Value>();
assignable<values.Infer<values.VAny>, ours.Value>();
assignable<typeof convexToJson, typeof values.convexToJson>();
assignable<typeof values.convexToJson, typeof convexToJson>();
assignable<typeof jsonToConvex, typeof values.jsonToConvex>();
assignable<typeof values.jsonToConvex, typeof jsonToConvex>();

export function passedValues(
  ourValue: ours.Value,
  officialValue: values.Value,
  placeholder: values.CommitTsPlaceholder,
) {
  values.convexToJson(ourValue);
  convexToJson(officialValue);
  convexToJson({ at: placeholder });
  values.convexToJson(jsonToConvex(values.convexToJson(officialValue)));
  new ConvexError(officialValue);
  new values.ConvexError(ourValue);
  const takesOurs = makeFunctionReference<"query", { value: ours.Value }>(
    "a:b",
  );
  client.query(takesOurs, { value: officialValue });
}

// References.
type Plain = server.FunctionReference<"query", "public", { a: string }, 1>;
type OurPlain = ours.FunctionReference<"query", "public", { a: string }, 1>;
type Future = server.FunctionReference_future<
  "query",
  "public",
  { a: string },
  1
>;
type OurFuture = ours.FunctionReference_future<
  "query",
  "public",
  { a: string },
  1
>;
assignable<Plain, OurPlain>();
assignable<OurPlain, Plain>();
assignable<Future, OurFuture>();
assignable<OurFuture, Future>();
assignable<Plain, OurFuture>();
assignable<OurPlain, Future>();
assignable<typeof anyApi, server.AnyApi>();
assignable<server.AnyApi, typeof anyApi>();
assignable<typeof api.messages.list, ours.FunctionReference<"query">>();
// @ts-expect-error a key that the function does not declare
assignable<
  OurPlain,
  server.FunctionReference_future<"query", "public", { a: string; b: 1 }>
>();
// @ts-expect-error a key that the function does not declare
assignable<
  Plain,
  ours.FunctionReference_future<"query", "public", { a: string; b: 1 }>
>();
// @ts-expect-error the plain kind has more to it
assignable<OurFuture, Plain>();
// @ts-expect-error the plain kind has more to it
assignable<Future, OurPlain>();

export function references(future: Future) {
  client.query(officialAnyApi.messages!.list!, { a: 1 });
  const one = client.query(future, { a: "b" });
  equal<typeof one, Promise<1>>();
  // Releases of `convex` before `FunctionReference_future` have no `_fn`.
  type Older = {
    _type: "query";
    _visibility: "public";
    _args: { a: string };
    _returnType: 1;
    _componentPath: string | undefined;
  };
  const older = client.query(null! as Older, { a: "b" });
  equal<typeof older, Promise<1>>();
  // @ts-expect-error the arguments are missing
  client.query(null! as Older);
  // @ts-expect-error the arguments are missing
  client.query(future);
}

// An app that keeps its wrappers typed by `convex/server`.
class Wrapped extends ConvexHttpClient {
  override async query<
    Query extends
      | server.FunctionReference<"query">
      | server.FunctionReference_future<"query">,
  >(
    query: Query,
    ...args: server.OptionalRestArgs<Query>
  ): Promise<server.FunctionReturnType<Query>> {
    return await super.query(query, ...args);
  }

  override async mutation<
    Mutation extends
      | server.FunctionReference<"mutation">
      | server.FunctionReference_future<"mutation">,
  >(
    mutation: Mutation,
    ...args: server.ArgsAndOptions<Mutation, official.HttpMutationOptions>
  ): Promise<server.FunctionReturnType<Mutation>> {
    return await super.mutation(mutation, ...args);
  }
}
assignable<Wrapped, ConvexHttpClient>();

// The client.
type Called = "query" | "mutation" | "action" | "consistentQuery";
type Managed = "setAuth" | "clearAuth" | "url" | "backendUrl";
assignable<
  ConvexHttpClient,
  Pick<official.ConvexHttpClient, Called | Managed>
>();
assignable<
  official.ConvexHttpClient,
  Pick<ConvexHttpClient, Called | Managed>
>();
assignable<official.ConvexHttpClientOptions, ours.ConvexHttpClientOptions>();
assignable<official.UserIdentityAttributes, ours.UserIdentityAttributes>();
assignable<ours.UserIdentityAttributes, official.UserIdentityAttributes>();
// Everything public there is public here.
equal<
  Exclude<keyof official.ConvexHttpClient, keyof ConvexHttpClient>,
  never
>();
// @ts-expect-error no type but its own satisfies the private members
assignable<ConvexHttpClient, official.ConvexHttpClient>();

// Errors: the official class has a symbol of its own that nobody can name.
assignable<values.ConvexError<string>, ConvexError<string>>();
assignable<values.ConvexError<values.Value>, ConvexError<ours.Value>>();
assignable<ConvexError<string>, Omit<values.ConvexError<string>, symbol>>();
// @ts-expect-error see above
assignable<ConvexError<string>, values.ConvexError<string>>();
