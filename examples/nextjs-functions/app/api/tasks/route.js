import { anyApi as api } from "convex-http-client"; // or your generated api
import { fetchMutation, fetchQuery } from "convex-http-client/nextjs";

// Unless `url` is given, it is that of NEXT_PUBLIC_CONVEX_URL.
const options = { url: process.env.CONVEX_URL, timeout: 5000, retry: 2 };

export async function GET() {
  return Response.json(await fetchQuery(api.tasks.list, {}, options));
}

export async function POST(request) {
  const { text } = await request.json();
  const id = await fetchMutation(api.tasks.create, { text }, options);
  return Response.json({ id }, { status: 201 });
}
