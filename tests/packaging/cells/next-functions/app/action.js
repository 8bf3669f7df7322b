"use server";
import { anyApi as api } from "convex-http-client/convex";
import { fetchAction, fetchMutation } from "convex-http-client/nextjs";

export async function add(text) {
  const options = { retry: 2, idempotent: true };
  const id = await fetchMutation(api.tasks.create, { text }, options);
  const echoed = await fetchAction(api.values.echoAction, { value: text });
  return typeof id === "string" && echoed === text;
}
