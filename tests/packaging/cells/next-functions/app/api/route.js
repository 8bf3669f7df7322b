import { anyApi as api, ConvexError } from "convex-http-client/convex";
import { ConvexError as Installed } from "convex/values";
import { fetchQuery } from "convex-http-client/nextjs";

export async function GET(request) {
  const key = new URL(request.url).searchParams.get("key");
  // Kept by Next: the function is asked once.
  const options = { next: { revalidate: 3600 } };
  const args = { value: key };
  const first = await fetchQuery(api.values.echo, args, options);
  const second = await fetchQuery(api.values.echo, args, options);
  const error = await fetchQuery(api.errors.text).catch((it) => it);
  const isInstalled =
    error instanceof Installed && error instanceof ConvexError;
  return Response.json({ first, second, isInstalled });
}
