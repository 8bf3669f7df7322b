/**
 * What `convex/nextjs` has, with timeouts, retries, signals and the cache of Next:
 * change the import line. For server components, route handlers, server actions and
 * middleware. It needs an installed `convex`, whose `ConvexError` it throws.
 *
 * @module
 */
import type { Preloaded } from "convex/react";
import type {
  ActionOptions,
  ArgsAndOptions,
  BatchEntries,
  BatchEntry,
  CallOptions,
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
  Hooks,
} from "./index.js";

// Without this line every declaration of the file would be exported.
export {};

type Query = FunctionReference<"query"> | FunctionReference_future<"query">;
type Mutation =
  FunctionReference<"mutation"> | FunctionReference_future<"mutation">;
type Action = FunctionReference<"action"> | FunctionReference_future<"action">;

/** Sets how a function is called. */
export interface NextjsOptions extends Omit<
  CallOptions,
  "auth" | "fetchOptions"
> {
  /** The JWT of who makes the call; nobody unless set. */
  token?: string | undefined;
  /** The deployment's URL: that of `NEXT_PUBLIC_CONVEX_URL` unless set. */
  url?: string | undefined;
  /** An admin's or a deploy key, in place of a `token`. */
  adminToken?: string | undefined;
  /** Accepts any URL when `true`: self-hosted deployments may have one that looks unusual. */
  skipConvexDeploymentUrlCheck?: boolean | undefined;
  hooks?: Hooks | undefined;
}

/** Sets how a query is called, and whether Next keeps its result. */
export interface NextjsQueryOptions extends NextjsOptions {
  /**
   * How Next's cache is used: `"no-store"`, as `convex/nextjs` does, unless this or
   * `next.revalidate` is set. A query with a `signal` or a `timeout` may be kept too;
   * one whose hook reads its request id may not.
   *
   * @see https://nextjs.org/docs/app/api-reference/functions/fetch
   */
  cache?: "force-cache" | "no-store" | undefined;
  /** For how many seconds the result is kept, and by which tags it is dropped. */
  next?: { revalidate?: number | false; tags?: string[] } | undefined;
}

/** Sets how a mutation or an action is called. */
export interface NextjsMutationOptions
  extends NextjsOptions, Pick<ActionOptions, "idempotent"> {}

/**
 * Runs a query.
 *
 * @throws What `ConvexHttpClient.query` rejects with.
 *
 * @example
 * ```ts
 * import { anyApi } from "convex-http-client";
 * import { fetchQuery } from "convex-http-client/nextjs";
 *
 * const options = { timeout: 5000, retry: 2, next: { revalidate: 60 } };
 * const tasks = await fetchQuery(anyApi.tasks.list, {}, options);
 * ```
 */
export declare function fetchQuery<Reference extends Query>(
  query: Reference,
  ...args: ArgsAndOptions<Reference, NextjsQueryOptions>
): Promise<FunctionReturnType<Reference>>;

/**
 * Runs a mutation.
 *
 * @throws What `ConvexHttpClient.mutation` rejects with.
 */
export declare function fetchMutation<Reference extends Mutation>(
  mutation: Reference,
  ...args: ArgsAndOptions<Reference, NextjsMutationOptions>
): Promise<FunctionReturnType<Reference>>;

/**
 * Runs an action.
 *
 * @throws What `ConvexHttpClient.action` rejects with.
 */
export declare function fetchAction<Reference extends Action>(
  action: Reference,
  ...args: ArgsAndOptions<Reference, NextjsMutationOptions>
): Promise<FunctionReturnType<Reference>>;

/**
 * Runs a query in a server component, for `usePreloadedQuery` of `convex/react` in a
 * client component, which then follows its changes.
 *
 * @throws What `ConvexHttpClient.query` rejects with.
 */
export declare function preloadQuery<Reference extends Query>(
  query: Reference,
  ...args: ArgsAndOptions<Reference, NextjsQueryOptions>
): Promise<Preloaded<Reference>>;

/**
 * Runs several queries at one moment, in one request: what two of them show of the
 * same data is the same.
 *
 * @throws What `ConvexHttpClient.batch` rejects with, or the first query that failed.
 *
 * @example
 * ```ts
 * import { anyApi } from "convex-http-client";
 * import { preloadQueries } from "convex-http-client/nextjs";
 *
 * const [tasks, user] = await preloadQueries([
 *   [anyApi.tasks.list],
 *   [anyApi.users.whoami, {}],
 * ]);
 * ```
 */
export declare function preloadQueries<
  const Entries extends readonly BatchEntry[],
>(
  queries: Entries & BatchEntries<Entries>,
  options?: NextjsQueryOptions,
): Promise<{
  -readonly [Index in keyof Entries]: Preloaded<Entries[Index][0]>;
}>;

/** Returns the result that a query was preloaded with. */
export declare function preloadedQueryResult<Reference extends Query>(
  preloaded: Preloaded<Reference>,
): FunctionReturnType<Reference>;
