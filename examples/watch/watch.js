import { anyApi as api, ConvexHttpClient } from "convex-http-client";
import { watch } from "convex-http-client/watch";

const client = new ConvexHttpClient(process.env.CONVEX_URL);
const [limit = "Infinity"] = process.argv.slice(2);

// Ctrl+C ends the watch, and with it the request in flight.
const controller = new AbortController();
process.once("SIGINT", () => controller.abort(new Error("Stopped.")));

const tasks = watch(
  client,
  api.tasks.list,
  {},
  {
    interval: 500,
    signal: controller.signal,
    onError: (error) => console.warn(`Trying again: ${error.message}`),
  },
);
let changes = 0;
try {
  for await (const list of tasks) {
    const open = list.filter((task) => !task.completed).length;
    console.log(`${open} of ${list.length} tasks are open`);
    changes += 1;
    if (changes >= Number(limit)) break;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
