import { callAll } from "../../call.js";

export default async function Page({ searchParams }) {
  const { convex } = await searchParams;
  const result = JSON.stringify(await callAll(convex));
  return <p>result:{btoa(result)}:</p>;
}
