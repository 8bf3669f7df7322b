// What the official types hide or do not have. Nothing here is ever run.
import {
  ConvexError,
  ConvexHttpClient,
  ConvexHttpError,
  ConvexTimeoutError,
  errorInfo,
  isConvexError,
} from "client";
import type {
  AuthTokenFetcher,
  CommitTsPlaceholder,
  ConvexHttpClientOptions,
  EmptyObject,
  ErrorInfo,
  FetchOptions,
  Page,
  UserIdentityAttributes,
  Value,
} from "client";
import { assignable, equal } from "./expect.js";
import { api, internal } from "./fixture/convex/_generated/api.js";

const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");

export function unsetOptions(token: string | null | undefined) {
  // Unset variables are passed on as they are.
  new ConvexHttpClient("http://127.0.0.1:3210", {
    auth: token,
    fetch: undefined,
    logger: undefined,
    skipConvexDeploymentUrlCheck: undefined,
  });
  equal<
    ConvexHttpClientOptions["auth"],
    string | AuthTokenFetcher | null | undefined
  >();
  equal<
    ConvexHttpClientOptions["fetch"],
    typeof globalThis.fetch | undefined
  >();
}

export function settings() {
  client.setDebug(false);
  equal<ReturnType<typeof client.setDebug>, void>();
  // @ts-expect-error not a boolean
  client.setDebug("off");
  // @ts-expect-error a value is required
  client.setDebug();

  client.setFetchOptions({ cache: "no-store" });
  client.setFetchOptions({ cache: "force-cache" });
  equal<FetchOptions, { cache: "force-cache" | "no-store" }>();
  equal<ReturnType<typeof client.setFetchOptions>, void>();
  // @ts-expect-error another mode of the cache
  client.setFetchOptions({ cache: "reload" });
  // @ts-expect-error the mode is required
  client.setFetchOptions({});
}

export function policies(signal: AbortSignal, fetchToken: AuthTokenFetcher) {
  new ConvexHttpClient("http://127.0.0.1:3210", {
    auth: async ({ forceRefreshToken }) => (forceRefreshToken ? "a" : null),
    timeout: { query: 1000, action: 60_000 },
    retry: { limit: 3, shouldRetry: async (error, attempt) => attempt < 2 },
    headers: new Headers(),
    signal,
    hooks: { onRetry: ({ error, delay }) => void [error.kind, delay] },
  });
  client.setAuth(fetchToken);
  const args = { channel: "general", body: "" };
  client.query(api.messages.count, {}, { timeout: 5, auth: null });
  client.query(api.messages.count, undefined, { signal, retry: false });
  client.mutation(api.messages.send, args, {});
  client.mutation(api.messages.send, args, { skipQueue: true, retry: 2 });
  client.action(api.messages.ping, {}, { headers: { a: "b" }, signal });
  client.consistentQuery(api.messages.count, {}, { auth: fetchToken });
  client.function(api.messages.send, undefined, args, { timeout: 5 });
  new ConvexHttpClient("http://127.0.0.1:3210", { idempotent: true });
  client.mutation(api.messages.send, args, { idempotent: "key", retry: 2 });
  client.action(api.messages.ping, {}, { idempotent: true });
  client.function(api.messages.send, undefined, args, { idempotent: false });
  // @ts-expect-error a query may be sent again without
  client.query(api.messages.count, {}, { idempotent: true });
  // @ts-expect-error a number is no key
  client.mutation(api.messages.send, args, { idempotent: 42 });
  // @ts-expect-error seconds are no text
  client.query(api.messages.count, {}, { timeout: "5s" });
  // @ts-expect-error only mutations have a queue
  client.query(api.messages.count, {}, { skipQueue: true });
  // @ts-expect-error a fetcher returns a promise
  client.query(api.messages.count, {}, { auth: () => "token" });
  // @ts-expect-error no such kind
  new ConvexHttpClient("http://127.0.0.1:3210", { timeout: { queries: 1 } });
}

export async function batches() {
  const [count, sent] = await client.batch([
    [api.messages.count],
    [api.messages.list, { channel: "general" }],
  ]);
  equal<typeof count, PromiseSettledResult<number>>();
  if (sent.status === "fulfilled") sent.value[0]?.body.toUpperCase();
  // @ts-expect-error the arguments are missing
  client.batch([[api.messages.list]]);
  // @ts-expect-error wrong arguments
  client.batch([[api.messages.count], [api.messages.list, { channel: 1 }]]);
  // @ts-expect-error a mutation
  client.batch([[api.messages.send, { channel: "", body: "" }]]);
}

export async function pagination() {
  const messages = client.paginate(
    api.messages.page,
    { channel: "general" },
    { numItems: 10 },
  );
  for await (const { body } of messages) body.toUpperCase();
  for await (const page of messages.pages()) {
    assignable<typeof page, Page<{ body: string }>>();
  }
  // @ts-expect-error how many items a page has
  client.paginate(api.messages.page, { channel: "" }, {});
  // @ts-expect-error the client makes them
  client.paginate(api.messages.page, { paginationOpts: {} }, { numItems: 1 });
}

export function failures(error: unknown) {
  const info = errorInfo(error);
  equal<typeof info, ErrorInfo | undefined>();
  if (info?.kind === "http") equal<typeof info.status, number>();
  if (info?.outcome === "unknown") info.requestId?.toUpperCase();
  if (isConvexError(error)) assignable<typeof error.data, Value>();
  if (error instanceof ConvexTimeoutError) {
    assignable<typeof error, ConvexHttpError>();
    equal<typeof error.kind, "timeout">();
  }
}

export function views(): ConvexHttpClient {
  class Mine extends ConvexHttpClient {
    mine = 1;
  }
  const mine = new Mine("http://127.0.0.1:3210");
  mine.withAuth(null).mine.toFixed();
  equal<typeof client.pendingMutations, number>();
  equal<ReturnType<typeof client.idle>, Promise<void>>();
  return mine.withAuth("token");
}

export function admin(identity: UserIdentityAttributes) {
  client.setAdminAuth("key");
  client.setAdminAuth("key", identity);
  client.setAdminAuth("key", { subject: "a", issuer: "b", roles: ["c"] });
  equal<ReturnType<typeof client.setAdminAuth>, void>();
  // @ts-expect-error the key is required
  client.setAdminAuth();
}

// Subclasses that were written when the types of the class hid these members.
export function hiddenMembers() {
  interface Identity {
    subject: string;
  }
  class ByMethod extends ConvexHttpClient {
    override setAdminAuth(token: string, actingAsIdentity?: any): void {
      super.setAdminAuth(token, actingAsIdentity);
    }
  }
  class ByIdentity extends ConvexHttpClient {
    override setAdminAuth(token: string, identity: Identity): void {
      super.setAdminAuth(token, identity);
    }
  }
  class ByProperty extends ConvexHttpClient {
    declare setAdminAuth: (token: string, actingAsIdentity?: any) => void;
    declare setDebug: (debug: boolean) => void;
    declare setFetchOptions: (options: { cache: "no-store" }) => void;
    declare function: (...given: any) => Promise<any>;
  }
  interface Admin extends ConvexHttpClient {
    setAdminAuth(token: string, actingAsIdentity?: Identity): void;
  }
  assignable<ByMethod | ByIdentity | ByProperty, ConvexHttpClient>();
  return client as Admin;
}

export function anyFunction() {
  const count = client.function(api.messages.count);
  equal<typeof count, Promise<number>>();
  const sent = client.function(api.messages.send, undefined, {
    channel: "general",
    body: "hello",
  });
  equal<typeof sent, Promise<null>>();
  const pinged = client.function(api.messages.ping, "component");
  equal<typeof pinged, Promise<null>>();
  const named = client.function("messages:list");
  equal<typeof named, Promise<any>>();
  client.function("messages:list", "component", { channel: "general" });
  client.function("messages:list", undefined, {});
  // @ts-expect-error the arguments are missing
  client.function(api.messages.send);
  // @ts-expect-error the arguments are missing
  client.function(api.messages.send, "component");
  // @ts-expect-error an argument too many
  client.function(api.messages.list, undefined, { channel: "", limit: 1 });
  // @ts-expect-error the component comes before the arguments
  client.function("messages:list", { channel: "general" });
  // @ts-expect-error an internal function
  client.function(internal.messages.secretList);
  // @ts-expect-error neither a reference nor a name
  client.function(1);
}

export function memory() {
  client.free();
  equal<ReturnType<typeof client.free>, void>();
  equal<ReturnType<(typeof client)[typeof Symbol.dispose]>, void>();
  assignable<ConvexHttpClient, Disposable>();
  {
    using scoped = new ConvexHttpClient("https://small-mouse-123.convex.cloud");
    scoped.setDebug(false);
  }
  class Tracked extends ConvexHttpClient {
    override free(): void {
      super.free();
    }

    override [Symbol.dispose](): void {
      super[Symbol.dispose]();
    }

    override function(...args: any): Promise<any> {
      return super.function(...(args as [string]));
    }
  }
  assignable<Tracked, ConvexHttpClient>();
  // @ts-expect-error no such member
  client.dispose();
  // @ts-expect-error nor by an index
  client["dispose"]();
}

// No private members: an object with the public ones is a client.
export function wholeMock(promise: Promise<any>) {
  const mock: ConvexHttpClient = {
    url: "http://127.0.0.1:3210",
    backendUrl: () => "http://127.0.0.1:3210/api",
    query: () => promise,
    mutation: () => promise,
    action: () => promise,
    consistentQuery: () => promise,
    function: () => promise,
    setAuth() {},
    setAdminAuth() {},
    clearAuth() {},
    setDebug() {},
    setFetchOptions() {},
    batch: () => promise,
    paginate: (): any => [],
    withAuth: () => mock,
    pendingMutations: 0,
    idle: () => promise,
    free() {},
    [Symbol.dispose]() {},
    [Symbol.asyncDispose]: () => promise,
  };
  // @ts-expect-error members are missing
  const partial: ConvexHttpClient = { query: () => promise };
  void [mock, partial];
}

export function hidden(error: ConvexError<string>) {
  // @ts-expect-error the brand is for the run time
  error[Symbol.for("ConvexError")];
}

export function placeholders(value: CommitTsPlaceholder) {
  assignable<CommitTsPlaceholder, Value>();
  String(value);
  // @ts-expect-error a date is none
  const date: CommitTsPlaceholder = new Date();
  // @ts-expect-error nor is any object
  const object: CommitTsPlaceholder = {};
  void [date, object];
  equal<EmptyObject, Record<string, never>>();
}
