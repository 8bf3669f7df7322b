const client = require("convex-http-client");
const { check, CHECKS } = require("./check.js");
require("./node-fetch.cjs");

test("every call comes out right", async () => {
  expect(typeof TextDecoder).toBe("undefined");
  const result = await check(client, process.env.CONVEX_URL);
  expect(result).toEqual({ checks: CHECKS });
});
