import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { callAll } from "./call.js";
import { CHECKS } from "./check.js";

test("calls", async () => {
  expect(await callAll(env.CONVEX_URL)).toEqual({ checks: CHECKS });
});
