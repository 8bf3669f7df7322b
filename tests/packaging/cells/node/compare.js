import assert from "node:assert";
import { expect } from "chai";
// What ava compares by.
import concordance from "concordance";
import { CHECKS } from "./check.js";
import { BATCH, callForAll, DATA, RESULT } from "./equality.js";

const { result, batch, data, failed, refused } = await callForAll(
  process.argv[2],
);
/** @type {(seen: any, right: any) => void} */
const same = (seen, right) => {
  assert.deepStrictEqual(seen, right);
  expect(seen).to.deep.equal(right);
  assert.ok(concordance.compare(seen, right).pass);
};
same(result, RESULT);
same(batch, BATCH);
same(data, DATA);
for (const error of [failed, refused]) {
  const plain = new Error(error.message);
  assert.deepStrictEqual(error, plain);
  assert.deepStrictEqual(Object.keys(error), []);
  // As chai's deep equality takes them apart.
  expect(error).to.deep.equal(plain);
  expect(() => {
    throw error;
  }).to.throw(Error, plain.message);
  assert.ok(concordance.compare(error, plain).pass);
  assert.strictEqual(concordance.format(error), concordance.format(plain));
}
console.log(JSON.stringify({ checks: CHECKS }));
