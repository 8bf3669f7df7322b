// By the package's own name, so that the runtime's conditions say how the module is loaded.
import { errorClass } from "@core";
import { ConvexHttpClient as Base } from "convex-http-client";
import { ConvexError } from "convex/values";

export * from "convex-http-client";
export * from "convex/browser";
// A name that two of these have is in neither export: it is said here whose it is.
export { ConvexError };

/** Makes the class when it is used: bundlers keep one that does something when it is defined. */
const deriveClient = () =>
  class extends Base {
    static override [errorClass] = ConvexError;
    static {
      Object.defineProperty(this, "name", { value: "ConvexHttpClient" });
    }
  };

export const ConvexHttpClient = /* @__PURE__ */ deriveClient();
