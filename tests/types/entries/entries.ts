// The entries beside the default one, in an app that has `convex` installed.
import * as main from "convex-http-client";
import * as convex from "convex-http-client/convex";
import * as inline from "convex-http-client/inline";
import * as slim from "convex-http-client/slim";
import * as browser from "convex/browser";
import type { FunctionReference } from "convex/server";
import { ConvexError } from "convex/values";
import { assignable, equal } from "./expect.js";

equal<typeof inline, typeof main>();
equal<slim.ConvexHttpClient, main.ConvexHttpClient>();
equal<typeof convex.ConvexError, typeof ConvexError>();
equal<convex.Value, main.Value>();
assignable<typeof slim, Omit<typeof main, "init">>();
equal<Exclude<keyof typeof slim, keyof typeof main>, "initSync">();

// All of `convex/browser`, and all of ours.
equal<keyof typeof convex, keyof typeof main | keyof typeof browser>();
equal<typeof convex.ConvexClient, typeof browser.ConvexClient>();
equal<typeof convex.BaseConvexClient, typeof browser.BaseConvexClient>();
equal<convex.ConvexClientOptions, browser.ConvexClientOptions>();
equal<convex.QueryToken, browser.QueryToken>();
// The names that both have.
equal<convex.MutationOptions, browser.MutationOptions>();
equal<convex.HttpMutationOptions, browser.HttpMutationOptions>();
equal<convex.AuthTokenFetcher, main.AuthTokenFetcher>();
assignable<browser.AuthTokenFetcher, convex.AuthTokenFetcher>();
assignable<convex.AuthTokenFetcher, browser.AuthTokenFetcher>();

// Typed as both classes at once.
equal<keyof convex.ConvexHttpClient, keyof main.ConvexHttpClient>();
assignable<convex.ConvexHttpClient, main.ConvexHttpClient>();
assignable<convex.ConvexHttpClient, browser.ConvexHttpClient>();
assignable<typeof convex.ConvexHttpClient, typeof main.ConvexHttpClient>();
assignable<typeof convex.ConvexHttpClient, typeof browser.ConvexHttpClient>();
// @ts-expect-error the official class has less
assignable<browser.ConvexHttpClient, convex.ConvexHttpClient>();
// @ts-expect-error no type but that of this entry has the private members
assignable<main.ConvexHttpClient, browser.ConvexHttpClient>();

class Own extends convex.ConvexHttpClient {
  own = 1;

  constructor() {
    super("https://small-mouse-123.convex.cloud", { retry: 2, timeout: 5 });
  }

  override async query(...given: any): Promise<any> {
    return super.query(...(given as [any]));
  }

  override setAuth(token: string): void {
    super.setAuth(token);
  }
}
assignable<Own, browser.ConvexHttpClient>();

export function calls(
  list: FunctionReference<"query", "public", { done: boolean }, string[]>,
  add: FunctionReference<"mutation", "public", { text: string }, null>,
) {
  const own: Own = new Own().withAuth(async () => "token");
  const client: convex.ConvexHttpClient = own;
  own.own.toFixed();
  const listed = client.query(list, { done: true }, { timeout: 5 });
  equal<typeof listed, Promise<string[]>>();
  const added = client.mutation(add, { text: "" }, { skipQueue: true });
  equal<typeof added, Promise<null>>();
  client.mutation(add, { text: "" }, { retry: 2 });
  client.setAuth(async () => "token");
  // @ts-expect-error the arguments are missing
  client.query(list);
  // @ts-expect-error an argument of the wrong type
  client.mutation(add, { text: 1 });
  // @ts-expect-error a private member of the official class
  client.mutationQueue;
}

export async function start(bytes: Uint8Array, module: WebAssembly.Module) {
  const { init, initSync } = slim;
  equal<ReturnType<typeof init>, Promise<void>>();
  equal<ReturnType<typeof initSync>, void>();
  await init("/client.wasm");
  await init(new URL("https://example.com/client.wasm"));
  await init(new Request("https://example.com/client.wasm"));
  await init(fetch("/client.wasm"));
  await init(Promise.resolve(bytes));
  await init(bytes.buffer);
  await init(module);
  initSync(bytes);
  initSync(module);
  // @ts-expect-error a number is no module
  await init(1);
  // @ts-expect-error nothing is no module
  await init();
  // @ts-expect-error an address is not at hand
  initSync("/client.wasm");
}
