// What the official types hide or do not have. Nothing here is ever run.
import { ConvexError, ConvexHttpClient } from "client";
import type {
  CommitTsPlaceholder,
  ConvexHttpClientOptions,
  EmptyObject,
  FetchOptions,
  UserIdentityAttributes,
  Value,
} from "client";
import { assignable, equal } from "./expect.js";
import { api, internal } from "./fixture/convex/_generated/api.js";

const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");

export function unsetOptions(token: string | undefined) {
  // Unset variables are passed on as they are.
  new ConvexHttpClient("http://127.0.0.1:3210", {
    auth: token,
    fetch: undefined,
    logger: undefined,
    skipConvexDeploymentUrlCheck: undefined,
  });
  equal<ConvexHttpClientOptions["auth"], string | undefined>();
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

export function admin(identity: UserIdentityAttributes) {
  client.setAdminAuth("key");
  client.setAdminAuth("key", identity);
  client.setAdminAuth("key", { subject: "a", issuer: "b", roles: ["c"] });
  equal<ReturnType<typeof client.setAdminAuth>, void>();
  // @ts-expect-error the key is required
  client.setAdminAuth();
  // @ts-expect-error not JSON
  client.setAdminAuth("key", { updatedAt: new Date() });
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
    free() {},
    [Symbol.dispose]() {},
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
