// A transport for tests: it answers calls by functions, as a deployment does.
import type {
  FakeCall,
  FakeFunctions,
  FakeOptions,
  FakeTransport,
} from "../../types/testing.js";
// By the package's own name, so that the runtime's conditions say how the module is loaded.
import { convexToJson, isConvexError, jsonToConvex } from "convex-http-client";
import { PROOFS } from "../generated/core.ts";

/** A failure of the deployment, or of the way to it: thrown by the functions of a test. */
class Failure extends Error {
  /** Without a status, no reply comes. */
  constructor(
    readonly status: number | undefined,
    body: string,
    readonly headers: Headers = {},
  ) {
    super(body);
  }
}

type Headers = Record<string, string>;

export function failure(
  code: string,
  options: {
    status?: number | undefined;
    message?: string | undefined;
    headers?: Headers | undefined;
  } = {},
): Error {
  // What a deployment answers with the codes that it has, unless a test says otherwise.
  const known = Object.entries(PROOFS).find(([, codes]) =>
    (codes as readonly string[]).includes(code),
  );
  const status = options.status ?? Number(known?.[0] ?? 500);
  const body = JSON.stringify({ code, message: options.message ?? code });
  return new Failure(status, body, options.headers);
}

export const networkFailure = (message = "fetch failed"): Error =>
  new Failure(undefined, message);

export function fakeTransport(
  functions: FakeFunctions,
  { delay = 0 }: FakeOptions = {},
): FakeTransport {
  const calls: FakeCall[] = [];

  async function fetch(address: string, init: any) {
    const { signal } = init;
    const headers: Headers = {};
    for (const [name, value] of Object.entries<string>(init.headers))
      headers[name.toLowerCase()] = value;
    const endpoint = String(address).match(/\/api\/(\w+)$/)![1]!;
    const body = init.body === undefined ? {} : JSON.parse(init.body);
    const answer = (query: any) =>
      run({
        kind: (endpoint.startsWith("query")
          ? "query"
          : endpoint) as FakeCall["kind"],
        path: query.path,
        args: jsonToConvex([query.args].flat()[0] ?? {}),
        headers,
        authorization: headers["authorization"],
        signal,
      });
    const work = async () => {
      if (delay > 0) await sleep(delay, signal);
      if (endpoint === "query_ts") return { ts: "AAAAAAAAAAA=" };
      if (endpoint !== "query_batch") return answer(body);
      const results = [];
      for (const query of body.queries) results.push(await answer(query));
      return { results };
    };
    try {
      return reply(200, JSON.stringify(await until(signal, work())));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { status, message } = error;
      if (status === undefined) throw new TypeError(message, { cause: error });
      return reply(status, message, error.headers);
    }
  }

  async function run(call: FakeCall) {
    calls.push(call);
    const { path, args } = call;
    const answer = functions[path];
    if (!Object.hasOwn(functions, path) || !answer) {
      const known = Object.keys(functions).join(", ");
      const errorMessage = `Could not find public function for '${path}'. This fake transport has ${known}.`;
      return { status: "error", errorMessage };
    }
    try {
      const value: any = (await answer(args, call)) ?? null;
      return { status: "success", value: convexToJson(value) };
    } catch (error) {
      if (error instanceof Failure) throw error;
      return failed(error);
    }
  }

  return Object.assign(fetch, { calls });
}

function failed(error: any) {
  const envelope = {
    status: "error",
    errorMessage: String(error?.message ?? error),
  };
  return isConvexError(error)
    ? { ...envelope, errorData: convexToJson(error.data) }
    : envelope;
}

/** What the client uses of a response: test environments such as Jest's jsdom have no `Response`. */
function reply(status: number, body: string, headers: Headers = {}) {
  const find = (name: string) =>
    Object.entries(headers).find(
      ([other]) => other.toLowerCase() === name.toLowerCase(),
    );
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: {
      get: (name: string) => find(name)?.[1] ?? null,
    },
    text: async () => body,
    json: async () => JSON.parse(body),
  };
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => clearTimeout(timer));
  });
}

/** Waits for a promise, unless a signal is aborted first. */
function until<T>(
  signal: AbortSignal | undefined,
  promise: Promise<T>,
): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    promise
      .finally(() => signal.removeEventListener("abort", abort))
      .then(resolve, reject);
  });
}
