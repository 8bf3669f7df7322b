import { Suspense } from "react";
import { connection } from "next/server";
import { anyApi as api } from "convex-http-client/convex";
import {
  fetchQuery,
  preloadedQueryResult,
  preloadQueries,
  preloadQuery,
} from "convex-http-client/nextjs";
import { Shown } from "./shown.js";

/** Has values of all kinds that JSON lacks, which must come through to the page. */
const value = { text: "naïve", big: 2n ** 60n, zero: -0 };

async function Preloaded() {
  await connection();
  const one = await preloadQuery(api.values.echo, { value }, { timeout: 5000 });
  const [again, user] = await preloadQueries([
    [api.values.echo, { value }],
    [api.users.whoami],
  ]);
  const isSame =
    preloadedQueryResult(one).big === preloadedQueryResult(again).big &&
    preloadedQueryResult(user) === null &&
    (await fetchQuery(api.values.echo, { value: 1n }, { retry: 1 })) === 1n;
  const url = process.env.NEXT_PUBLIC_CONVEX_URL;
  return <Shown url={url} preloaded={one} isSame={isSame} />;
}

export default function Page() {
  return (
    <Suspense fallback={<p>waiting</p>}>
      <Preloaded />
    </Suspense>
  );
}
