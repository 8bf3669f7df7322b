import { run } from "../../runtimes/driver/process.mjs";

/** Long enough for any timer that were left, and far longer than Node takes to end. */
const TIMEOUT = 60_000;
const LIMIT = 10_000;

/** What a program does before it has nothing more to do. */
const PROGRAMS = {
  "a query": `await client.query("messages:list", { channel: "exit" });`,
  "a queue of mutations": `
    const send = (body) => client.mutation("messages:send", { channel: "exit", author: "Ada", body });
    await Promise.all([send("1"), send("2")]);`,
  "a call that its signal stopped": `
    const controller = new AbortController();
    const call = client.action("actions:wait", { ms: 100 }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await call.catch(() => {});`,
  "a repetition that its signal stopped": `
    const controller = new AbortController();
    const fetch = async () => new Response("", { status: 503, headers: { "Retry-After": "60" } });
    const failing = new ConvexHttpClient("http://127.0.0.1:1", { fetch, retry: 5, timeout: ${TIMEOUT} });
    const call = failing.query("a:b", {}, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await call.catch(() => {});`,
};

/**
 * Proves that Node ends at once after calls with a long timeout.
 *
 * @param {string} folder of the consumer project
 * @param {{ backendUrl: string, filter: string }} config
 */
export async function checkExit(folder, { backendUrl, filter }) {
  const outcomes = [];
  for (const [what, calls] of Object.entries(PROGRAMS)) {
    const name = `stops: Node ends at once after ${what}`;
    if (!name.includes(filter)) continue;
    const program = `
      import { ConvexHttpClient } from "convex-http-client";
      const client = new ConvexHttpClient("${backendUrl}", { timeout: ${TIMEOUT} });
      ${calls}
      console.log("settled");`;
    const args = ["--input-type=module", "--eval", program];
    const limits = { timeLimit: LIMIT };
    let problem;
    try {
      const printed = await run(process.execPath, args, folder, limits);
      if (printed !== "settled\n") problem = `It printed ${printed}`;
    } catch (error) {
      problem = String(error);
    }
    outcomes.push({ name, problem });
  }
  return outcomes;
}
