import { revalidatePath } from "next/cache";
import { anyApi as api } from "convex-http-client"; // or your generated api
import {
  fetchMutation,
  preloadedQueryResult,
  preloadQueries,
} from "convex-http-client/nextjs";

// The tasks change between requests.
export const dynamic = "force-dynamic";

// Unless `url` is given, it is that of NEXT_PUBLIC_CONVEX_URL.
const options = { url: process.env.CONVEX_URL, timeout: 5000, retry: 2 };

async function create(form) {
  "use server";
  const text = String(form.get("text"));
  await fetchMutation(api.tasks.create, { text }, options);
  revalidatePath("/");
}

export default async function Page() {
  // One request, and one moment. `usePreloadedQuery` of convex/react takes either.
  const [tasks, user] = (
    await preloadQueries([[api.tasks.list], [api.users.whoami]], options)
  ).map(preloadedQueryResult);
  return (
    <>
      <p>{user ? `Hello ${user.name}` : "Nobody is signed in."}</p>
      <ul>
        {tasks.map(({ _id, text }) => (
          <li key={_id}>{text}</li>
        ))}
      </ul>
      <form action={create}>
        <input name="text" aria-label="New task" required />
        <button>Create</button>
      </form>
    </>
  );
}
