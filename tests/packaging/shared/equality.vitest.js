import { expect, test } from "vitest";
import { BATCH, callForAll, DATA, RESULT } from "./equality.js";

test("results and errors are what a test writes down", async () => {
  const seen = await callForAll(
    import.meta.env.CONVEX_URL ?? process.env.CONVEX_URL,
  );
  expect(seen.result).toStrictEqual(RESULT);
  expect(seen.result).to.deep.equal(RESULT);
  expect(seen.batch).toStrictEqual(BATCH);
  expect(seen.data).toStrictEqual(DATA);
  for (const error of [seen.failed, seen.refused]) {
    const plain = new Error(error.message);
    expect(error).toStrictEqual(plain);
    expect(() => {
      throw error;
    }).toThrowError(plain);
    await expect(Promise.reject(error)).rejects.toThrowError(plain);
  }
});
