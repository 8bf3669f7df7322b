// Which requests are calls of functions.
import {
  Endpoint,
  ENDPOINT_PATHS,
  Kind,
  REQUEST_ID,
} from "../generated/core.ts";

/** A request that calls functions. */
export class ConvexCall {
  readonly url: string;
  readonly init: RequestInit;
  readonly kind: Kind;
  requestId: string | undefined;

  constructor(url: string, init: RequestInit, endpoint: Endpoint) {
    this.url = url;
    this.init = { ...init };
    // Endpoints have the numbers of the kinds they serve; the others read.
    this.kind =
      endpoint <= Endpoint.Function ? (endpoint as number) : Kind.Query;
    this.requestId = new Headers(init.headers).get(REQUEST_ID) ?? undefined;
  }

  /** The name of its function, or functions. */
  get functionPath(): string | undefined {
    try {
      const { path, queries } = JSON.parse(this.init.body as string);
      return path ?? queries.map((query: any) => query.path).join(", ");
    } catch {
      return undefined;
    }
  }

  /** Gives it an id, by which it is found in the deployment's logs. */
  identify(id: string): void {
    this.requestId = id;
    const headers = Object.fromEntries(new Headers(this.init.headers));
    this.init.headers = { ...headers, [REQUEST_ID]: id };
  }
}

/** Returns the call that a request makes. What has a body that can be sent once alone is somebody else's. */
export function callOf(
  input: unknown,
  init: RequestInit | undefined,
): ConvexCall | undefined {
  const url = input instanceof URL ? input.href : input;
  if (typeof url !== "string" || init?.method !== "POST") return undefined;
  const body = init.body ?? "";
  const [, path] = /\/api\/(\w+)$/.exec(url) ?? [];
  const endpoint = ENDPOINT_PATHS.findIndex((known) => known === path);
  return endpoint < 0 || typeof body !== "string"
    ? undefined
    : new ConvexCall(url, init, endpoint);
}
