import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openWorker } from "../../runtimes/driver/worker.mjs";

/** How long the proxy holds each mutation back, in milliseconds. */
const DELAY = 200;
const NAME = "lifecycle: a Worker's response is there before waitUntil(idle())";

/**
 * Proves that a Worker's mutations go on after its response where it waits for the queue, and only there.
 *
 * @param {string} folder of the consumer project
 * @param {string} date of compatibility
 * @param {{ backendUrl: string, proxyUrl: string, filter: string }} config
 * @returns {Promise<{ name: string, problem?: string }[]>}
 */
export async function checkWaitUntil(folder, date, config) {
  if (!NAME.includes(config.filter)) return [];
  const script = resolve(folder, "features/wait-until-worker.js");
  const worker = await openWorker(script, date);
  try {
    for (const waits of [true, false]) {
      const channel = `${date}-waits-${waits}`;
      const body = JSON.stringify(
        [1, 2, 3].map(() => ({ do: "pass", delay: DELAY })),
      );
      await fetch(`${config.proxyUrl}/control/${channel}`, {
        method: "POST",
        body,
      });
      const response = await worker.dispatchFetch("http://localhost/", {
        method: "POST",
        body: JSON.stringify({
          url: `${config.proxyUrl}/s/${channel}`,
          channel,
          waits,
        }),
      });
      const pending = await response.text();
      const early = await count(config.backendUrl, channel);
      await sleep(DELAY * 6);
      const late = await count(config.backendUrl, channel);
      const found = { pending, early, late };
      // Without it, the Worker is over with its response: the one that was on its way may still arrive.
      const isRight =
        pending === "3" && early === 0 && (waits ? late === 3 : late < 2);
      if (!isRight)
        return [
          { name: NAME, problem: `waits ${waits}: ${JSON.stringify(found)}` },
        ];
    }
    return [{ name: NAME }];
  } catch (error) {
    return [{ name: NAME, problem: String(error) }];
  } finally {
    await worker.dispose();
  }
}

/**
 * @param {string} backendUrl
 * @param {string} channel
 */
async function count(backendUrl, channel) {
  const call = { path: "messages:list", format: "json", args: [{ channel }] };
  const response = await fetch(`${backendUrl}/api/query`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(call),
  });
  return (await response.json()).value.length;
}
