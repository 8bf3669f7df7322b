// From what users have of the module to a running one. Objects are told apart by what they look like and not by their
// class: bundlers, edge runtimes and test environments hand over objects of another realm.

/**
 * Compiles and instantiates synchronously, always: it takes a millisecond, and Next refuses to build for the edge what
 * contains `WebAssembly.compile`.
 */
export function instantiate(
  source: WebAssembly.Module | BufferSource,
  imports: WebAssembly.Imports,
): { instance: WebAssembly.Instance; module: WebAssembly.Module } {
  if (typeof WebAssembly === "undefined")
    throw new Error(
      "convex-http-client needs WebAssembly, which this runtime lacks: use convex/browser there.",
    );
  try {
    const module = isModule(source) ? source : new WebAssembly.Module(source);
    // Within the try: WebKit compiles what a policy forbids, and refuses here.
    return { module, instance: new WebAssembly.Instance(module, imports) };
  } catch (cause) {
    // An exhausted stack, which SpiderMonkey has another name for, is none of the runtime's policy, nor is memory.
    const { name } = cause as Error;
    throw name === "RangeError" || name === "InternalError"
      ? cause
      : refusal(cause);
  }
}

/**
 * Fetches the module where it is not at hand. Not compiled while it streams in: that demands a MIME type, which many
 * servers get wrong, and saves nothing at this size.
 */
export async function fetchBytes(
  source: any,
): Promise<WebAssembly.Module | BufferSource> {
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
function refusal(cause: any): Error {
  const reason = cause?.message ?? cause;
  return new Error(
    `convex-http-client: this runtime would not compile WebAssembly (${reason}). In a page, add 'wasm-unsafe-eval' to the script-src of its Content-Security-Policy. For Cloudflare Workers, bundle with the condition "workerd"; for Vercel's edge runtime, with "edge-light"; with OpenNext, list convex-http-client in serverExternalPackages.`,
    { cause },
  );
}
