/**
 * Clients for scripts, jobs and tests of a deployment's own: as its admin, they may call
 * internal functions, and act as any user. What has an admin's key may do anything:
 * never give one to a page.
 *
 * @module
 */
import type {
  ActionOptions,
  CallArguments,
  CallOptions,
  ConvexHttpClient,
  ConvexHttpClientOptions,
  FunctionArgs,
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
  FunctionType,
  FunctionVisibility,
  MutationOptions,
  OptionalRestArgs,
  PaginateOptions,
  Pages,
} from "./index.js";

// Without this line every declaration of the file would be exported.
export {};

/** A function that clients may call, or an internal one. */
type Reference<Type extends FunctionType> =
  | FunctionReference<Type, FunctionVisibility>
  | FunctionReference_future<Type, FunctionVisibility>;

type References = readonly Reference<"query">[];

type Entries<Given extends References> = {
  readonly [Index in keyof Given]: readonly [
    query: Given[Index],
    ...args: OptionalRestArgs<Given[Index]>,
  ];
};

type Results<Given extends References> = {
  -readonly [Index in keyof Given]: PromiseSettledResult<
    FunctionReturnType<Given[Index]>
  >;
};

type PaginatedResult = {
  page: readonly any[];
  isDone: boolean;
  continueCursor: string;
};

type PaginatedQuery =
  | FunctionReference<
      "query",
      FunctionVisibility,
      { paginationOpts: any },
      PaginatedResult
    >
  | (FunctionReference_future<
      "query",
      FunctionVisibility,
      any,
      PaginatedResult
    > & {
      _args?: { paginationOpts: any };
    });

type ItemOf<Query extends PaginatedQuery> =
  FunctionReturnType<Query> extends { page: readonly (infer Item)[] }
    ? Item
    : any;

/**
 * The user that an admin's calls act as: what `ctx.auth.getUserIdentity()` returns. The
 * deployment knows a user by `subject` and `issuer`, or by the `tokenIdentifier` that it
 * makes of both. Claims of your own may stand beside these.
 */
export type ActingIdentity = IdentityFields &
  (
    | { subject: string; issuer: string; tokenIdentifier?: string }
    | { tokenIdentifier: string; subject?: string; issuer?: string }
  );

interface IdentityFields {
  name?: string;
  givenName?: string;
  familyName?: string;
  nickname?: string;
  preferredUsername?: string;
  profileUrl?: string;
  pictureUrl?: string;
  email?: string;
  emailVerified?: boolean;
  gender?: string;
  birthday?: string;
  timezone?: string;
  language?: string;
  phoneNumber?: string;
  phoneNumberVerified?: boolean;
  address?: string;
  updatedAt?: string;
  [claim: string]: unknown;
}

/** Sets who a client is, and the rest as of any client. */
export interface ConvexAdminClientOptions extends Omit<
  ConvexHttpClientOptions,
  "auth"
> {
  /** An admin's or a deploy key of the deployment. */
  adminKey: string;
  /** The user that calls act as; nobody unless set. */
  actingAs?: ActingIdentity | undefined;
}

/**
 * Is a client that calls functions as the deployment's admin, internal ones among them.
 *
 * @example
 * ```ts
 * import { anyApi } from "convex-http-client";
 * import { ConvexAdminClient } from "convex-http-client/admin";
 *
 * const client = new ConvexAdminClient("https://small-mouse-123.convex.cloud", {
 *   adminKey: "prod:small-mouse-123|abc",
 * });
 * // Or, from `./convex/_generated/api`: internal.jobs.purge
 * await client.mutation(anyApi.jobs.purge, { olderThanDays: 30 });
 * ```
 */
export declare class ConvexAdminClient extends ConvexHttpClient {
  /**
   * @throws `TypeError` where there is no `adminKey`, and what `ConvexHttpClient` throws
   */
  constructor(address: string, options: ConvexAdminClientOptions);

  /** Runs a query, also an internal one. */
  query<Query extends Reference<"query">>(
    query: Query,
    ...args: CallArguments<Query, CallOptions>
  ): Promise<FunctionReturnType<Query>>;
  /** Runs a query, also an internal one, at the client's timestamp. */
  consistentQuery<Query extends Reference<"query">>(
    query: Query,
    ...args: CallArguments<Query, CallOptions>
  ): Promise<FunctionReturnType<Query>>;
  /** Runs a mutation, also an internal one. */
  mutation<Mutation extends Reference<"mutation">>(
    mutation: Mutation,
    ...args: CallArguments<Mutation, MutationOptions>
  ): Promise<FunctionReturnType<Mutation>>;
  /** Runs an action, also an internal one. */
  action<Action extends Reference<"action">>(
    action: Action,
    ...args: CallArguments<Action, ActionOptions>
  ): Promise<FunctionReturnType<Action>>;
  /** Runs queries, also internal ones, at one moment. */
  batch<const Given extends References>(
    entries: Entries<Given>,
    options?: CallOptions,
  ): Promise<Results<Given>>;
  /** Reads a paginated query, also an internal one. */
  paginate<Query extends PaginatedQuery>(
    query: Query,
    args: Omit<FunctionArgs<Query>, "paginationOpts">,
    options: PaginateOptions,
  ): Pages<ItemOf<Query>>;
}

/**
 * Has a client call functions as the deployment's admin from now on: its method of the
 * same name, after which the compiler knows that the client may call internal functions.
 *
 * @param key - an admin's or a deploy key of the deployment
 * @param actingAs - the user that calls act as; nobody unless set
 *
 * @example
 * ```ts
 * import { anyApi, ConvexHttpClient } from "convex-http-client";
 * import { setAdminAuth } from "convex-http-client/admin";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * setAdminAuth(client, "prod:small-mouse-123|abc", {
 *   subject: "ada",
 *   issuer: "https://example.com",
 * });
 * await client.query(anyApi.users.whoami);
 * ```
 */
export declare function setAdminAuth(
  client: Pick<ConvexHttpClient, "setAdminAuth">,
  key: string,
  actingAs?: ActingIdentity,
): asserts client is ConvexAdminClient;
