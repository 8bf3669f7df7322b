// Sends a file, and tells how much of it has left where the platform can.
import { Failure } from "../repeat/course.ts";
import type { Source } from "./source.ts";

export interface Posting {
  url: string;
  headers: Record<string, string>;
  body: Source["body"];
  signal: AbortSignal | undefined;
  /** Hears how many bytes have left. */
  tell: ((loaded: number) => void) | undefined;
  fetch: typeof fetch | undefined;
}

interface Reply {
  status: number;
  text: string;
  retryAfter: string;
}

export const canTellByXhr = (isWanted: boolean): boolean =>
  isWanted && typeof XMLHttpRequest === "function";

export const post = (posting: Posting, byXhr: boolean): Promise<Reply> =>
  byXhr ? postByXhr(posting) : postByFetch(posting);

/** `fetch` tells nothing of an upload in a page. */
function postByXhr(posting: Posting): Promise<Reply> {
  const { body, headers, signal, tell, url } = posting;
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", url);
    for (const [name, value] of Object.entries(headers))
      xhr.setRequestHeader(name, value);
    const abort = () => xhr.abort();
    signal?.addEventListener("abort", abort);
    xhr.upload.onprogress = ({ loaded }) => tell!(loaded);
    xhr.onloadend = () => signal?.removeEventListener("abort", abort);
    xhr.onload = () =>
      resolve({
        status: xhr.status,
        text: xhr.responseText,
        retryAfter: xhr.getResponseHeader("Retry-After") ?? "",
      });
    xhr.onerror = () => {
      const error = new TypeError("No reply came to the upload.");
      reject(new Failure(error, "network"));
    };
    xhr.send(body as Blob | BufferSource);
  });
}

async function postByFetch(posting: Posting): Promise<Reply> {
  const { body, headers, signal, tell, url } = posting;
  const send = posting.fetch ?? fetch;
  const sent = tell ? counted(body, tell) : body;
  const init: RequestInit & { duplex?: "half" } = {
    ...{ method: "POST", headers, body: sent },
    ...(signal && { signal }),
    // The standard has it said that the reply comes after the body: https://fetch.spec.whatwg.org/#dom-requestinit-duplex
    ...("getReader" in sent && { duplex: "half" }),
  };
  try {
    const response = await send(url, init);
    const retryAfter = response.headers.get("Retry-After") ?? "";
    const { status } = response;
    return { status, text: await response.text(), retryAfter };
  } catch (error) {
    throw new Failure(error, "network");
  }
}

/** How much of a file is handed over at once, in bytes: one step of its progress. */
const STEP = 64 * 1024;

/** Counts bytes when they are asked for. Whoever cannot send a stream is not asked to. */
function counted(
  body: Source["body"],
  tell: (loaded: number) => void,
): Source["body"] {
  let loaded = 0;
  const count = (chunk: Uint8Array) => {
    tell((loaded += chunk.byteLength));
    return chunk;
  };
  if ("getReader" in body)
    return body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, stream) => stream.enqueue(count(chunk)),
      }),
    );
  if ("registration" in globalThis) return body;
  const blob = "arrayBuffer" in body ? body : new Blob([body]);
  return new ReadableStream<Uint8Array>({
    async pull(stream) {
      const part = blob.slice(loaded, loaded + STEP);
      if (part.size === 0) return stream.close();
      stream.enqueue(count(new Uint8Array(await part.arrayBuffer())));
    },
  });
}
