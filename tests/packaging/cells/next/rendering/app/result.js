import { Suspense } from "react";
import { anyApi, ConvexHttpClient } from "convex-http-client";

async function Result({ options }) {
  const url = process.env.CONVEX_URL;
  const client = new ConvexHttpClient(url, { logger: false, ...options });
  const value = await client.query(anyApi.values.echo, { value: "naïve" });
  return <p>{`result:${value}:`}</p>;
}

/** A page that makes a call while Next prerenders it. */
export function Page({ options }) {
  return (
    <Suspense fallback={<p>waiting</p>}>
      <Result options={options} />
    </Suspense>
  );
}
