import assert from "node:assert/strict";

/** @typedef {import("../panels.test.mjs").Use} Use */

/** @type {Record<string, Use>} */
export const once = {
  "a lost reply makes one mutation run twice, and the other once": async ({
    person,
    call,
  }) => {
    await person.click("Send both");
    await person.see("#once-status", /written twice; with it, once\.$/);
    assert.match(await person.read("#lane-without"), /lost[^]*Written twice$/);
    const lane = await person.read("#lane-with");
    assert.match(lane, /lost[^]*sends it again by itself[^]*Written once$/);
    const ids = lane.match(/idempotent-[\w-]+/g) ?? [];
    assert.equal(ids.length, 2);
    assert.equal(ids[0], ids[1]);
    const results = lane.match(/returns\s+\S+/g) ?? [];
    assert.equal(results.length, 2);
    assert.equal(results[0], results[1]);
    const { value: ledger } = await call("once:ledger", {});
    assert.deepEqual(Object.values(ledger).toSorted(), [1, 2]);
  },

  "a lost request looks the same to the client": async ({ person }) => {
    await person.choose(
      "What the first connection loses",
      "the request, before the mutation ran",
    );
    await person.click("Send both");
    await person.see("#once-status", /written once; with it, once\.$/);
    await person.see("#lane-without", /fails with outcome "unknown"/);
  },

  "a deployment without the functions": async ({ person }) => {
    await person.choose("Deployment", "Your own, by its URL");
    await person.fill("Its URL", "http://127.0.0.1:9");
    await person.press("Enter");
    await person.click("Send both");
    await person.see("#once-problem", /needs a deployment with the functions/);
  },
};
