// The entries beside the default one, in an app that has `convex` installed.
import * as main from "convex-http-client";
import * as convex from "convex-http-client/convex";
import * as inline from "convex-http-client/inline";
import * as slim from "convex-http-client/slim";
import { ConvexError } from "convex/values";
import { assignable, equal } from "./expect.js";

equal<typeof inline, typeof main>();
equal<slim.ConvexHttpClient, main.ConvexHttpClient>();
equal<convex.ConvexHttpClient, main.ConvexHttpClient>();
equal<typeof convex.ConvexError, typeof ConvexError>();
equal<convex.Value, main.Value>();
assignable<typeof slim, typeof main>();
equal<Exclude<keyof typeof slim, keyof typeof main>, "init" | "initSync">();
equal<keyof typeof convex, keyof typeof main>();

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
