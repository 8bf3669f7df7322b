import { Suspense } from "react";
import { anyApi, ConvexHttpClient } from "convex-http-client";

const FUNCTIONS = {
  query: anyApi.values.echo,
  action: anyApi.values.echoAction,
};

async function Result({ options, kind }) {
  const url = process.env.CONVEX_URL;
  const client = new ConvexHttpClient(url, { logger: false, ...options });
  const value = await client[kind](FUNCTIONS[kind], { value: "naïve" });
  return <p>{`result:${value}:`}</p>;
}

/** A page that makes a call while Next prerenders it. */
export function Page({ options, kind = "query" }) {
  return (
    <Suspense fallback={<p>waiting</p>}>
      <Result options={options} kind={kind} />
    </Suspense>
  );
}
