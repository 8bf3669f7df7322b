// From what users have of the module to a running one. Objects are told apart by what they look like and not by their
// class: bundlers, edge runtimes and test environments hand over objects of another realm.

type Source = WebAssembly.Module | BufferSource;

/** An instance of the module, and the module for further ones. */
export interface Started {
  readonly instance: WebAssembly.Instance;
  readonly module: WebAssembly.Module;
}

/** Compiles and instantiates synchronously: it takes a millisecond. */
export function instantiate(
  source: Source,
  imports: WebAssembly.Imports,
): Started {
  try {
    const module = isModule(source) ? source : new WebAssembly.Module(source);
    // Within the try: WebKit compiles what a policy forbids, and refuses here.
    return { module, instance: new WebAssembly.Instance(module, imports) };
  } catch (cause) {
    throw refusal(cause);
  }
}

/** Compiles and instantiates in the background. Not by `compile`: Next refuses to build for the edge what names it. */
export async function instantiateLater(
  source: Source,
  imports: WebAssembly.Imports,
): Promise<Started> {
  try {
    if (!isModule(source))
      return await WebAssembly.instantiate(source, imports);
    const instance = await WebAssembly.instantiate(source, imports);
    return { module: source, instance };
  } catch (cause) {
    throw refusal(cause);
  }
}

/**
 * Fetches the module where it is not at hand. Not compiled while it streams in: that demands a MIME type, which many
 * servers get wrong, and saves nothing at this size.
 */
export async function fetchBytes(source: any): Promise<Source> {
  const isAddress =
    typeof source === "string" ||
    typeof source?.href === "string" ||
    typeof source?.method === "string";
  const response = isAddress ? await fetch(source) : source;
  if (typeof response?.arrayBuffer !== "function") return response;
  if (response.ok === false)
    throw new Error(
      `convex-http-client: the WebAssembly module could not be fetched: ${response.status} from ${response.url}`,
    );
  return response.arrayBuffer();
}

const isModule = (source: unknown): source is WebAssembly.Module =>
  Object.prototype.toString.call(source) === "[object WebAssembly.Module]";

/** Returns the error of a runtime that would not have the module. */
function refusal(cause: any): unknown {
  if (typeof WebAssembly === "undefined")
    return new Error(
      "convex-http-client needs WebAssembly: use convex/browser where there is none.",
    );
  const { name, message } = cause as Error;
  if (/main thread/.test(message))
    return new Error(
      `convex-http-client: this browser does not compile WebAssembly at once (${message}). Call \`await init()\` before making a client.`,
      { cause },
    );
  // An exhausted stack, which SpiderMonkey has another name for, is none of the runtime's policy, nor is memory.
  if (name === "RangeError" || name === "InternalError") return cause;
  return new Error(
    `convex-http-client: this runtime would not compile WebAssembly (${message ?? cause}). In a page, add 'wasm-unsafe-eval' to the script-src of its Content-Security-Policy. For Workers, bundle with the condition "workerd"; for Vercel's edge runtime, with "edge-light"; with OpenNext, list it in serverExternalPackages; in Nitro, set experimental.wasm.`,
    { cause },
  );
}
