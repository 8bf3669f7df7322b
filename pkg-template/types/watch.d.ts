/**
 * Watches queries by asking again: for pages and scripts that have no reactive
 * client. Each poll is one request, which the deployment mostly answers from its
 * cache of queries. Where every change must show at once, or many people look at
 * the same page, use `ConvexClient` of `convex/browser`, which is told of changes
 * over a WebSocket.
 *
 * @module
 */
import type {
  BatchEntries,
  CallOptions,
  ConvexHttpClient,
  FunctionArgs,
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
} from "./index.js";

// Without this line every declaration of the file would be exported.
export {};

// The name stands in the compiler's messages.
type QueryReference =
  FunctionReference<"query"> | FunctionReference_future<"query">;

/** The methods of a client that a watch calls. */
type Client = Pick<ConvexHttpClient, "query" | "batch">;

type Values<References extends readonly QueryReference[]> = {
  -readonly [Index in keyof References]: FunctionReturnType<References[Index]>;
};

/** Sets how often a query is asked for, and what ends that. */
export interface WatchOptions<Value = any> {
  /** Ends the watch when it is aborted, with its `reason`; the request in flight is aborted too. */
  signal?: CallOptions["signal"];
  /** The identity of each request; `null` for none. A function is asked at each request. */
  auth?: CallOptions["auth"];
  /** Adds headers to each request, as {@link CallOptions} says. */
  headers?: CallOptions["headers"];
  /** Is passed to `fetch` with each request, over the client's fetch options. */
  fetchOptions?: CallOptions["fetchOptions"];
  /**
   * How long to wait between a reply and the next request, in milliseconds: 2000
   * unless set, more or less by a tenth. Any number above 0.
   */
  interval?: number | undefined;
  /**
   * The longest wait, in milliseconds: 15 times the interval unless set. Each reply
   * that brings nothing new makes the wait half as long again; a change, and
   * `refresh`, makes it the interval.
   */
  maxInterval?: number | undefined;
  /**
   * Tells whether two values are the same to whoever watches. Values that are
   * written the same are the same anyway.
   */
  equals?: ((before: Value, now: Value) => boolean) | undefined;
  /**
   * How many failures in a row are tolerated that may pass, as one of the network:
   * 5 unless set. After each, the query is asked again later, and never before a
   * `Retry-After` header says.
   */
  maxErrors?: number | undefined;
  /** Is told of each failure that is tolerated. What it throws ends the watch. */
  onError?: ((error: unknown) => void) | undefined;
  /** How long one request may take, in milliseconds, with what is sent again for it. */
  timeout?: number | undefined;
}

/**
 * The values of a query: the first at once, then each that differs from the one
 * before.
 *
 * Nothing is asked while nobody waits for a value, nor while a page is hidden; a page
 * that is shown again, or online again, is brought up to date at once. `break` and
 * `return()` end it and abort the request in flight.
 */
export interface Watch<Value> {
  /**
   * Waits for the next value.
   *
   * @throws What a call rejects with: at once for a function's error, invalid
   * arguments and replies that will not pass; after `maxErrors` others for the rest.
   * @throws The `reason` of the `signal`.
   * @throws `TypeError` for options that are none.
   */
  next(): Promise<IteratorResult<Value, undefined>>;
  /** Ends it, also where somebody waits for a value, who then hears that it is done. */
  return(): Promise<IteratorResult<Value, undefined>>;
  /** Asks at once, as after a mutation of one's own. */
  refresh(): void;
  /** Returns itself, for `for await`. */
  [Symbol.asyncIterator](): Watch<Value>;
}

/**
 * Watches a query.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, anyApi } from "convex-http-client";
 * import { watch } from "convex-http-client/watch";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * for await (const tasks of watch(client, anyApi.tasks.list, {})) {
 *   console.log(tasks.length);
 *   if (tasks.length > 10) break;
 * }
 * ```
 */
export declare function watch<Reference extends QueryReference>(
  client: Client,
  query: Reference,
  args: FunctionArgs<Reference>,
  options?: WatchOptions<FunctionReturnType<Reference>>,
): Watch<FunctionReturnType<Reference>>;

/**
 * Watches several queries at one moment: their values come in one list, as they were
 * at the same time. A list is new where any of them is.
 */
export declare function watchAll<
  const References extends readonly QueryReference[],
>(
  client: Client,
  entries: BatchEntries<References>,
  options?: WatchOptions,
): Watch<Values<References>>;

/**
 * Waits until the value of a query is as it should be, and returns it.
 *
 * @param predicate - is asked of each value that is new; a promise is awaited
 * @param options - those of a watch, and `timeout`: how long to wait, in milliseconds
 * @throws `ConvexTimeoutError` when it was not so within the `timeout`
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, anyApi } from "convex-http-client";
 * import { waitFor } from "convex-http-client/watch";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * const isDone = (job: { state: string }) => job.state === "done";
 * const args = { id: "42" };
 * const job = await waitFor(client, anyApi.jobs.get, args, isDone, { timeout: 60_000 });
 * ```
 */
export declare function waitFor<
  Reference extends QueryReference,
  Value extends FunctionReturnType<Reference>,
>(
  client: Client,
  query: Reference,
  args: FunctionArgs<Reference>,
  predicate: (value: FunctionReturnType<Reference>) => value is Value,
  options?: WatchOptions<FunctionReturnType<Reference>>,
): Promise<Value>;
export declare function waitFor<Reference extends QueryReference>(
  client: Client,
  query: Reference,
  args: FunctionArgs<Reference>,
  predicate: (
    value: FunctionReturnType<Reference>,
  ) => boolean | PromiseLike<boolean>,
  options?: WatchOptions<FunctionReturnType<Reference>>,
): Promise<FunctionReturnType<Reference>>;
