import { NextResponse } from "next/server";
import { anyApi as api } from "convex-http-client/convex";
import { fetchQuery } from "convex-http-client/nextjs";

export const config = { matcher: "/api" };

export async function middleware() {
  const response = NextResponse.next();
  const echoed = await fetchQuery(api.values.echo, { value: "middle" });
  response.headers.set("x-echoed", echoed);
  return response;
}
