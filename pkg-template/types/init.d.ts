// Without this line every declaration of the file would be exported, the helper types included.
export {};

// The types of the Fetch standard and of WebAssembly, for programs whose standard library has neither.
interface ModuleLike {
  readonly [Symbol.toStringTag]?: string;
}
interface ResponseLike {
  arrayBuffer(): Promise<ArrayBuffer>;
  readonly ok?: boolean;
}
interface RequestLike {
  readonly url: string;
  readonly method: string;
}
interface UrlLike {
  readonly href: string;
}

/** Is the WebAssembly module itself: its bytes, or what `WebAssembly.compile` or a bundler made of them. */
export type ModuleSource = ArrayBuffer | ArrayBufferView | ModuleLike;

/** Is the WebAssembly module or where to get it: an address is fetched. */
export type InitSource =
  string | UrlLike | RequestLike | ResponseLike | ModuleSource;

/**
 * Starts the module, wherever it comes from. Once it runs, further calls do nothing.
 *
 * @param source - The module, its bytes, a response with them, their address, or a promise of one of these.
 * @throws `Error` (as a rejection) when the address cannot be fetched, or the runtime refuses to compile WebAssembly.
 *
 * @example
 * ```ts
 * import { ConvexHttpClient, init } from "convex-http-client/slim";
 *
 * await init(fetch("/assets/client.wasm"));
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * ```
 */
export declare function init(
  source: InitSource | Promise<InitSource>,
): Promise<void>;

/**
 * Starts the module at once. Once it runs, further calls do nothing.
 *
 * @param source - The module, or its bytes.
 * @throws `Error` when the runtime refuses to compile WebAssembly.
 *
 * @example
 * ```ts
 * // As Workers import it.
 * import module from "convex-http-client/client.wasm";
 * import { initSync } from "convex-http-client/slim";
 *
 * initSync(module);
 * ```
 */
export declare function initSync(source: ModuleSource): void;
