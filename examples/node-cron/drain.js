import { anyApi as api, ConvexHttpClient, errorInfo } from "convex-http-client";

// Cron sends SIGTERM to nobody, but those who stop a machine do.
const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort(new Error("stopped")));

const client = new ConvexHttpClient(
  process.env.CONVEX_URL ?? "http://127.0.0.1:3210",
  {
    // Only what is safe to send again is sent again: see docs/reliability.md.
    retry: { limit: 5, backoff: 200 },
    timeout: 30_000,
    signal: stopping.signal,
  },
);

const tasks = await client.query(api.tasks.list);
const open = tasks.filter(({ completed }) => !completed);
let failures = 0;
for (const { _id: id, text } of open) {
  try {
    await work(text);
    // Completing a task twice is the same as once, so it is sent again also where nobody knows whether it arrived.
    await client.mutation(api.tasks.complete, { id }, { idempotent: true });
    console.log(`done: ${text}`);
  } catch (error) {
    if (stopping.signal.aborted) throw error;
    failures += 1;
    const { outcome, requestId, attempts } = errorInfo(error) ?? {};
    // Where the outcome is unknown in the end, the next run finds the task still open, or not.
    console.error(
      `failed: ${text}: ${error.message} (outcome ${outcome}, attempts ${attempts}, request ${requestId})`,
    );
  }
}
console.log(`${open.length - failures} of ${open.length} done`);
process.exitCode = failures === 0 ? 0 : 1;

/** Does the work of a task; replace it by yours. It may run twice for one task, so it must not matter if it does. */
async function work(text) {
  if (text === "") throw new Error("nothing to do");
}
