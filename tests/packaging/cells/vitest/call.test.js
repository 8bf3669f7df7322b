import { expect, test } from "vitest";
import { callAll } from "./call.js";
import { CHECKS } from "./check.js";

test("every call comes out right", async () => {
  const url = import.meta.env.CONVEX_URL ?? process.env.CONVEX_URL;
  expect(await callAll(url)).toEqual({ checks: CHECKS });
});
