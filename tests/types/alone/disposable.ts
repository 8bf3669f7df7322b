// Programs whose standard library or runtime declares `Disposable`.
import { ConvexHttpClient } from "convex-http-client";
import { equal } from "./expect.js";

export function scope() {
  using client = new ConvexHttpClient("http://127.0.0.1:3210");
  equal<ReturnType<(typeof client)[typeof Symbol.dispose]>, void>();
  const disposable: Disposable = client;
  void disposable;
}

export class Sub extends ConvexHttpClient {
  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
  }
}
