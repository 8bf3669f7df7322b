import { anyApi, ConvexHttpClient } from "convex-http-client";

const hooks = { onRequest: () => {}, onResponse: () => {} };
const policies = {
  "no options": {},
  timeout: { timeout: 5000 },
  retry: { retry: 2 },
  hooks: { hooks },
  "a token fetcher": { auth: async () => null },
};

/** Asks twice through Next's cache, with a change in between, and once past it. */
export async function GET(request) {
  const url = new URL(request.url).searchParams.get("convex");
  const wrong = [];
  for (const [name, policy] of Object.entries(policies)) {
    const client = new ConvexHttpClient(url, { logger: false, ...policy });
    const count = async (cache) => {
      const options = { fetchOptions: { cache } };
      return (await client.query(anyApi.tasks.list, {}, options)).length;
    };
    const first = await count("force-cache");
    await client.mutation(anyApi.tasks.create, { text: name });
    const second = await count("force-cache");
    const now = await count("no-store");
    if (first !== second || now <= second)
      wrong.push(`${name}: ${first}, ${second}, ${now}`);
  }
  return Response.json({ wrong });
}
