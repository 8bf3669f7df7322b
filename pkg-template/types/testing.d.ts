/**
 * A transport for tests: pass it as a client's `fetch` option, and its calls are
 * answered by functions of the test instead of a deployment.
 *
 * @module
 */
import type {
  AnyApi,
  ErrorCode,
  FunctionArgs,
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
} from "./index.js";

// Without this line every declaration of the file would be exported.
export {};

type AnyReference =
  FunctionReference<any, any> | FunctionReference_future<any, any>;

/** What a function of the test is told of a call, and what a test finds recorded. */
export interface FakeCall<Args = any> {
  /** How the function was called. */
  kind: "query" | "mutation" | "action" | "function";
  /** The function, such as `messages:list`. */
  path: string;
  /** The arguments, as a deployment would read them. */
  args: Args;
  /** The `Authorization` header, such as `Bearer …`. */
  authorization: string | undefined;
  /** All headers of the request, their names in lower case. */
  headers: Record<string, string>;
  /** The request's signal, where the call has a `timeout` or a `signal`. */
  signal:
    | {
        /** Whether it is aborted. */
        readonly aborted: boolean;
        /** Adds a listener, which is called when it is aborted. */
        addEventListener(type: "abort", listener: () => void): void;
      }
    | undefined;
}

/**
 * Answers the calls of a function: what it returns is the result, a
 * `ConvexError` that it throws arrives with its data, another error as the
 * function's failure, a {@link failure} as an HTTP error and a
 * {@link networkFailure} as a request without a reply.
 */
export type FakeFunction<Args = any, Result = any> = (
  args: Args,
  call: FakeCall<Args>,
) => Result | PromiseLike<Result>;

type Entry<Api, Path extends string> = {
  [Name in keyof Api & string]: Api[Name] extends AnyReference
    ? [`${Path}:${Name}`, Api[Name]]
    : Api[Name] extends object
      ? Entry<Api[Name], Path extends "" ? Name : `${Path}/${Name}`>
      : never;
}[keyof Api & string];

// Not by E[0] and E[1]: the compiler's stack is too short for a recursive E.
type PathOf<E> = E extends [infer Path extends string, any] ? Path : never;
type ReferenceOf<E> = E extends [string, infer Reference] ? Reference : never;

type FunctionOf<Reference> = Reference extends AnyReference
  ? FakeFunction<
      FunctionArgs<Reference>,
      | FunctionReturnType<Reference>
      | (FunctionReturnType<Reference> extends null ? void : never)
    >
  : never;

/** The functions of a test, keyed by path; typed by the type of an `api`. */
export type FakeFunctions<Api = AnyApi> = string extends keyof Api
  ? Record<string, FakeFunction>
  : {
      [E in Entry<Api, ""> as PathOf<E>]?: FunctionOf<ReferenceOf<E>>;
    };

/** Sets how a fake transport answers. */
export interface FakeOptions {
  /** The time before each reply, in milliseconds; none unless set. */
  delay?: number | undefined;
}

/** A `fetch` that records what it is asked. */
export interface FakeTransport {
  (input: any, init?: any): Promise<any>;
  /** The calls so far, in the order in which they were sent. */
  readonly calls: FakeCall[];
}

/**
 * Makes a transport that answers calls by functions. Arguments and results pass
 * through the wire's form, so that a value that a deployment would refuse fails
 * in the test as well.
 *
 * @param functions - Keyed by path, such as `"messages:list"`. A call of another
 * function fails as on a deployment that lacks it.
 * @param options - How it answers.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, anyApi } from "convex-http-client";
 * import { fakeTransport } from "convex-http-client/testing";
 *
 * const transport = fakeTransport({
 *   "messages:list": ({ channel }) => [{ channel, body: "Hello" }],
 * });
 * const client = new ConvexHttpClient("https://test.convex.cloud", {
 *   fetch: transport,
 * });
 * await client.query(anyApi.messages.list, { channel: "general" });
 * console.log(transport.calls[0]?.args);
 * ```
 */
export declare function fakeTransport(
  functions: FakeFunctions,
  options?: FakeOptions,
): FakeTransport;

/**
 * Makes the same with functions that the type of an `api` gives their types.
 *
 * @typeParam Api - The type of the generated `api`.
 * @param functions - Keyed by path, such as `"messages:list"`.
 * @param options - How it answers.
 *
 * @example
 * ```ts
 * import { fakeTransport } from "convex-http-client/testing";
 * import type { FunctionReference } from "convex-http-client";
 *
 * type Api = {
 *   messages: { count: FunctionReference<"query", "public", { channel: string }, number> };
 * };
 * const transport = fakeTransport<Api>({
 *   "messages:count": ({ channel }) => channel.length,
 * });
 * ```
 */
export declare function fakeTransport<Api>(
  functions: FakeFunctions<Api>,
  options?: FakeOptions,
): FakeTransport;

/**
 * Makes what a function of the test throws for the call to fail as by the
 * deployment.
 *
 * @param code - Such as `"OptimisticConcurrencyControlFailure"`.
 * @param options - The HTTP status, which is the one that a deployment uses with
 * this code, or 500 if the code is not known; the message; headers of the reply,
 * such as `Retry-After`.
 */
export declare function failure(
  code: ErrorCode,
  options?: {
    /** The HTTP status: the one that a deployment uses with the code, or 500. */
    status?: number | undefined;
    /** The message beside the code. */
    message?: string | undefined;
    /** Headers of the reply, such as `Retry-After`. */
    headers?: Record<string, string> | undefined;
  },
): Error;

/**
 * Makes what a function of the test throws for the call to fail as where no reply
 * comes: `fetch` rejects with a `TypeError`.
 *
 * @param message - The message of the `TypeError`: `"fetch failed"` unless given.
 */
export declare function networkFailure(message?: string): Error;
