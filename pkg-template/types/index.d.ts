/**
 * Runs Convex queries, mutations and actions over HTTP, with the interface of
 * the `ConvexHttpClient` of `convex/browser` and no dependency.
 *
 * These types stand alone: they need no install of `convex`. They are
 * structurally compatible with the types of `convex/server` and
 * `convex/values`, so a generated `api` and the types an app already uses can
 * be passed in either direction.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, anyApi } from "convex-http-client";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * const tasks = await client.query(anyApi.tasks.list, { done: false });
 * ```
 *
 * @see https://docs.convex.dev/api/classes/browser.ConvexHttpClient
 * @module
 */

// Without this line every declaration of the file would be exported, the
// helper types included.
export {};

declare global {
  // Standard libraries before `esnext.disposable` do not know this interface,
  // and a class cannot name `[Symbol.dispose]` there. Extending an interface
  // that is empty in those and complete in newer ones compiles in both;
  // declaration merging keeps the complete one as it is.
  interface Disposable {}
  interface AsyncDisposable {}
}

// -----------------------------------------------------------------------------
// Values
// -----------------------------------------------------------------------------

/**
 * Names the values that JSON can write.
 *
 * @see https://docs.convex.dev/database/types
 */
export type JSONValue =
  null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue };

/**
 * Names the values that Convex functions take and return.
 *
 * A `number` is a float64, a `bigint` an int64, an `ArrayBuffer` is bytes.
 * Object fields that are `undefined` are left out of what is sent; `undefined`
 * anywhere else is refused. Field names are ASCII, do not start with `$` and
 * have at most 1024 characters.
 *
 * @see https://docs.convex.dev/database/types
 */
export type Value =
  | null
  | bigint
  | number
  | boolean
  | string
  | ArrayBuffer
  | CommitTsPlaceholder
  | Value[]
  | { [key: string]: undefined | Value };

/** Names the values that stand for numbers in Convex: float64 and int64. */
export type NumericValue = bigint | number;

/**
 * Stands for a commit timestamp that is not known yet, because the mutation
 * that writes it has not committed.
 *
 * `String(placeholder)` describes it; converting it to a number throws. It is a
 * type only: instances come out of {@link jsonToConvex} and of function
 * results, and are sent back as they are.
 *
 * The class of `convex/values` has a private member, which nobody else's type
 * can satisfy. This one is therefore written so that both directions type-check:
 * the class is assignable to it, and it is assignable to the `Value` of
 * `convex/values`.
 */
export type CommitTsPlaceholder = {
  /** Describes the placeholder; throws when a number is asked for. */
  // A property and not a method: parameters of methods are compared loosely
  // and a `Date`, which Convex refuses, would pass.
  readonly [Symbol.toPrimitive]: (hint: string) => string;
};

/**
 * Identifies a document of the table `TableName`: a string at run time, told
 * apart from other strings by its type.
 *
 * The `Id` of a generated `dataModel` is the same type.
 *
 * @typeParam TableName - The table's name as a string literal, like `"users"`.
 * @see https://docs.convex.dev/database/document-ids
 */
export type Id<TableName extends string> = string & { __tableName: TableName };

/**
 * Identifies a document, under the name that `convex/values` gives to
 * {@link Id}.
 *
 * @typeParam TableName - The table's name as a string literal, like `"users"`.
 */
export type GenericId<TableName extends string> = Id<TableName>;

/**
 * Writes a Convex value as the JSON that travels on the wire.
 *
 * What JSON lacks becomes an object with one `$` key: `{ "$integer": base64 }`
 * for a bigint, `{ "$float": base64 }` for `NaN`, the infinities and `-0`,
 * `{ "$bytes": base64 }` for an `ArrayBuffer`.
 *
 * @param value - The value to write. It is not changed.
 * @returns The JSON; {@link jsonToConvex} reads it back.
 * @throws `Error` when something inside is not a Convex value (`undefined` in an
 * array, a `Date`, `Map`, `Set`, typed array or class instance), when a bigint
 * does not fit into 64 signed bits, or when a field name is not allowed. The
 * message names the path to the culprit.
 *
 * @example
 * ```ts
 * import { convexToJson } from "convex-http-client";
 *
 * convexToJson({ size: 1n }); // { size: { $integer: "AQAAAAAAAAA=" } }
 * ```
 *
 * @see https://docs.convex.dev/database/types
 */
export declare function convexToJson(value: Value): JSONValue;

/**
 * Reads a Convex value from the JSON that {@link convexToJson} or a Convex
 * server wrote.
 *
 * @param value - The JSON to read. It is not changed.
 * @returns The value, with bigints, special numbers and `ArrayBuffer`s restored.
 * @throws `Error` when an object with a single `$` key is malformed or of a kind
 * that Convex no longer supports (`$set`, `$map`), or when a field name is not
 * allowed.
 *
 * @example
 * ```ts
 * import { jsonToConvex } from "convex-http-client";
 *
 * jsonToConvex({ size: { $integer: "AQAAAAAAAAA=" } }); // { size: 1n }
 * ```
 *
 * @see https://docs.convex.dev/database/types
 */
export declare function jsonToConvex(value: JSONValue): Value;

/**
 * Carries data from a Convex function that failed on purpose to its caller.
 *
 * A call rejects with one when the function threw one. Other failures are
 * plain `Error`s, with a message that production deployments replace by a
 * generic one. The class is this package's own: `instanceof` tells it apart
 * from the class of `convex/values`, while the property under
 * `Symbol.for("ConvexError")` is on both.
 *
 * @typeParam TData - What {@link ConvexError.data | data} holds.
 *
 * @example
 * ```ts
 * import { ConvexError, ConvexHttpClient, anyApi } from "convex-http-client";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * try {
 *   await client.mutation(anyApi.roles.assign, { role: "admin" });
 * } catch (error) {
 *   if (!(error instanceof ConvexError)) throw error;
 *   console.log("refused:", error.data);
 * }
 * ```
 *
 * @see https://docs.convex.dev/functions/error-handling/application-errors
 */
export declare class ConvexError<TData extends Value> extends Error {
  /** Is always `"ConvexError"`. */
  name: string;

  /** Holds what the function gave to the error that it threw. */
  data: TData;

  /**
   * Makes an error that carries `data`.
   *
   * @param data - Any Convex value. A string also becomes the message, other
   * values are written to the message as JSON.
   */
  constructor(data: TData);
}

// -----------------------------------------------------------------------------
// Function references
// -----------------------------------------------------------------------------

/**
 * Names the kinds of Convex functions that a client can call.
 *
 * @see https://docs.convex.dev/functions
 */
export type FunctionType = "query" | "mutation" | "action";

/**
 * Tells whether clients may call a function (`"public"`) or only other functions
 * and admins (`"internal"`).
 *
 * @see https://docs.convex.dev/functions/internal-functions
 */
export type FunctionVisibility = "public" | "internal";

/** Names the arguments of a function of which nothing else is known. */
export type DefaultFunctionArgs = Record<string, unknown>;

/**
 * Names the arguments of a function that takes none.
 *
 * It is not `{}`, because every object is assignable to that.
 */
export type EmptyObject = Record<string, never>;

type IsAny<T> = 0 extends 1 & T ? true : false;

// What `_fn` holds is fixed by the types of `convex/server`, which a generated
// `api` is made of: a reference is comparable with ours only when the slot has
// the same shape. The keys are two parameters deep, so that a consumer that
// passes a key which the function does not declare is refused.
type KeyVisitor<Args> = (
  key: IsAny<Args> extends true ? any : keyof Args,
) => void;

type DeclaredKeys<Args> =
  IsAny<Args> extends true ? any : ((keys: KeyVisitor<Args>) => void) | AnyKeys;

// Every `DeclaredKeys` is assignable to this and no `PassedKeys` is, so two
// `FunctionReference`s are never compared by their keys.
type AnyKeys = (keys: never, unchecked?: unknown) => void;

type PassedKeys<Args> =
  IsAny<Args> extends true
    ? any
    : (keys: KeyVisitor<Args>, guard?: never) => void;

/**
 * Refers to a Convex function and knows its kind, arguments and result.
 *
 * References come from a generated `api`, from {@link anyApi} or from
 * {@link makeFunctionReference}. All fields exist for the type checker only:
 * at run time a reference is an object that keeps its name under
 * `Symbol.for("functionName")`. Read the arguments with {@link FunctionArgs}
 * and the result with {@link FunctionReturnType}.
 *
 * @typeParam Type - The function's kind.
 * @typeParam Visibility - Who may call the function.
 * @typeParam Args - An object type that maps argument names to their types.
 * @typeParam ReturnType - What the function returns, without its promise.
 * @typeParam ComponentPath - The component that the function belongs to.
 *
 * @see https://docs.convex.dev/generated-api/api
 */
export type FunctionReference<
  Type extends FunctionType,
  Visibility extends FunctionVisibility = "public",
  Args extends DefaultFunctionArgs = any,
  ReturnType = any,
  ComponentPath = string | undefined,
> = {
  /** Holds the function's kind. */
  _type: Type;
  /** Holds who may call the function. */
  _visibility: Visibility;
  /** Holds the arguments; {@link FunctionArgs} reads them. */
  _args: Args;
  /** Holds the result; {@link FunctionReturnType} reads it. */
  _returnType: ReturnType;
  /** Holds the component that the function belongs to. */
  _componentPath: ComponentPath;
  /** Lets a reference be compared with a {@link FunctionReference_future}. */
  _fn?(args: Args, keys: DeclaredKeys<Args>): ReturnType;
};

/**
 * Refers to a Convex function that will be called with arguments of type `Args`.
 *
 * Use it to take a reference as a parameter. A function is accepted when it can
 * be called with `Args`: it may accept wider values, it may not require an
 * argument that `Args` lacks, and it must declare every argument of `Args`,
 * because Convex refuses unknown ones. Only arguments at the top level are
 * compared that way, and only under `strictFunctionTypes`, which `strict`
 * switches on.
 *
 * @typeParam Type - The function's kind.
 * @typeParam Visibility - Who may call the function.
 * @typeParam Args - The arguments that the holder of the reference will pass.
 * @typeParam ReturnType - What the function returns, without its promise.
 * @typeParam ComponentPath - The component that the function belongs to.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient } from "convex-http-client";
 * import type { FunctionReference_future } from "convex-http-client";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 *
 * export function finish(
 *   task: FunctionReference_future<"mutation", "public", { id: string }, null>,
 * ) {
 *   return client.mutation(task, { id: "1" });
 * }
 * ```
 */
export type FunctionReference_future<
  Type extends FunctionType,
  Visibility extends FunctionVisibility = "public",
  Args extends DefaultFunctionArgs = any,
  ReturnType = any,
  ComponentPath = string | undefined,
> = {
  /** Holds the function's kind. */
  _type: Type;
  /** Holds who may call the function. */
  _visibility: Visibility;
  /** Holds the component that the function belongs to. */
  _componentPath: ComponentPath;
  /** Holds the signature. */
  // A property and not a method, because only properties are compared strictly;
  // `undefined` is written out for `exactOptionalPropertyTypes`.
  _fn?: ((args: Args, keys: PassedKeys<Args>) => ReturnType) | undefined;
};

type AnyReference =
  FunctionReference<any, any> | FunctionReference_future<any, any>;

// What the methods take. The names stand in the compiler's messages.
type QueryReference =
  FunctionReference<"query"> | FunctionReference_future<"query">;
type MutationReference =
  FunctionReference<"mutation"> | FunctionReference_future<"mutation">;
type ActionReference =
  FunctionReference<"action"> | FunctionReference_future<"action">;
type PublicReference =
  | FunctionReference<"query" | "mutation" | "action">
  | FunctionReference_future<"query" | "mutation" | "action">;

// Reads `_args` first: references typed by releases of `convex` before
// `FunctionReference_future` have no `_fn`.
type Signature<Reference> = Reference extends {
  _args: infer Args;
  _returnType: infer Result;
}
  ? { args: Args; result: Result }
  : Reference extends {
        _fn?: ((args: infer Args, keys: never) => infer Result) | undefined;
      }
    ? { args: Args; result: Result }
    : { args: any; result: any };

/**
 * Reads the arguments of a function from the type of its reference.
 *
 * @typeParam FuncRef - The reference's type, like `typeof api.tasks.list`.
 *
 * @example
 * ```ts
 * import { makeFunctionReference } from "convex-http-client";
 * import type { FunctionArgs } from "convex-http-client";
 *
 * const list = makeFunctionReference<"query", { done: boolean }>("tasks:list");
 * const args: FunctionArgs<typeof list> = { done: true };
 * ```
 */
export type FunctionArgs<FuncRef extends AnyReference> =
  Signature<FuncRef>["args"];

/**
 * Reads the result of a function from the type of its reference.
 *
 * @typeParam FuncRef - The reference's type, like `typeof api.tasks.list`.
 *
 * @example
 * ```ts
 * import { makeFunctionReference } from "convex-http-client";
 * import type { FunctionReturnType } from "convex-http-client";
 *
 * const count = makeFunctionReference<"query", {}, number>("tasks:count");
 * const none: FunctionReturnType<typeof count> = 0;
 * ```
 */
export type FunctionReturnType<FuncRef extends AnyReference> =
  Signature<FuncRef>["result"];

/**
 * Lists the parameters that follow a reference: the arguments object, which may
 * be left out only where the function takes no arguments.
 *
 * @typeParam FuncRef - The reference's type.
 */
export type OptionalRestArgs<FuncRef extends AnyReference> =
  FunctionArgs<FuncRef> extends EmptyObject
    ? [args?: EmptyObject]
    : [args: FunctionArgs<FuncRef>];

/**
 * Lists the parameters that follow a reference: the arguments object as in
 * {@link OptionalRestArgs}, then options that may always be left out.
 *
 * @typeParam FuncRef - The reference's type.
 * @typeParam Options - The type of the options.
 */
export type ArgsAndOptions<FuncRef extends AnyReference, Options> =
  FunctionArgs<FuncRef> extends EmptyObject
    ? [args?: EmptyObject, options?: Options]
    : [args: FunctionArgs<FuncRef>, options?: Options];

/** What a function without arguments is given in their place. The compiler's message quotes it. */
type NoArguments = {
  [
    name: string
  ]: "This function takes no arguments: pass {} before the options.";
};

/**
 * Lists the parameters that follow a reference in a call of a client: those of
 * {@link ArgsAndOptions}, with a better message for options in the place of the
 * arguments.
 *
 * @typeParam FuncRef - The reference's type.
 * @typeParam Options - The type of the options.
 */
// The same condition as there, so that a wrapper's `OptionalRestArgs` are assignable.
export type CallArguments<FuncRef extends AnyReference, Options> =
  FunctionArgs<FuncRef> extends EmptyObject
    ? [args?: NoArguments, options?: Options]
    : [args: FunctionArgs<FuncRef>, options?: Options];

type AnyPath = { [key: string]: AnyPath } & FunctionReference<any, any>;

/**
 * Describes an api of which no path is known: every path leads to a reference
 * with untyped arguments and an untyped result.
 */
export type AnyApi = Record<string, Record<string, AnyPath>>;

/**
 * Makes a reference from any path of at least a file and a function, for
 * projects that have no generated `api`.
 *
 * `anyApi.dir.file.func` refers to `"dir/file:func"`, and
 * `anyApi.dir.file.default` to `"dir/file"`.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, anyApi } from "convex-http-client";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * const messages = await client.query(anyApi.messages.list, { channel: "general" });
 * ```
 *
 * @see https://docs.convex.dev/api/modules/server#anyapi
 */
export declare const anyApi: AnyApi;

/**
 * Makes a reference from a function's name, with the types that you give it.
 *
 * @typeParam type - The function's kind.
 * @typeParam args - The function's arguments; untyped when left out.
 * @typeParam ret - The function's result; untyped when left out.
 * @param name - The path of the file below `convex/`, a colon and the name of the
 * export, like `"dir/file:func"`; for a default export the path alone.
 * @returns A reference to a public function. Nothing is checked before a call.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, makeFunctionReference } from "convex-http-client";
 *
 * const list = makeFunctionReference<"query", { channel: string }, string[]>(
 *   "messages:list",
 * );
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * const messages = await client.query(list, { channel: "general" });
 * ```
 *
 * @see https://docs.convex.dev/api/modules/server#makefunctionreference
 */
export declare function makeFunctionReference<
  type extends FunctionType,
  args extends DefaultFunctionArgs = any,
  ret = any,
>(name: string): FunctionReference<type, "public", args, ret>;

/**
 * Reads the name of the function that a reference refers to.
 *
 * @param functionReference - A reference of any kind.
 * @returns The name, like `"dir/file:func"`; for a default export the path
 * alone.
 * @throws `Error` when the reference is a function handle, refers to a function
 * of another component, has fewer than two parts, or is no reference at all.
 *
 * @example
 * ```ts
 * import { anyApi, getFunctionName } from "convex-http-client";
 *
 * getFunctionName(anyApi.messages.list); // "messages:list"
 * ```
 *
 * @see https://docs.convex.dev/api/modules/server#getfunctionname
 */
export declare function getFunctionName(
  functionReference: AnyReference,
): string;

// -----------------------------------------------------------------------------
// The client
// -----------------------------------------------------------------------------

/**
 * Receives what a client would print: the log lines of functions that ran on the
 * server.
 *
 * Every method takes any number of values, as the methods of `console` do.
 */
export type Logger = {
  /** Takes details that the default logger leaves out. */
  logVerbose(...args: any[]): void;
  /** Takes each log line of a function, with a prefix that names it. */
  log(...args: any[]): void;
  /** Takes warnings. */
  warn(...args: any[]): void;
  /** Takes errors, such as log lines that cannot be read. */
  error(...args: any[]): void;
};

/**
 * Describes the user that an admin's calls act as.
 *
 * The keys are those of the identity that a function reads from
 * `ctx.auth.getUserIdentity()`, except `tokenIdentifier`, which the server
 * derives: `subject`, `issuer`, `name`, `email` and so on, and custom claims.
 *
 * @see https://docs.convex.dev/api/interfaces/server.UserIdentity
 */
export type UserIdentityAttributes = { [key: string]: JSONValue | undefined };

/** Sets how the requests of a client use the cache of their `fetch`. */
export type FetchOptions = {
  /**
   * Is passed to `fetch`: `"force-cache"` prefers a cached reply, `"no-store"`
   * avoids the cache. Next.js extends `fetch` on its server by this.
   */
  cache: "force-cache" | "no-store";
};

/**
 * Fetches identity tokens for a client or a call: the `AuthTokenFetcher` of
 * `convex/browser`.
 *
 * It is called when a call needs a token and none is known, shortly before the
 * `exp` of the known token, and with `forceRefreshToken: true` after the server
 * refused a token (HTTP 401), in which case the request is sent once more.
 * Calls that need a token at the same time share its promise.
 *
 * `null`, `undefined` and `""` stand for no token; the next call asks again. If
 * it throws, the calls that wait for it reject, and the next call asks again.
 * If it hangs, it is given up with the last call that waits for it; later calls
 * ask again once it has not settled within 30 seconds of a call without a
 * `timeout`.
 *
 * The function of a client speaks for one identity. If the token depends on the
 * current request, pass the function as the `auth` of each call instead. It
 * must not call the client whose tokens it fetches: that call would wait for
 * itself, and rejects.
 */
export type AuthTokenFetcher = (args: {
  /** Whether to fetch a new token instead of a cached one. */
  forceRefreshToken: boolean;
}) => Promise<string | null | undefined>;

/**
 * Sets how failed calls are retried. A call is only retried where that is safe:
 * a query after a network failure or a status of 408, 425, 429, 500, 502 to 504
 * or 520 to 529; a mutation after a reply that proves that it did not commit;
 * an action never. An `idempotent` call is retried like a query, and also after
 * a reply that no deployment gives.
 */
export interface RetryOptions {
  /** How many times a call is retried: 2 unless set. */
  limit?: number | undefined;
  /**
   * The longest delay before the first retry, in milliseconds: 300 unless set.
   * It doubles with each retry; the actual delay is a random part of it.
   */
  backoff?: number | undefined;
  /**
   * The longest delay before any retry, in milliseconds: 10,000 unless set. A
   * `Retry-After` header of the reply may ask for more.
   */
  maxDelay?: number | undefined;
  /**
   * The longest `Retry-After` that is waited for, in milliseconds: 60,000
   * unless set. A longer one ends the call at once, with an error that is
   * `retryable`. One that is shorter than the delay by `backoff` changes
   * nothing.
   */
  maxRetryAfter?: number | undefined;
  /**
   * Decides about a retry that would be safe: return `false`, or a promise of
   * it, to give up. What it throws rejects the call.
   *
   * @param error - what the call would be rejected with
   * @param attempt - which retry this would be, from 1
   */
  shouldRetry?:
    | ((error: unknown, attempt: number) => boolean | PromiseLike<boolean>)
    | undefined;
}

/** Sets timeouts by the kind of function, in milliseconds. */
export interface Timeouts {
  /** For queries, and batches of them. */
  query?: number | undefined;
  /** For mutations, with their wait in the queue. */
  mutation?: number | undefined;
  /** For actions, and functions whose kind is not known. */
  action?: number | undefined;
}

/** The members of an `AbortSignal` that the client uses. */
type MinimalAbortSignal = {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
};

/** Sets how the calls of a client, or one call, are made. */
export interface PolicyOptions {
  /**
   * Rejects a call with a {@link ConvexTimeoutError} when it has not settled
   * after this many milliseconds, whatever it is waiting for: its turn in the
   * queue, a token, a retry, a response or its body. The request is aborted,
   * and the queue moves on. More than 0; there is no timeout unless it is set,
   * and none with `Infinity`.
   */
  timeout?: number | Timeouts | undefined;
  /**
   * Stops the call when it is aborted: the call rejects with the signal's
   * `reason`, the request is aborted, and a mutation that is still waiting is
   * never sent. A signal in `fetchOptions` does the same.
   */
  signal?: MinimalAbortSignal | null | undefined;
  /**
   * Retries a failed call where that is safe: a number is the most retries, an
   * object sets more. `false`, the default, never retries.
   */
  retry?: false | number | RetryOptions | undefined;
  /**
   * Adds headers to requests. A header of a call replaces the client's with the
   * same name, in upper or lower case. `Authorization`, `Content-Type` and
   * `Convex-Client` are refused, since the client sets them, and so are names
   * and values that no header can have. A `Convex-Request-Id` of your own
   * replaces the one that would be made.
   */
  headers?:
    | Readonly<Record<string, string | undefined>>
    | Iterable<readonly [string, string]>
    | undefined;
}

/** Sets how one call is made that may change something. */
export interface ActionOptions extends CallOptions {
  /**
   * Promises that running the function twice is the same as running it once, by
   * its nature or by `idempotent` of `convex-http-client/server`. With `retry`,
   * the call is then also retried when its outcome is `"unknown"`. All its
   * requests have the same `Convex-Request-Id`, by which the server recognizes
   * it.
   *
   * `true` makes an ID for the call. A string is a key of your own, which lets
   * you start the work anew: 1 to 256 characters, without control characters.
   * An error's `requestId`, passed as the key, continues the call that failed.
   * `false`, the default, overrides the client's option.
   *
   * @example
   * ```ts
   * import { anyApi, ConvexHttpClient } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * const [order, idempotent] = [{ plants: 3 }, "order 42"];
   * await client.mutation(anyApi.orders.place, order, { idempotent, retry: 5 });
   * ```
   */
  idempotent?: boolean | string | undefined;
}

/**
 * Sets how one call is made. The client's options hold for what is left out.
 */
export interface CallOptions extends PolicyOptions {
  /**
   * The identity of this call and all its retries; `null` for none. A function
   * is called for each call: its token is not kept for the next.
   */
  auth?: string | AuthTokenFetcher | null | undefined;
  /** Passed to `fetch`, in addition to the client's fetch options. */
  fetchOptions?: Partial<FetchOptions> | Record<string, unknown> | undefined;
}

/** Sets how one mutation is made. */
export interface MutationOptions extends ActionOptions {
  /** Sends the mutation at once, in parallel to others, when `true`. */
  skipQueue?: boolean | undefined;
}

/** Names what a call ran. */
export type CallKind = "query" | "mutation" | "action" | "function" | "batch";

/** What hooks are told of a request. */
export interface RequestEvent {
  /**
   * The ID that all requests of the call send as `Convex-Request-Id`, by which
   * the deployment logs them.
   *
   * Queries and batches have none, as a header that differs each time would
   * defeat caches such as Next's, unless `onRequest` reads this property: that
   * makes one. Otherwise it is `undefined`.
   */
  readonly requestId: string | undefined;
  /**
   * The function, such as `messages:list`; all functions of a batch, separated
   * by commas.
   */
  functionPath: string | undefined;
  /** What the call runs. */
  kind: CallKind;
  /** Which of the call's requests this is, from 1. */
  attempt: number;
  /** The request's URL. */
  url: string;
  /** The request's headers, if `includeHeaders` asks for them. */
  headers?: Record<string, string>;
}

/** What hooks are told of a response. */
export interface ResponseEvent extends RequestEvent {
  /** The HTTP status. */
  status: number;
  /** Whether the status is one of success: 200 to 299. */
  ok: boolean;
  /** The time from the request to the response's head, in milliseconds. */
  duration: number;
}

/** What hooks are told before a call is sent again. */
export interface RetryEvent extends RequestEvent {
  /** Why the last request failed. */
  error: ErrorInfo;
  /** The time until the next request, in milliseconds. */
  delay: number;
}

/**
 * Functions that are called for each request of a client. If a hook returns a
 * promise, the call waits for it. What a hook throws rejects the call: after
 * `onRequest`, nothing more is sent; after `onResponse`, the body is not read.
 */
export interface Hooks {
  /** Is called before each request. */
  onRequest?: ((event: RequestEvent) => unknown) | undefined;
  /** Is called with each response, before its body is read. */
  onResponse?: ((event: ResponseEvent) => unknown) | undefined;
  /** Is called before the delay of each repetition. */
  onRetry?: ((event: RetryEvent) => unknown) | undefined;
  /**
   * Shows hooks the request's headers, credentials included. `false` unless
   * set.
   */
  includeHeaders?: boolean | undefined;
}

/**
 * Names the codes that a deployment gives to its HTTP errors. Those that are listed
 * are the ones that programs meet; any other string may come.
 *
 * The first nine prove that a mutation did not commit.
 */
export type ErrorCode =
  | "ExpiredInQueue"
  | "WorkerOverloaded"
  | "IsolateNotClean"
  | "InitialPermitTimeoutError"
  | "ExecuteFullError"
  | "OptimisticConcurrencyControlFailure"
  | "CommitterFullError"
  | "TooManyConcurrentRequests"
  | "TooManyWrites"
  | "InvalidAuthHeader"
  | "NoAuthProvider"
  | "BadDeployKey"
  | "BadJsonBody"
  | "BackendIsNotRunning"
  | "InternalServerError"
  // Any string, without losing the names above in completions.
  | (string & {});

type ErrorFacts = {
  /** The function, such as `messages:list`, where the reference names one. */
  functionPath?: string | undefined;
  /**
   * The call's `Convex-Request-Id`, if it has one: mutations and actions with a
   * timeout, retries or hooks, calls whose `onRequest` hook read it, and calls
   * whose `headers` have one.
   */
  requestId?: string | undefined;
  /**
   * How many requests were sent for the call: 0 if it failed before the first,
   * for example because of its arguments, a hook or the token fetcher.
   */
  attempts: number;
  /**
   * Whether sending the same call again is safe and may succeed. For an
   * idempotent call that means under the same key, or under its `requestId`.
   */
  retryable: boolean;
  /**
   * What became of the function's effects.
   *
   * - `"not-committed"`: there are none, which is also said of every query
   * - `"committed"`: there are: the mutation or action returned, and its value
   *   cannot be read
   * - `"unknown"`: nobody can tell
   *
   * If one object rejects several calls, this is the worst of their outcomes.
   */
  outcome: Outcome;
  /**
   * Where in the arguments the fault is, such as `.list[1].when`; in a batch, with
   * the number of the entry before it: `[2].list[1]`.
   */
  path?: string | undefined;
  /** What to do, where the error's message does not say. */
  hint?: string | undefined;
};

/** What became of the effects of a call that failed, from the best to the worst. */
export type Outcome = "not-committed" | "committed" | "unknown";

/**
 * What is known about an error that a call rejected with.
 *
 * - `function`: the function failed
 * - `http`: the reply is an HTTP error ({@link ConvexHttpError})
 * - `network`: no whole reply came
 * - `timeout`: the call took longer than its `timeout`
 * - `aborted`: the call's `signal` was aborted
 * - `protocol`: the reply is not what a deployment answers, or its value cannot be
 *   read
 * - `args`: something of the caller's failed: the arguments, the options, a token or
 *   header that cannot be sent, the token fetcher, a hook
 */
export type ErrorInfo = ErrorFacts &
  (
    | {
        /** What kind of failure it was. */
        kind: "http";
        /** The HTTP status. */
        status: number;
        /** The deployment's code, such as `"OptimisticConcurrencyControlFailure"`. */
        code?: ErrorCode | undefined;
      }
    | {
        /** What kind of failure it was. */
        kind:
          "function" | "network" | "timeout" | "aborted" | "protocol" | "args";
        /** Only HTTP errors have a status. */
        status?: undefined;
        /** Only HTTP errors have a code. */
        code?: undefined;
      }
  );

/**
 * What a call rejects with when the HTTP status of the reply is an error. Its
 * `name` is `"Error"` and its message is the reply's body, as with the official
 * client.
 */
export declare class ConvexHttpError extends Error {
  /** What kind of failure it was: an HTTP error, or a timeout. */
  readonly kind: "http" | "timeout";
  /** The HTTP status; `undefined` for a timeout. */
  readonly status: number | undefined;
  /** The deployment's code, such as `"OptimisticConcurrencyControlFailure"`. */
  readonly code: ErrorCode | undefined;
  /** The `Convex-Request-Id` of the call, where it has one. */
  readonly requestId: string | undefined;
  /** The function, such as `messages:list`, where the reference names one. */
  readonly functionPath: string | undefined;
  /** How many requests were sent for the call. */
  readonly attempts: number;
  /** Whether sending the same call again is safe, and may succeed. */
  readonly retryable: boolean;
  /** Whether the function's effects are there: `"unknown"` where nobody can tell. */
  readonly outcome: Outcome;
  /** Returns the message and what is known of the error, for logs in JSON. */
  toJSON(): object;
}

/**
 * What a call rejects with when it takes longer than its `timeout`. Its `cause`
 * is the error of the last request that failed, if one did.
 */
export declare class ConvexTimeoutError extends ConvexHttpError {
  /** Tells a timeout from other errors. */
  readonly kind: "timeout";
}

/**
 * Explains an error that a call of a client rejected with. Returns `undefined`
 * for any other value.
 *
 * Errors of functions ({@link ConvexError}, `Error`) and of kind `args` have no
 * properties beyond the official client's, so this function is the only way to
 * learn more about them. Other errors have the same facts, except `path` and
 * `hint`, as properties of their own, which do not show when errors are compared.
 *
 * @param error - What a call was rejected with, a hook was told, or an item of a
 * batch has as its `reason`.
 * @returns A copy of what is known.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, anyApi, errorInfo } from "convex-http-client";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * try {
 *   await client.mutation(anyApi.tasks.create, { text: "Buy groceries" });
 * } catch (error) {
 *   const info = errorInfo(error);
 *   if (info?.outcome === "unknown") console.warn("Maybe created", info.requestId);
 *   throw error;
 * }
 * ```
 */
export declare function errorInfo(error: unknown): ErrorInfo | undefined;

/**
 * Tells whether a value is a `ConvexError`, of this package or of
 * `convex/values`, in any version.
 */
export declare function isConvexError(
  error: unknown,
): error is ConvexError<Value>;

/**
 * Starts the WebAssembly module in the background, for browsers that refuse to
 * compile it at once on a page's main thread: Chromium before 115. Anywhere else
 * the first client starts it, and nothing needs to be called.
 *
 * @throws `Error` (as a rejection) when the runtime refuses to compile
 * WebAssembly.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, init } from "convex-http-client";
 *
 * await init();
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * ```
 */
export declare function init(): Promise<void>;

/** Sets how {@link ConvexHttpClient.paginate} reads. */
export interface PaginateOptions extends CallOptions {
  /** How many items to ask for per page, at least 1. */
  numItems: number;
  /**
   * Where to start: the `continueCursor` of a page. From the beginning unless
   * set.
   */
  cursor?: string | null | undefined;
  /** Where to stop: the `continueCursor` of a page. At the end unless set. */
  endCursor?: string | null | undefined;
  /** Whether to request the next page while the current one is being used. */
  prefetch?: boolean | undefined;
}

/** A page of a paginated query. */
export interface Page<Item> {
  /** The page's items. */
  page: Item[];
  /** Whether this is the last page. */
  isDone: boolean;
  /** Where the next page starts. */
  continueCursor: string;
  /**
   * `"SplitRecommended"` where the server suggests smaller pages. A page that it
   * had to cut, `"SplitRequired"`, is asked for again in halves and not yielded.
   */
  pageStatus?: "SplitRecommended" | "SplitRequired" | null | undefined;
  /** Where the server would split the page. */
  splitCursor?: string | null | undefined;
}

/** The items of a paginated query; each loop over it reads anew. */
export interface Pages<Item> extends AsyncIterable<Item> {
  /** Reads page by page. */
  pages(): AsyncIterable<Page<Item>>;
}

type PaginatedArgs = { paginationOpts: any };

/** What a query that is not paginated does not return. */
type PaginatedResult = {
  page: readonly any[];
  isDone: boolean;
  continueCursor: string;
};

// A future reference does not say whether it takes more arguments than these.
type PaginatedQuery =
  | FunctionReference<"query", "public", PaginatedArgs, PaginatedResult>
  | (FunctionReference_future<"query", "public", any, PaginatedResult> & {
      _args?: PaginatedArgs;
    });

type ItemOf<Query extends AnyReference> =
  FunctionReturnType<Query> extends { page: readonly (infer Item)[] }
    ? Item
    : any;

/** Lists the queries of a batch. */
type QueryReferences = readonly QueryReference[];

/** Is what a batch takes: queries, each with the arguments that it has. */
export type BatchEntries<References extends QueryReferences> = {
  readonly [Index in keyof References]: readonly [
    reference: References[Index],
    ...args: OptionalRestArgs<References[Index]>,
  ];
};

/** Is what the queries of a batch have come to, in their order. */
export type BatchResults<References extends QueryReferences> = {
  -readonly [Index in keyof References]: PromiseSettledResult<
    FunctionReturnType<References[Index]>
  >;
};

/** Sets how a mutation is sent. */
export type HttpMutationOptions = {
  /**
   * Sends the mutation at once and in parallel to others when `true`, and after
   * all mutations queued before it when `false`.
   */
  skipQueue: boolean;
};

// The parts of the Fetch standard that the client uses, for programs whose
// standard library has no `fetch`.
type MinimalFetch = (
  input: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    cache?: FetchOptions["cache"];
  },
) => Promise<{
  ok: boolean;
  status: number;
  text(): Promise<string>;
  json(): Promise<any>;
}>;

// `typeof globalThis.fetch` is an error where neither "dom" nor the types of a
// runtime declare it. Only how it is called counts: Bun's has a property as well.
type Fetch = typeof globalThis extends {
  fetch: (...given: infer Given) => infer Result;
}
  ? (...given: Given) => Result
  : MinimalFetch;

/**
 * Configures a {@link ConvexHttpClient}. A name that looks like a slip of one of
 * these is refused; others are ignored.
 */
export interface ConvexHttpClientOptions extends PolicyOptions {
  /**
   * Promises for all mutations of the client what `idempotent` of a call promises
   * for one. It does not hold for actions.
   * With a string, each function runs once per key.
   */
  idempotent?: boolean | string | undefined;
  /**
   * Accepts any address when `true`: self-hosted deployments may have one that
   * looks unusual. `false` unless set.
   *
   * @see https://docs.convex.dev/self-hosting
   */
  skipConvexDeploymentUrlCheck?: boolean | undefined;

  /**
   * Receives the log lines of functions; `false` drops them, `true` prints them
   * to the console. `true` unless set.
   */
  logger?: Logger | boolean | undefined;

  /**
   * The identity token (an OpenID Connect JWT) that calls are made with, or a
   * function that fetches it, until {@link ConvexHttpClient.setAuth | setAuth}
   * or {@link ConvexHttpClient.clearAuth | clearAuth} changes it. `null`, the
   * default, is no identity.
   *
   * @see https://docs.convex.dev/auth
   */
  auth?: string | AuthTokenFetcher | null | undefined;

  /**
   * Is passed to `fetch` with every request: see {@link ConvexHttpClient.setFetchOptions | setFetchOptions}.
   * Redirects are not followed unless it has `redirect: "follow"`: a call that is redirected
   * rejects with a {@link ConvexHttpError} of that status, which pages are told as 0.
   */
  fetchOptions?: FetchOptions | Record<string, unknown> | undefined;

  /** Functions that are called for each request of this client. */
  hooks?: Hooks | undefined;

  /**
   * Makes all requests of this client. Without it, `globalThis.fetch` is looked
   * up for each request.
   */
  fetch?: Fetch | undefined;
}

/**
 * Runs Convex queries, mutations and actions over HTTP.
 *
 * A client holds credentials and a queue of mutations: on a server, make one for
 * each request that you serve and do not share it between users.
 *
 * Every call starts its request before it returns, unless it has to wait in the
 * queue, and reports each failure by rejecting its promise, with
 *
 * - a {@link ConvexError}, when the function threw one,
 * - an `Error` with the server's message, when the function failed otherwise,
 * - an `Error` whose message is the body of the reply, when the server or a proxy
 *   answered with a status outside 200–299,
 * - an `Error`, when the reference or the arguments cannot be sent,
 * - the very object that `fetch` rejected with, when the network failed.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, anyApi } from "convex-http-client";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * await client.mutation(anyApi.messages.send, { body: "Hello" });
 * console.log(await client.query(anyApi.messages.list));
 * ```
 *
 * @see https://docs.convex.dev/api/classes/browser.ConvexHttpClient
 */
export declare class ConvexHttpClient {
  /**
   * Makes a client of one deployment. Nothing is sent.
   *
   * @param address - The deployment's URL, like
   * `"https://small-mouse-123.convex.cloud"`, without a path.
   * @param options - The configuration; everything in it may be left out.
   * @throws `Error` when `address` is not an `http:` or `https:` URL, or ends with
   * `.convex.site`, where HTTP actions live;
   * {@link ConvexHttpClientOptions.skipConvexDeploymentUrlCheck} turns the check
   * off.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud", {
   *   logger: false,
   * });
   * ```
   *
   * @see https://docs.convex.dev/api/classes/browser.ConvexHttpClient#constructors
   */
  constructor(address: string, options?: ConvexHttpClientOptions);

  /**
   * Tells the deployment's URL, without `/api` at its end.
   *
   * It need not be written exactly as the address was that the client was made
   * with.
   */
  get url(): string;

  /**
   * Tells the URL that functions are called below.
   *
   * Convex deprecates it in favour of {@link ConvexHttpClient.url | url}; it is
   * here for code that uses it.
   *
   * @returns The deployment's URL followed by `/api`.
   */
  backendUrl(): string;

  /**
   * Sends a user's token with the requests that start from now on.
   *
   * A mutation that waits in the queue is sent with the token that is set when its
   * turn comes; all requests of one call are sent with the same. Admin credentials
   * are forgotten. A token that no header can hold, as one with a line break in it,
   * rejects the calls with a `TypeError` that does not quote it.
   *
   * @param value - The identity token, an OpenID Connect JWT, or a function that
   * fetches one when it is needed. A token expires: set a fresh one before that
   * happens. The function is asked for a fresh one in time.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient } from "convex-http-client";
   *
   * export function clientOf(request: Request) {
   *   const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   *   const header = request.headers.get("Authorization");
   *   if (header !== null) client.setAuth(header.replace(/^Bearer /, ""));
   *   return client;
   * }
   * ```
   *
   * @see https://docs.convex.dev/auth
   */
  setAuth(value: string | AuthTokenFetcher): void;

  /**
   * Sends no credentials with the requests that start from now on, neither a
   * user's token nor an admin's.
   */
  clearAuth(): void;

  /**
   * Runs a query.
   *
   * @param query - A reference to a public query.
   * @param args - The query's arguments as one object. It may be left out where
   * the query takes none.
   * @returns A promise of the query's result.
   * @throws {ConvexError} (as a rejection) when the query threw one.
   * @throws `Error` (as a rejection) when the query failed otherwise, the server
   * refused the request, or the reference or the arguments cannot be sent. What
   * `fetch` rejects with is passed on.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * const messages = await client.query(anyApi.messages.list, { channel: "general" });
   * ```
   *
   * @see https://docs.convex.dev/functions/query-functions
   */
  query<Query extends QueryReference>(
    query: Query,
    ...args: CallArguments<Query, CallOptions>
  ): Promise<FunctionReturnType<Query>>;

  /**
   * Runs a query at the same moment in the database's history as all other
   * consistent queries of this client.
   *
   * The first call asks the server for that moment, the others reuse it. Servers
   * read only some 30 seconds into the past, so make a new client for each set of
   * queries. Convex calls this interface experimental.
   *
   * @param query - A reference to a public query.
   * @param args - The query's arguments as one object. It may be left out where
   * the query takes none.
   * @returns A promise of the query's result.
   * @throws {ConvexError} (as a rejection) when the query threw one.
   * @throws `Error` (as a rejection) when the query failed otherwise, the server
   * refused a request, or the reference or the arguments cannot be sent. What
   * `fetch` rejects with is passed on.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * const [sum, parts] = await Promise.all([
   *   client.consistentQuery(anyApi.accounts.sum),
   *   client.consistentQuery(anyApi.accounts.list),
   * ]);
   * ```
   *
   * @see https://docs.convex.dev/api/classes/browser.ConvexHttpClient#consistentquery
   */
  consistentQuery<Query extends QueryReference>(
    query: Query,
    ...args: CallArguments<Query, CallOptions>
  ): Promise<FunctionReturnType<Query>>;

  /**
   * Runs a mutation, after those that this client has queued before it.
   *
   * At most one queued mutation is in flight. A failure rejects the promise of its
   * own call only, and the next mutation runs.
   *
   * @param mutation - A reference to a public mutation.
   * @param args - The mutation's arguments as one object, then options:
   * `{ skipQueue: true }` sends it at once. The object may be left out where the
   * mutation takes no arguments and there are no options; the options may always
   * be left out.
   * @returns A promise of the mutation's result.
   * @throws {ConvexError} (as a rejection) when the mutation threw one.
   * @throws `Error` (as a rejection) when the mutation failed otherwise, the server
   * refused the request, or the reference or the arguments cannot be sent. What
   * `fetch` rejects with is passed on.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * await client.mutation(anyApi.messages.send, { body: "in order" });
   * await Promise.all([
   *   client.mutation(anyApi.likes.add, { id: "a" }, { skipQueue: true }),
   *   client.mutation(anyApi.likes.add, { id: "b" }, { skipQueue: true }),
   * ]);
   * ```
   *
   * @see https://docs.convex.dev/functions/mutation-functions
   */
  mutation<Mutation extends MutationReference>(
    mutation: Mutation,
    ...args: CallArguments<Mutation, MutationOptions>
  ): Promise<FunctionReturnType<Mutation>>;

  /**
   * Runs an action. Actions are never queued.
   *
   * @param action - A reference to a public action.
   * @param args - The action's arguments as one object. It may be left out where
   * the action takes none.
   * @returns A promise of the action's result.
   * @throws {ConvexError} (as a rejection) when the action threw one.
   * @throws `Error` (as a rejection) when the action failed otherwise, the server
   * refused the request, or the reference or the arguments cannot be sent. What
   * `fetch` rejects with is passed on.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * const text = await client.action(anyApi.ai.summarize, { url: "https://example.com" });
   * ```
   *
   * @see https://docs.convex.dev/functions/actions
   */
  action<Action extends ActionReference>(
    action: Action,
    ...args: CallArguments<Action, ActionOptions>
  ): Promise<FunctionReturnType<Action>>;

  /**
   * Runs several queries in one request, at one moment in the database's history.
   *
   * @param entries - A reference and arguments for each query.
   * @param options - As for a query.
   * @returns A promise of the queries' results in their order: one that failed is
   * `{ status: "rejected", reason }`, with the error that `query` would have
   * rejected with.
   * @throws `Error` (as a rejection) when an entry cannot be sent, when the
   * request is larger than the 16 MiB that a deployment accepts, or when the
   * request as a whole failed: nothing is split.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * const [tasks, user] = await client.batch([
   *   [anyApi.tasks.list, { done: false }],
   *   [anyApi.users.whoami],
   * ]);
   * if (tasks.status === "fulfilled") console.log(tasks.value, user);
   * ```
   */
  batch<const References extends QueryReferences>(
    entries: BatchEntries<References>,
    options?: CallOptions,
  ): Promise<BatchResults<References>>;

  /**
   * Reads a paginated query item by item, or page by page by its `pages()`. A
   * page is asked for when the one before it has been used, unless `prefetch` is
   * set; nothing is asked for after a `break`. The call itself never throws: the
   * first step of a loop does.
   *
   * @param query - A reference to a query that takes `paginationOpts` and returns
   * what `.paginate(paginationOpts)` does.
   * @param args - The query's arguments without `paginationOpts`.
   * @param options - How to read.
   * @throws In the loop: what the query's page rejects with; `Error` when `numItems`
   * is no whole number of at least 1; `TypeError` when the query's result is no
   * page, its `continueCursor` is empty or repeats so that reading would never end,
   * or it has no `isDone`.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * const messages = client.paginate(
   *   anyApi.messages.page,
   *   { channel: "general" },
   *   { numItems: 50 },
   * );
   * for await (const message of messages) console.log(message);
   * ```
   *
   * @see https://docs.convex.dev/database/pagination
   */
  paginate<Query extends PaginatedQuery>(
    query: Query,
    args: Omit<FunctionArgs<Query>, "paginationOpts">,
    options: PaginateOptions,
  ): Pages<ItemOf<Query>>;

  /**
   * Makes a client with the configuration that this one has now, and an identity
   * and a queue of its own.
   *
   * @param auth - The identity token, or the function that fetches tokens; `null`
   * for none. The identity of this client is never shared.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * const shared = new ConvexHttpClient("https://small-mouse-123.convex.cloud", {
   *   timeout: 5000,
   * });
   *
   * export function tasksOf(token: string) {
   *   return shared.withAuth(token).query(anyApi.tasks.list);
   * }
   * ```
   */
  withAuth(auth: string | AuthTokenFetcher | null): this;

  /**
   * Is the number of mutations in the queue, with the one that is being sent; also
   * after {@link ConvexHttpClient.free | free}.
   */
  get pendingMutations(): number;

  /**
   * Waits until no mutation is in the queue; it never rejects. After
   * {@link ConvexHttpClient.free | free}, it waits for those that were called before.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * export default {
   *   async fetch(_request: Request, _env: unknown, ctx: { waitUntil(promise: Promise<unknown>): void }) {
   *     const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   *     client.mutation(anyApi.visits.record).catch(console.error);
   *     ctx.waitUntil(client.idle());
   *     return new Response("Recorded.");
   *   },
   * };
   * ```
   */
  idle(): Promise<void>;

  /**
   * Closes the client: later calls reject with an `Error`.
   *
   * Calls in flight and mutations in the queue go on as usual. There is nothing to
   * release, so that calling it is optional.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient, anyApi } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * try {
   *   await client.query(anyApi.messages.list);
   * } finally {
   *   client.free();
   * }
   * ```
   */
  free(): void;
}

/**
 * Adds `[Symbol.dispose](): void`, which does what
 * {@link ConvexHttpClient.free | free} does, so that `using` releases a client
 * at the end of its block; and `[Symbol.asyncDispose](): Promise<void>`, which
 * first waits for the queue, for `await using`.
 *
 * It is visible to programs whose standard library has `esnext.disposable`, or
 * whose runtime's types declare `Disposable`.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, anyApi } from "convex-http-client";
 *
 * using client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * await client.query(anyApi.messages.list);
 * ```
 */
export interface ConvexHttpClient extends Disposable, AsyncDisposable {
  // What the official class has and its types hide. Here and not in the class, so
  // that subclasses which declare it for themselves may do so in any form, as a
  // property too.

  /**
   * Sends admin credentials with the requests that start from now on, which may
   * then call internal functions too.
   *
   * References to internal functions are refused by the types of the other
   * methods; {@link ConvexHttpClient.function | function} takes their names. A
   * user's token is forgotten. Keep the key on servers: it gives access to
   * everything in the deployment.
   *
   * @param token - A deploy or admin key of the deployment.
   * @param actingAsIdentity - The user that functions shall see as their caller:
   * {@link UserIdentityAttributes}, of whatever type a subclass declares. None when
   * left out.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("http://127.0.0.1:3210");
   * client.setAdminAuth("key", { subject: "user1", issuer: "https://example.com" });
   * await client.function("migrations:run", undefined, { dryRun: true });
   * ```
   */
  setAdminAuth(token: string, actingAsIdentity?: any): void;

  /**
   * Switches the printing of log lines on or off. It is on in a new client.
   *
   * @param debug - `false` drops the log lines of replies, `true` passes them to
   * the logger.
   */
  setDebug(debug: boolean): void;

  /**
   * Sets how the requests that start from now on use the cache of their `fetch`.
   *
   * @param fetchOptions - The fields to pass to `fetch`. They replace those of an
   * earlier call.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * client.setFetchOptions({ cache: "no-store" });
   * ```
   */
  setFetchOptions(fetchOptions: FetchOptions): void;

  /**
   * Runs a function of any kind, found by its reference or its name. These calls
   * are never queued.
   *
   * @param anyFunction - A reference to a public function, or a name like
   * `"dir/file:func"`. With a name, arguments and result are untyped.
   * @param componentPath - The component that holds the function; `undefined` for
   * the app itself.
   * @param args - The function's arguments as one object. It may be left out where
   * the function takes none.
   * @returns A promise of the function's result.
   * @throws {ConvexError} (as a rejection) when the function threw one.
   * @throws `Error` (as a rejection) when the function failed otherwise, the server
   * refused the request, or the reference or the arguments cannot be sent. What
   * `fetch` rejects with is passed on.
   *
   * @example
   * ```ts
   * import { ConvexHttpClient } from "convex-http-client";
   *
   * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
   * await client.function("messages:list", undefined, { channel: "general" });
   * ```
   *
   * @see https://docs.convex.dev/components
   */
  function<AnyFunction extends PublicReference>(
    anyFunction: AnyFunction | string,
    componentPath?: string,
    ...args: CallArguments<AnyFunction, ActionOptions>
  ): Promise<FunctionReturnType<AnyFunction>>;
}
