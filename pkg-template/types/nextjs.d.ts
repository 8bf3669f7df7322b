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
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
  Hooks,
  PolicyOptions,
} from "./index.js";

// Without this line every declaration of the file would be exported.
export {};

// The names stand in the compiler's messages.
type QueryReference =
  FunctionReference<"query"> | FunctionReference_future<"query">;
type MutationReference =
  FunctionReference<"mutation"> | FunctionReference_future<"mutation">;
type ActionReference =
  FunctionReference<"action"> | FunctionReference_future<"action">;

/** Sets how a function is called. */
export interface NextjsOptions extends PolicyOptions {
  /** The JWT of who makes the call; nobody unless set. */
  token?: string | undefined;
  /** The deployment's URL: that of `NEXT_PUBLIC_CONVEX_URL` unless set. */
  url?: string | undefined;
  /** An admin's or a deploy key, in place of a `token`. */
  adminToken?: string | undefined;
  /** Accepts any URL when `true`: self-hosted deployments may have one that looks unusual. */
  skipConvexDeploymentUrlCheck?: boolean | undefined;
  /** Functions that are called for each request of this call. */
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
  /** How long Next keeps the result. */
  next?:
    | {
        /** For how many seconds the result is kept; `false` for ever. */
        revalidate?: number | false;
        /** By which tags it is dropped: `revalidateTag` takes one. */
        tags?: string[];
      }
    | undefined;
}

/** Sets how a mutation or an action is called. */
export interface NextjsMutationOptions extends NextjsOptions {
  /**
   * Your word that running the function twice is the same as running it once: with
   * `retry`, the call is also sent again after an outcome that is `"unknown"`. `true`
   * makes a key for the call; a string is a key of your own.
   */
  idempotent?: ActionOptions["idempotent"];
}

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
export declare function fetchQuery<Reference extends QueryReference>(
  query: Reference,
  ...args: ArgsAndOptions<Reference, NextjsQueryOptions>
): Promise<FunctionReturnType<Reference>>;

/**
 * Runs a mutation.
 *
 * @throws What `ConvexHttpClient.mutation` rejects with.
 */
export declare function fetchMutation<Reference extends MutationReference>(
  mutation: Reference,
  ...args: ArgsAndOptions<Reference, NextjsMutationOptions>
): Promise<FunctionReturnType<Reference>>;

/**
 * Runs an action.
 *
 * @throws What `ConvexHttpClient.action` rejects with.
 */
export declare function fetchAction<Reference extends ActionReference>(
  action: Reference,
  ...args: ArgsAndOptions<Reference, NextjsMutationOptions>
): Promise<FunctionReturnType<Reference>>;

/**
 * Runs a query in a server component, for `usePreloadedQuery` of `convex/react` in a
 * client component, which then follows its changes.
 *
 * @throws What `ConvexHttpClient.query` rejects with.
 */
export declare function preloadQuery<Reference extends QueryReference>(
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
  const References extends readonly QueryReference[],
>(
  queries: BatchEntries<References>,
  options?: NextjsQueryOptions,
): Promise<{
  -readonly [Index in keyof References]: Preloaded<References[Index]>;
}>;

/** Returns the result that a query was preloaded with. */
export declare function preloadedQueryResult<Reference extends QueryReference>(
  preloaded: Preloaded<Reference>,
): FunctionReturnType<Reference>;
