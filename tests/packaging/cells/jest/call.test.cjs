const client = require("convex-http-client");
// As Babel makes it of the check, which is an ES module.
const { check, CHECKS } = require("./check.js");

test("every call comes out right", async () => {
  const result = await check(client, process.env.CONVEX_URL);
  expect(result).toEqual({ checks: CHECKS });
});
