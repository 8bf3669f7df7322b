// Test environments have an AbortController of their own, whose signals the runtime's fetch may refuse.
import { expect, test } from "vitest";
import {
  anyApi,
  ConvexHttpClient,
  ConvexTimeoutError,
} from "convex-http-client";

const url = import.meta.env.CONVEX_URL ?? process.env.CONVEX_URL;

test("timeouts and signals work, and stop the request", async () => {
  const { signal } = new AbortController();
  const client = new ConvexHttpClient(url, { logger: false, timeout: 10_000 });
  const args = { value: "in time" };
  expect(await client.query(anyApi.values.echo, args)).toBe("in time");
  expect(await client.query(anyApi.values.echo, args, { signal })).toBe(
    "in time",
  );
  expect(await client.consistentQuery(anyApi.values.echo, args)).toBe(
    "in time",
  );

  /** @type {Promise<Response>[]} */
  const sent = [];
  const slow = new ConvexHttpClient(url, {
    logger: false,
    fetch: (address, init) => sent[sent.push(fetch(address, init)) - 1],
  });
  const wait = (options) =>
    slow.action(anyApi.actions.wait, { ms: 5000 }, options);
  const started = performance.now();
  await expect(wait({ timeout: 100 })).rejects.toThrow(ConvexTimeoutError);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 100);
  await expect(wait({ signal: controller.signal })).rejects.toThrow("enough");
  for (const request of sent) await expect(request).rejects.toThrow();
  expect(sent.length).toBe(2);
  expect(performance.now() - started).toBeLessThan(4000);
});
