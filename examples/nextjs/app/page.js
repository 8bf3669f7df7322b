import { anyApi as api, ConvexHttpClient } from "convex-http-client";

// The tasks change between requests.
export const dynamic = "force-dynamic";

export default async function Page() {
  const client = new ConvexHttpClient(process.env.CONVEX_URL);
  const tasks = await client.query(api.tasks.list);
  return (
    <ul>
      {tasks.map(({ _id, text }) => (
        <li key={_id}>{text}</li>
      ))}
    </ul>
  );
}
