// Clients for a deployment's own scripts and tests: as its admin, they may call functions that no other client may.
// By the package's own name, so that the runtime's conditions say how the module is loaded.
import { ConvexHttpClient as Base } from "convex-http-client";

/** Makes the class when it is used: bundlers keep one that does something when it is defined. */
const deriveClient = () =>
  class ConvexAdminClient extends Base {
    constructor(address: string, options: any) {
      const { actingAs, adminKey, ...rest } = options ?? {};
      if (typeof adminKey !== "string" || !adminKey)
        throw new TypeError(
          "Invalid option `adminKey`. Give an admin's or a deploy key of the deployment.",
        );
      super(address, rest);
      this.setAdminAuth(adminKey, actingAs);
    }
  };

export const ConvexAdminClient: any = /* @__PURE__ */ deriveClient();

export function setAdminAuth(client: any, key: any, actingAs?: any): void {
  client.setAdminAuth(key, actingAs);
}
