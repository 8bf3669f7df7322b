import { createRequire } from "node:module";
import { resolve } from "node:path";
import { openWorker } from "./driver/worker.mjs";

/**
 * Runs the suite in a Worker.
 *
 * Called with the folder of the consumer project and the configuration, which may name a
 * compatibility date.
 */
const [folder, configText] = process.argv.slice(2);
const config = JSON.parse(configText);
const COMPATIBILITY_DATE = config.compatibilityDate ?? "2025-09-01";

const script = resolve(folder, "runtimes/workerd-worker.js");
const worker = await openWorker(script, COMPATIBILITY_DATE);
try {
  const { version } = createRequire(
    createRequire(import.meta.url).resolve("miniflare"),
  )("workerd/package.json");
  const response = await worker.dispatchFetch("http://localhost/", {
    method: "POST",
    body: JSON.stringify({
      runtime: { runtime: "workerd", version },
      config,
    }),
  });
  process.stdout.write(await response.text());
} finally {
  await worker.dispose();
}
