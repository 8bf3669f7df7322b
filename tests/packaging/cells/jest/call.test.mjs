import { callAll } from "./call.js";
import { CHECKS } from "./check.js";

test("every call comes out right", async () => {
  expect(await callAll(process.env.CONVEX_URL)).toEqual({ checks: CHECKS });
});
