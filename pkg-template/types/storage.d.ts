/**
 * Uploads files to a deployment's storage, as its documentation has you do it by hand:
 * get an upload URL from a mutation, post the file to it, read the file's id.
 *
 * @module
 */
import type {
  CallOptions,
  FunctionArgs,
  FunctionReference,
  FunctionReference_future,
  Id,
  PolicyOptions,
} from "./index.js";

// Without this line every declaration of the file would be exported.
export {};

type Mutation =
  | FunctionReference<"mutation", "public", any, string>
  | FunctionReference_future<"mutation", "public", any, string>;

/** A client: of this package, of `convex/browser` or of `convex/react`. */
type Client = { mutation(mutation: any, ...given: any[]): Promise<any> };

/** What can be uploaded. A stream and a response can be read once alone. */
export type UploadSource =
  Blob | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array> | Response;

/** How far an upload has come, in bytes. */
export interface UploadProgress {
  /** How many have left: they may not have arrived. */
  loaded: number;
  /** How many there are; `undefined` for a stream, whose end nobody knows. */
  total: number | undefined;
}

/** Sets how a file is uploaded. */
export interface UploadOptions extends Pick<PolicyOptions, "signal" | "retry"> {
  /**
   * Hears how far it has come: in pages and their workers as the network takes it,
   * elsewhere as `fetch` does. In a service worker it hears of the end alone. It
   * starts at 0 again where the file is sent again. What it throws ends the upload.
   */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** How long all of it may take, in milliseconds; no limit unless set. */
  timeout?: number | undefined;
  /** The file's type, such as `"image/png"`: that of a blob or a response unless set. */
  type?: string | undefined;
  /**
   * Whether the deployment checks that the file came as it left: `true` unless
   * set. For this, a blob is read to memory. A stream is not checked, nor is anything
   * in pages without TLS.
   */
  digest?: boolean | undefined;
  /** The identity by which the upload URL is asked for. */
  auth?: CallOptions["auth"];
  /** Posts the file: the runtime's `fetch` unless set. */
  fetch?: typeof globalThis.fetch | undefined;
}

type Given<Reference extends Mutation> =
  {} extends FunctionArgs<Reference>
    ? [options?: UploadOptions & { args?: FunctionArgs<Reference> | undefined }]
    : [options: UploadOptions & { args: FunctionArgs<Reference> }];

/**
 * Uploads a file and returns its id.
 *
 * With `retry`, each attempt gets an upload URL of its own and sends the file again,
 * unless it is a stream. That does no harm, but where an attempt had arrived and its
 * reply had not, the deployment holds a file that nobody refers to. The same is so of
 * an error whose `outcome` is `"unknown"`, as `errorInfo` tells. The mutation does not
 * wait for others, and is taken to be one that may run twice.
 *
 * @param generateUploadUrl - a mutation that returns `ctx.storage.generateUploadUrl()`;
 * its arguments, if it has any, are the option `args`
 * @throws What the mutation rejects with; `ConvexHttpError` where the deployment
 * refuses the file; `ConvexTimeoutError`; the `reason` of the `signal`
 * @throws `TypeError` for what cannot be uploaded, for a response that is an error, and
 * for options that are none
 *
 * @example
 * ```ts
 * import { anyApi, ConvexHttpClient } from "convex-http-client";
 * import { upload } from "convex-http-client/storage";
 *
 * const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
 * const blob = new Blob(["Water the plants"], { type: "text/plain" });
 * const options = { timeout: 60_000, retry: 3 };
 * const storageId = await upload(client, anyApi.files.generateUploadUrl, blob, options);
 * ```
 */
export declare function upload<Reference extends Mutation>(
  client: Client,
  generateUploadUrl: Reference,
  source: UploadSource,
  ...options: Given<Reference>
): Promise<Id<"_storage">>;
