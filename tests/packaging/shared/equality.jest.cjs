const assert = require("node:assert");
// As Babel makes it of the ES module.
const { BATCH, callForAll, DATA, RESULT } = require("./equality.js");
if (typeof fetch === "undefined") require("./node-fetch.cjs");

test("results and errors are what a test writes down", async () => {
  const seen = await callForAll(process.env.CONVEX_URL);
  expect(seen.result).toStrictEqual(RESULT);
  assert.deepStrictEqual(seen.result, RESULT);
  expect(seen.batch).toStrictEqual(BATCH);
  expect(seen.data).toStrictEqual(DATA);
  for (const error of [seen.failed, seen.refused]) {
    const plain = new Error(error.message);
    expect(error).toStrictEqual(plain);
    assert.deepStrictEqual(error, plain);
    expect(() => {
      throw error;
    }).toThrow(plain);
    await expect(Promise.reject(error)).rejects.toStrictEqual(plain);
  }
});
