/** What stands before a block that names it. @type {Record<string, string>} */
export const preludes = {
  client: `
    import { anyApi as api, ConvexHttpClient } from "convex-http-client";
    const client = new ConvexHttpClient(process.env.CONVEX_URL!, { logger: false });
  `,
};
