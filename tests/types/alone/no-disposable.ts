// Programs whose standard library is older than `Disposable`.
import { ConvexHttpClient } from "convex-http-client";

const client = new ConvexHttpClient("http://127.0.0.1:3210");
client.free();
// @ts-expect-error not known to this standard library
client[Symbol.dispose]();
