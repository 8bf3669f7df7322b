/**
 * All of the installed `convex/browser`, with this package's client in place of
 * its own, and all of this package. The client throws the very `ConvexError` of
 * `convex/values`, so that `instanceof` holds wherever an app tests it, and it is
 * taken where the official class is asked for.
 *
 * @module
 */
import type { ConvexHttpClient as OfficialClient } from "convex/browser";
import type {
  AuthTokenFetcher,
  CallArguments,
  ActionOptions,
  CallOptions,
  ConvexHttpClient as Client,
  ConvexHttpClientOptions,
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
  HttpMutationOptions,
  MutationOptions as CallMutationOptions,
} from "./index.js";

export * from "./index.js";
export * from "convex/browser";
export { ConvexError } from "convex/values";

// What both have. Older releases of `convex` do not export the first two.
export type { AuthTokenFetcher, HttpMutationOptions };
/** Are those of a `ConvexClient`. What one mutation over HTTP can be given is `MutationOptions` of the default entry. */
export type { MutationOptions } from "convex/browser";

/**
 * Is the default entry's `ConvexHttpClient`, and assignable to that of
 * `convex/browser` as well, whose type has private members that nobody else's can
 * have. It inherits nothing at run time.
 */
export declare class ConvexHttpClient extends OfficialClient {
  // Members that the two declare differently.
  /** Makes a client, as the default entry's. */
  constructor(address: string, options?: ConvexHttpClientOptions);

  setAuth(value: string | AuthTokenFetcher): void;

  query<
    Query extends
      FunctionReference<"query"> | FunctionReference_future<"query">,
  >(
    query: Query,
    ...args: CallArguments<Query, CallOptions>
  ): Promise<FunctionReturnType<Query>>;

  consistentQuery<
    Query extends
      FunctionReference<"query"> | FunctionReference_future<"query">,
  >(
    query: Query,
    ...args: CallArguments<Query, CallOptions>
  ): Promise<FunctionReturnType<Query>>;

  mutation<
    Mutation extends
      FunctionReference<"mutation"> | FunctionReference_future<"mutation">,
  >(
    mutation: Mutation,
    ...args: CallArguments<Mutation, CallMutationOptions>
  ): Promise<FunctionReturnType<Mutation>>;

  action<
    Action extends
      FunctionReference<"action"> | FunctionReference_future<"action">,
  >(
    action: Action,
    ...args: CallArguments<Action, ActionOptions>
  ): Promise<FunctionReturnType<Action>>;
}

export interface ConvexHttpClient extends Client {}
